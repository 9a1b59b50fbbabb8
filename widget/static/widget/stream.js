/* Server-sent events over fetch, and an answer that survives a cut connection. */

import { Problem, pause, unreachable } from "./api.js";

const SILENCE_MS = 45_000; // longer than any pause of a live stream
const RETRY_MS = [500, 1000, 2000, 4000];
const SHORTEST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;

/** Yields {id, data} for each event of a text/event-stream; an unfinished last event is dropped. */
export async function* readEvents(body, signal) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  let id = "";
  let data = [];
  try {
    for (;;) {
      const { done, value } = await withDeadline(reader.read(), signal);
      if (done) return;
      // A trailing CR may be half of a CR LF: it waits for the next piece.
      const lines = (rest + value).split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop();
      for (const line of lines) {
        const [, field, text] = /^([^:]*):? ?(.*)$/s.exec(line);
        if (field === "data") data.push(text);
        else if (field === "id") id = text;
        else if (line === "" && data.length) {
          yield { id, data: data.join("\n") };
          data = [];
        }
      }
    }
  } finally {
    reader.cancel().catch(() => {});
  }
}

async function withDeadline(reading, signal) {
  let timer;
  let stop;
  const ended = new Promise((_, reject) => {
    stop = () => reject(signal.reason);
    timer = setTimeout(() => reject(unreachable()), SILENCE_MS);
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
 * Yields the events of one answer up to `done` or `error`. With a message id it takes that answer up
 * from its beginning; without, it asks. After a cut it goes on behind the last event that came, or,
 * when none had come, repeats the question under its key: the server answers a key only once. With
 * no network it yields {type: "offline"} and waits for one.
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
        const event = JSON.parse(data);
        failures = 0;
        lastEventId = id || lastEventId;
        messageId = event.message_id ?? messageId;
        yield event;
        if (event.type === "done" || event.type === "error") return;
      }
    } catch (error) {
      // A refused question is told at once; an answer that is on its way is waited for.
      const isRefusal = error.status && !(messageId && error.isPassing);
      if (isRefusal || signal.aborted) throw error;
    }
    if (!navigator.onLine) continue;
    if (failures >= RETRY_MS.length) throw unreachable();
    await pause(RETRY_MS[failures++]);
    signal.throwIfAborted();
  }
}

async function resume(request, messageId, lastEventId, signal) {
  try {
    const path = `chat/${encodeURIComponent(messageId)}/stream`;
    return await request(path, { headers: since(lastEventId), signal });
  } catch (error) {
    if (error.status !== 404) throw error;
    throw new Problem(error.message, { code: "ANSWER_GONE", status: 410 });
  }
}

/** Yields what happens in a chat, and {type: "open"} whenever a connection stands; ends when refused. */
export async function* liveEvents({ request, path, signal }) {
  let lastEventId = "";
  let wait = SHORTEST_WAIT_MS;
  while (!signal.aborted) {
    try {
      const response = await request(path, { headers: since(lastEventId), signal });
      yield { type: "open" };
      for await (const { id, data } of readEvents(response.body, signal)) {
        wait = SHORTEST_WAIT_MS;
        lastEventId = id || lastEventId;
        yield JSON.parse(data);
      }
    } catch (error) {
      if (signal.aborted || (error.status && !error.isPassing)) return;
    }
    await pause(wait);
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
    if (!navigator.onLine) await online();
  }
}

const since = (lastEventId) => (lastEventId ? { "Last-Event-ID": lastEventId } : {});

const online = () => new Promise((resolve) => addEventListener("online", resolve, { once: true }));
