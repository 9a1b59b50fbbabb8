/* Server-sent events over fetch, and an answer that survives a cut connection. */

import { ApiError, sleep, unreachable } from "./api.js";

/** @import { AnswerEvent, LiveEvent, SendRequest } from "../../types" */

const SILENCE_TIMEOUT_MS = 45_000; // longer than any pause of a live stream
const RETRY_MS = [500, 1000, 2000, 4000];
const MIN_WAIT_MS = 1000;
const MAX_WAIT_MS = 30_000;

/**
 * Yields {id, data} for each event of a text/event-stream; an unfinished last event is dropped.
 * @param {ReadableStream<Uint8Array<ArrayBuffer>> | null} body
 * @param {AbortSignal} signal
 */
export async function* readEvents(body, signal) {
  if (!body) throw unreachable();
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let id = "";
  let data = [];
  try {
    for (;;) {
      const { done, value } = await withDeadline(reader.read(), signal);
      if (done) return;
      // A trailing CR may be half of a CR LF: keep it for the next piece.
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line) ?? [];
        if (field === "data") data.push(text);
        else if (field === "id") id = text;
        else if (line === "" && data.length) {
          signal.throwIfAborted();
          yield { id, data: data.join("\n") };
          data = [];
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

/**
 * @template Value
 * @param {Promise<Value>} reading
 * @param {AbortSignal} signal
 */
async function withDeadline(reading, signal) {
  let timer = 0;
  let stop = () => {};
  /** @type {Promise<never>} */
  const ended = new Promise((_, reject) => {
    stop = () => reject(signal.reason);
    timer = setTimeout(() => reject(unreachable()), SILENCE_TIMEOUT_MS);
    signal.addEventListener("abort", stop);
  });
  try {
    return await Promise.race([reading, ended]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}

/**
 * Yields the events of one answer up to `done` or `error`. With a message id it resumes that answer from
 * its beginning; without, it asks. After a cut it resumes after the last event received or, if none
 * was, resends the question under its key: the server answers a key only once. Without a network it
 * yields {type: "offline"} and waits for one.
 * @param {{
 *   request: SendRequest,
 *   question: object,
 *   key: string,
 *   messageId?: string,
 *   signal: AbortSignal,
 * }} options
 * @returns {AsyncGenerator<AnswerEvent, void>}
 */
export async function* answerEvents({ request, question, key, messageId, signal }) {
  let lastEventId = "";
  let failures = 0;
  for (;;) {
    if (!navigator.onLine) {
      yield { type: "offline" };
      await online();
      signal.throwIfAborted();
    }
    try {
      const response = messageId
        ? await resume(request, messageId, lastEventId, signal)
        : await request("chat", { json: question, headers: { "Idempotency-Key": key }, signal });
      for await (const { id, data } of readEvents(response.body, signal)) {
        /** @type {AnswerEvent} */
        const event = JSON.parse(data);
        failures = 0;
        lastEventId = id || lastEventId;
        messageId = event.message_id ?? messageId;
        yield event;
        if (event.type === "done" || event.type === "error") return;
      }
    } catch (error) {
      // A refused question is reported at once; a pending answer is waited for.
      const isRefusal =
        error instanceof ApiError && error.status && !(messageId && error.isTransient);
      if (isRefusal || signal.aborted) throw error;
    }
    if (!navigator.onLine) continue;
    if (failures >= RETRY_MS.length) throw unreachable();
    await sleep(RETRY_MS[failures++]);
    signal.throwIfAborted();
  }
}

/**
 * @param {SendRequest} request
 * @param {string} messageId
 * @param {string} lastEventId
 * @param {AbortSignal} signal
 */
async function resume(request, messageId, lastEventId, signal) {
  try {
    const path = `chat/${encodeURIComponent(messageId)}/stream`;
    return await request(path, { headers: resumeHeaders(lastEventId), signal });
  } catch (error) {
    if (!(error instanceof ApiError) || error.status !== 404) throw error;
    throw new ApiError(error.message, { code: "ANSWER_GONE", status: 410 });
  }
}

/**
 * Yields the live events of a session, and {type: "open"} for each connection; ends if refused.
 * @param {{ request: SendRequest, path: string, signal: AbortSignal }} options
 * @returns {AsyncGenerator<LiveEvent, void>}
 */
export async function* liveEvents({ request, path, signal }) {
  let lastEventId = "";
  let wait = MIN_WAIT_MS;
  while (!signal.aborted) {
    try {
      const response = await request(path, { headers: resumeHeaders(lastEventId), signal });
      yield { type: "open" };
      for await (const { id, data } of readEvents(response.body, signal)) {
        wait = MIN_WAIT_MS;
        lastEventId = id || lastEventId;
        yield JSON.parse(data);
      }
    } catch (error) {
      if (signal.aborted || (error instanceof ApiError && !error.isTransient)) return;
    }
    await sleep(wait);
    wait = Math.min(wait * 2, MAX_WAIT_MS);
    if (!navigator.onLine) await online();
  }
}

/**
 * @param {string} lastEventId
 * @returns {Record<string, string>}
 */
const resumeHeaders = (lastEventId) => (lastEventId ? { "Last-Event-ID": lastEventId } : {});

const online = () => new Promise((resolve) => addEventListener("online", resolve, { once: true }));
