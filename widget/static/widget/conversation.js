/* What was said, kept in the visitor's browser, and how an answer grows. Knows nothing of nodes. */

import { Problem } from "./api.js";
import { keep, recall } from "./dom.js";
import { answerEvents } from "./stream.js";

const KEPT_MESSAGES = 60;
const LONGEST_URL = 2000; // that the server takes

/**
 * A message is {role: "user" | "assistant", content}. An answer also has the `key` its question is
 * asked under, `id` once the server has begun it, then `sources`, `confidence` and `done`, or
 * `failed`, with the reason.
 */
export function createConversation({ request, agentId }) {
  const place = `frontdesk:chat:${agentId}`;
  let { sessionId = null, messages = [] } = recall("localStorage", place) || {};

  function save() {
    keep("localStorage", place, { sessionId, messages: messages.slice(-KEPT_MESSAGES) });
  }

  return {
    get messages() {
      return messages;
    },

    /** The last answer, when it has not come: it failed, or the page went before it was done. */
    get cut() {
      const last = messages.at(-1);
      return last && !last.done ? last : null;
    },

    get sessionId() {
      return sessionId;
    },

    /** Adds the question, and the answer to it, which is still empty. */
    begin(content) {
      const answer = { role: "assistant", content: "", key: newKey() };
      messages.push({ role: "user", content }, answer);
      save();
      return answer;
    },

    /** Fills `answer` from the server and yields each time it has changed. */
    async *receive(answer, signal) {
      const question = {
        agent_id: agentId,
        session_id: sessionId ?? undefined,
        message: messages[messages.indexOf(answer) - 1].content,
        metadata: {
          page_url: location.href.split("#")[0].slice(0, LONGEST_URL),
          user_agent: navigator.userAgent,
        },
      };
      const { key, id: messageId } = answer;
      const events = answerEvents({ request, question, key, messageId, signal });
      for await (const event of events) {
        if (event.type === "start") {
          sessionId = event.session_id ?? sessionId;
          Object.assign(answer, { id: event.message_id, content: "", sources: [] });
          save();
        } else if (event.type === "token") {
          answer.content += event.content;
        } else if (event.type === "sources") {
          answer.sources = event.sources;
        } else if (event.type === "done") {
          Object.assign(answer, { confidence: event.confidence, done: true });
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
      if (answer.failed && answer.id) Object.assign(answer, { id: undefined, key: newKey() });
      delete answer.failed;
      save();
    },

    clear() {
      sessionId = null;
      messages = [];
      save();
    },
  };
}

function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
