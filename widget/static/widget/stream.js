/* Server-sent events over fetch, and an answer that survives a cut connection. */

import { Problem, pause, unreachable } from "./api.js";

const SILENCE_MS = 45_000; // longer than any pause of a live stream
const RETRY_MS = [500, 1000, 2000, 4000];

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
 * when none had come, repeats the question under its key: the server answers a key only once.
 */
export async function* answerEvents({ request, question, key, messageId, signal }) {
  let lastEventId = "";
  let failures = 0;
  for (;;) {
    try {
      const response = messageId
        ? await resume(request, messageId, lastEventId, signal)
        : await ask(request, question, key, signal);
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
    if (failures >= RETRY_MS.length) throw unreachable();
    await pause(RETRY_MS[failures++]);
    signal.throwIfAborted();
  }
}

function ask(request, question, key, signal) {
  return request("chat", {
    method: "POST",
    headers: { "Content-Type": "application/json", "Idempotency-Key": key },
    body: JSON.stringify(question),
    signal,
  });
}

async function resume(request, messageId, lastEventId, signal) {
  const headers = lastEventId ? { "Last-Event-ID": lastEventId } : {};
  try {
    return await request(`chat/${encodeURIComponent(messageId)}/stream`, { headers, signal });
  } catch (error) {
    if (error.status !== 404) throw error;
    throw new Problem(error.message, { code: "ANSWER_GONE", status: 410 });
  }
}
