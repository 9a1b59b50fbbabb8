/* The messages, stored in the visitor's browser, and the answer that streams. Independent of the DOM. */

import { ApiError } from "./api.js";
import { readStorage, storageKey, writeStorage } from "./dom.js";
import { answerEvents, liveEvents } from "./stream.js";

/** @import { Answer, Failure, LiveEvent, Message } from "../../types" */
/** @import { Rating, SendRequest, Settings, Status, StoredMessage } from "../../types" */

/**
 * The stored state. `awaitedUntil`: time at which the widget stops waiting for a human.
 * @typedef {{
 *   sessionId: string | null,
 *   status: Status,
 *   awaitedUntil: number,
 *   messages: Message[],
 * }} State
 */

const MAX_STORED_MESSAGES = 60;
const MAX_URL_LENGTH = 2000; // accepted by the server
const HUMAN_WAIT_MS = 3_600_000; // then later pages stop waiting for a human

/** @param {{ request: SendRequest, settings: Settings }} options */
export function createConversation({ request, settings }) {
  const { agentId } = settings;
  const chatKey = storageKey(agentId);
  /** @returns {State} */
  const emptyState = () => ({ sessionId: null, status: "AGENT", awaitedUntil: 0, messages: [] });
  let state = emptyState();
  load();
  if (settings.sessionId && settings.sessionId !== state.sessionId) {
    state = { ...emptyState(), sessionId: settings.sessionId };
  }

  function load() {
    state = { ...emptyState(), ...readStorage("localStorage", chatKey) };
  }

  function save() {
    const messages = state.messages.slice(-MAX_STORED_MESSAGES);
    writeStorage("localStorage", chatKey, { ...state, messages });
  }

  /**
   * Waits for a requested human, but not for one who has left.
   * @param {Status} status
   */
  function setStatus(status) {
    if (status === "HUMAN") state.awaitedUntil = Date.now() + HUMAN_WAIT_MS;
    else if (status === "CLOSED" || state.status === "HUMAN") state.awaitedUntil = 0;
    state.status = status;
  }

  /** Creates the session id in the browser if there is none yet. */
  const chatIds = () => {
    state.sessionId ??= `sess_${randomKey()}`;
    return { agent_id: agentId, session_id: state.sessionId };
  };
  /** @param {string} resource */
  const pathOf = (resource) => {
    const session = encodeURIComponent(String(state.sessionId));
    return `sessions/${session}/${resource}?agent_id=${encodeURIComponent(agentId)}`;
  };
  /**
   * @param {string} path
   * @param {object} json
   */
  const post = (path, json) => request(path, { json: { ...chatIds(), ...json } });

  return {
    load,
    chatKey,

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

    /** The last answer, if unfinished: it failed, or the page was left before it was done. */
    get unfinished() {
      const last = state.messages.at(-1);
      return last && "key" in last && !last.done ? last : null;
    },

    /**
     * Adds the question and its answer, which is still empty.
     * @param {string} content
     */
    addQuestion(content) {
      /** @type {Answer} */
      const answer = { role: "assistant", content: "", key: randomKey() };
      state.messages.push({ role: "user", content }, answer);
      save();
      return answer;
    },

    /**
     * Fills `answer` from the server, and yields on each change.
     * @param {Answer} answer
     * @param {AbortSignal} signal
     */
    async *receive(answer, signal) {
      const question = {
        agent_id: agentId,
        session_id: state.sessionId ?? undefined,
        message: state.messages[state.messages.indexOf(answer) - 1].content,
        metadata: {
          page_url: location.href.split("#")[0].slice(0, MAX_URL_LENGTH),
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
            state.messages.splice(state.messages.indexOf(answer), 1); // a human will answer later
            setStatus("HUMAN");
          }
          save();
        } else if (event.type === "error") {
          throw new ApiError(event.detail, { code: event.code, status: 500 });
        }
        yield answer;
      }
    },

    /**
     * Stores why there is no answer. Not for a lost connection: the server may have an answer.
     * @param {Answer} answer
     * @param {Failure} failure
     */
    setFailed(answer, { status, code, message }) {
      if (status) answer.failed = { status, code, message };
      save();
    },

    /**
     * Resets a failed answer for another `receive`.
     * @param {Answer} answer
     */
    resetFailed(answer) {
      if (answer.failed && answer.id) Object.assign(answer, { id: undefined, key: randomKey() });
      delete answer.failed;
      save();
    },

    /**
     * @param {Answer | StoredMessage} answer
     * @param {Rating} rating
     * @param {string} [comment]
     */
    async rate(answer, rating, comment) {
      const json = { message_id: answer.id, feedback_type: rating };
      await request("feedback", { json: comment ? { ...json, comment } : json });
      answer.rating = rating;
      save();
    },

    /** @param {{ email: string, message: string, name?: string }} data */
    async escalate(data) {
      await post("escalate", data);
      state.awaitedUntil = Date.now() + HUMAN_WAIT_MS;
      save();
    },

    /** @param {boolean} isTyping */
    sendTyping: (isTyping) => post("typing", { is_typing: isTyping }),

    /** @param {string} messageId */
    sendRead: (messageId) => post("read", { message_id: messageId }),

    /** Fetches what this browser lacks: the whole history, or else the replies of humans. */
    async fetchMissed() {
      /** @type {{ messages: StoredMessage[], status: Status }} */
      const { messages, status } = await (await request(pathOf("messages"))).json();
      const known = new Set(state.messages.map(idOf));
      /** @param {StoredMessage} message */
      const isNew = ({ id, role }) => role === "human" && !known.has(id);
      const missed = (state.messages.length ? messages.filter(isNew) : messages).map(received);
      state.messages.push(...missed);
      setStatus(status);
      save();
      return missed;
    },

    /**
     * Yields {type: "open"} for each connection, then live events, until no human is awaited.
     * @param {AbortSignal} signal
     * @returns {AsyncGenerator<LiveEvent, void>}
     */
    async *follow(signal) {
      for await (const event of liveEvents({ request, path: pathOf("events"), signal })) {
        if (event.type === "message") {
          const { id, role } = event.message;
          if (role !== "human" || state.messages.some((message) => idOf(message) === id)) continue;
          event.message = received(event.message);
          state.messages.push(event.message);
          setStatus("HUMAN");
        } else if (event.type === "status") {
          setStatus(event.status);
        }
        save();
        yield event;
        if (!state.awaitedUntil) return;
      }
    },

    clear() {
      state = emptyState();
      save();
    },
  };
}

/**
 * Questions have no id here.
 * @param {Message} message
 */
const idOf = (message) => ("id" in message ? message.id : undefined);

/**
 * A message of the server, in the stored form.
 * @param {StoredMessage} message
 * @returns {StoredMessage}
 */
const received = ({ id, role, content, name, sources, confidence }) => ({
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
