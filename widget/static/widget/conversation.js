/* What was said, kept in the visitor's browser, and how an answer grows. Knows nothing of nodes. */

import { Problem } from "./api.js";
import { keep, placeOf, recall } from "./dom.js";
import { answerEvents, liveEvents } from "./stream.js";

const KEPT_MESSAGES = 60;
const LONGEST_URL = 2000; // that the server takes
const PATIENCE_MS = 3_600_000; // after which later pages do not listen for a human any more

/**
 * A message is {role: "user" | "assistant" | "human", content}. An answer also has the `key` its
 * question is asked under, `id` once the server has begun it, then `sources`, `confidence` and
 * `done`, or `failed`, with the reason; and `rating`. A human's message has `id` and `name`.
 *
 * status: who answers, "AGENT", "HUMAN" or nobody, "CLOSED".
 */
export function createConversation({ request, settings }) {
  const { agentId } = settings;
  const place = placeOf(agentId);
  const fresh = () => ({ sessionId: null, status: "AGENT", awaitedUntil: 0, messages: [] });
  let state = fresh();
  load();
  if (settings.sessionId && settings.sessionId !== state.sessionId) {
    state = { ...fresh(), sessionId: settings.sessionId };
  }

  function load() {
    state = { ...fresh(), ...recall("localStorage", place) };
  }

  function save() {
    keep("localStorage", place, { ...state, messages: state.messages.slice(-KEPT_MESSAGES) });
  }

  /** A human who has left, unlike one who has been asked for, is not awaited. */
  function turnTo(status) {
    if (status === "HUMAN") state.awaitedUntil = Date.now() + PATIENCE_MS;
    else if (status === "CLOSED" || state.status === "HUMAN") state.awaitedUntil = 0;
    state.status = status;
  }

  /** What the server is told of this chat; the visitor's browser names it when nothing has yet. */
  const chat = () => {
    state.sessionId ??= `sess_${randomKey()}`;
    return { agent_id: agentId, session_id: state.sessionId };
  };
  const pathOf = (what) =>
    `sessions/${encodeURIComponent(state.sessionId)}/${what}?agent_id=${encodeURIComponent(agentId)}`;
  const tell = (path, json) => request(path, { json: { ...chat(), ...json } });

  return {
    load,
    place,

    get messages() {
      return state.messages;
    },

    get status() {
      return state.status;
    },

    get isAwaited() {
      return state.awaitedUntil > Date.now();
    },

    get sessionId() {
      return state.sessionId;
    },

    /** The last answer, when it has not come: it failed, or the page went before it was done. */
    get cut() {
      const last = state.messages.at(-1);
      return last?.role === "assistant" && !last.done ? last : null;
    },

    /** Adds the question, and the answer to it, which is still empty. */
    begin(content) {
      const answer = { role: "assistant", content: "", key: randomKey() };
      state.messages.push({ role: "user", content }, answer);
      save();
      return answer;
    },

    /** Fills `answer` from the server and yields each time it has changed. */
    async *receive(answer, signal) {
      const question = {
        agent_id: agentId,
        session_id: state.sessionId ?? undefined,
        message: state.messages[state.messages.indexOf(answer) - 1].content,
        metadata: {
          page_url: location.href.split("#")[0].slice(0, LONGEST_URL),
          user_agent: navigator.userAgent,
        },
      };
      const { key, id: messageId } = answer;
      const events = answerEvents({ request, question, key, messageId, signal });
      for await (const event of events) {
        answer.isWaiting = event.type === "offline";
        if (event.type === "start") {
          state.sessionId = event.session_id ?? state.sessionId;
          Object.assign(answer, { id: event.message_id, content: "", sources: [] });
          save();
        } else if (event.type === "token") {
          answer.content += event.content;
        } else if (event.type === "sources") {
          answer.sources = event.sources;
        } else if (event.type === "done") {
          Object.assign(answer, { confidence: event.confidence, done: true });
          if (event.handled_by === "HUMAN") {
            state.messages.splice(state.messages.indexOf(answer), 1); // a human answers, later
            turnTo("HUMAN");
          }
          save();
        } else if (event.type === "error") {
          throw new Problem(event.detail, { code: event.code, status: 500 });
        }
        yield answer;
      }
    },

    /** Keeps why there is no answer. A lost connection is no reason: the server may have one. */
    giveUp(answer, { status, code, message }) {
      if (status) answer.failed = { status, code, message };
      save();
    },

    /** Makes a given up answer fit for another `receive`. */
    tryAgain(answer) {
      if (answer.failed && answer.id) Object.assign(answer, { id: undefined, key: randomKey() });
      delete answer.failed;
      save();
    },

    async rate(answer, rating, comment) {
      const json = { message_id: answer.id, feedback_type: rating };
      await request("feedback", { json: comment ? { ...json, comment } : json });
      answer.rating = rating;
      save();
    },

    async escalate(wish) {
      await tell("escalate", wish);
      state.awaitedUntil = Date.now() + PATIENCE_MS;
      save();
    },

    tellTyping: (isTyping) => tell("typing", { is_typing: isTyping }),
    tellRead: (messageId) => tell("read", { message_id: messageId }),

    /** What the server has and this browser has not: everything, or else what humans wrote. */
    async catchUp() {
      const { messages, status } = await (await request(pathOf("messages"))).json();
      const known = new Set(state.messages.map(({ id }) => id));
      const isNew = ({ id, role }) => role === "human" && !known.has(id);
      const missed = (state.messages.length ? messages.filter(isNew) : messages).map(kept);
      state.messages.push(...missed);
      turnTo(status);
      save();
      return missed;
    },

    /** Yields {type: "open"} for each connection, then what happens, until nobody is awaited. */
    async *follow(signal) {
      for await (const event of liveEvents({ request, path: pathOf("events"), signal })) {
        if (event.type === "message") {
          const { id, role } = event.message;
          if (role !== "human" || state.messages.some((message) => message.id === id)) continue;
          event.message = kept(event.message);
          state.messages.push(event.message);
          turnTo("HUMAN");
        } else if (event.type === "status") {
          turnTo(event.status);
        }
        save();
        yield event;
        if (!state.awaitedUntil) return;
      }
    },

    clear() {
      state = fresh();
      save();
    },
  };
}

const kept = ({ id, role, content, name, sources, confidence }) => ({
  id,
  role,
  content,
  name,
  sources,
  confidence,
  done: true,
});

function randomKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
