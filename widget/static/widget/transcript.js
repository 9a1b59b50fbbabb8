/* The visible messages and their announcements. */

import { createAnnouncer } from "./announcer.js";
import { make } from "./dom.js";
import { markdown } from "./markdown.js";
import { createRating } from "./rating.js";
import { sourceList } from "./sources.js";

/** @import { Answer, Labels, Message, Rate, StoredMessage } from "../../types" */

const NEAR_END_PX = 80;
const REVEAL_MARGIN_PX = 12;

/**
 * `log` holds finished messages. A streaming answer is shown after it, in `live`, and is
 * moved over when it is done. The announcer serves screen readers.
 *
 * rate: null if answers are not rated.
 * isFallback: of an answer; `escalate` is then offered below it, unless that is null.
 * @param {{
 *   labels: Labels,
 *   language: string,
 *   agentName: string,
 *   rate: Rate | null,
 *   escalate: (() => void) | null,
 *   isFallback: (answer: Answer | StoredMessage) => boolean,
 * }} options
 */
export function createTranscript({ labels, language, agentName, rate, escalate, isFallback }) {
  const log = make("div", {
    class: "log",
    role: "log",
    "aria-live": "off",
    "aria-label": labels.conversation,
  });
  const live = make("div", { class: "live" });
  const status = make("div", { class: "hidden", role: "status" });
  const announcer = createAnnouncer(language);
  const scroller = make(
    "div",
    { class: "scroller", tabindex: 0, role: "group", "aria-label": labels.messages },
    log,
    live,
    status,
    announcer.region,
  );
  /** @param {string} name */
  const saidBy = (name) => labels.agentSaid.replace("{name}", () => name);
  let frame = 0;

  const isAtEnd = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;

  function scrollToEnd() {
    scroller.scrollTop = scroller.scrollHeight;
  }

  // What a visitor opens below the last answer would lie below the visible part.
  scroller.addEventListener("click", ({ target }) => {
    const opened = target instanceof Element && target.closest(".sources, .rating");
    if (opened) requestAnimationFrame(() => revealEnd(opened));
  });

  /** @param {Element} node */
  function revealEnd(node) {
    const [shown, opened] = [scroller.getBoundingClientRect(), node.getBoundingClientRect()];
    const below = opened.bottom + REVEAL_MARGIN_PX - shown.bottom;
    const above = opened.top - shown.top; // its beginning stays in sight
    scroller.scrollTop += Math.max(0, Math.min(below, above));
  }

  /** @param {Node} node */
  function append(node) {
    const wasAtEnd = isAtEnd();
    log.append(node);
    if (wasAtEnd) scrollToEnd();
  }

  /**
   * @param {"visitor" | "agent" | "human"} author
   * @param {string} name
   * @param {(Node | string)[]} content
   */
  function bubble(author, name, ...content) {
    return make(
      "div",
      { class: `message ${author}` },
      make("span", { class: author === "human" ? "by" : "hidden", dir: "auto" }, name),
      make("div", { class: "bubble", dir: "auto" }, ...content),
    );
  }

  /** @param {string} text */
  const answerBubble = (text) => bubble("agent", saidBy(agentName), ...markdown(text));

  /** @param {Answer} answer */
  function renderLive({ content }) {
    const wasAtEnd = isAtEnd();
    live.querySelector(".bubble")?.replaceChildren(...markdown(content));
    if (wasAtEnd) scrollToEnd();
  }

  function stopRendering() {
    cancelAnimationFrame(frame);
    frame = 0;
    status.textContent = "";
  }

  /**
   * Adds sources, rating and escalation below an answer.
   * @param {Element} node
   * @param {Answer | StoredMessage} answer
   */
  function addFooter(node, answer) {
    if (answer.sources?.length) node.append(sourceList(answer.sources, labels));
    if (rate && answer.id) {
      node.append(
        createRating({
          labels,
          rating: answer.rating,
          rate: (type, comment) => rate(answer, type, comment),
        }),
      );
    }
    if (escalate && isFallback(answer)) {
      node.append(
        make("button", { type: "button", class: "chip", onclick: escalate }, labels.human),
      );
    }
    return node;
  }

  /** @param {Message} message */
  function render(message) {
    if (message.role === "user") return bubble("visitor", labels.youSaid, message.content);
    if (message.role === "human") {
      return bubble("human", message.name || labels.someone, ...markdown(message.content));
    }
    return addFooter(answerBubble(message.content), message);
  }

  return {
    scroller,
    scrollToEnd,

    /**
     * Adds a finished message.
     * @param {Message} message
     */
    add(message) {
      append(render(message));
    },

    /** @param {string} text */
    addGreeting(text) {
      append(answerBubble(text));
    },

    /**
     * Adds a human's message.
     * @param {StoredMessage} message
     */
    receive(message) {
      this.add(message);
      announcer.follow(message.id, saidBy(message.name || labels.someone), message.content, true);
    },

    /**
     * Adds a short notice.
     * @param {string} text
     */
    addEvent(text) {
      append(make("p", { class: "event", dir: "auto" }, text));
      status.textContent = text;
    },

    /** Shows that an answer is being written; without a name, hides it. */
    showTyping(name = agentName) {
      const dots = make("span", { class: "typing" }, make("i"), make("i"), make("i"));
      live.replaceChildren(...(name ? [bubble("agent", saidBy(name), dots)] : []));
      status.textContent = name && labels.typing.replace("{name}", () => name);
      scrollToEnd();
    },

    /** @param {Answer} answer */
    updateAnswer(answer) {
      if (answer.isWaiting) {
        live.replaceChildren(make("p", { class: "event" }, labels.offline));
        status.textContent = labels.offline;
        scrollToEnd();
        return;
      }
      if (!live.querySelector(".bubble")) this.showTyping();
      if (!answer.content) return; // the dots stay until then
      announcer.follow(answer.key, saidBy(agentName), answer.content, answer.done);
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        renderLive(answer);
      });
    },

    /** @param {Answer} answer */
    finishAnswer(answer) {
      stopRendering();
      const wasAtEnd = isAtEnd();
      renderLive(answer);
      if (live.firstElementChild) log.append(addFooter(live.firstElementChild, answer));
      if (wasAtEnd) scrollToEnd();
    },

    /**
     * Shows why there is no answer, and after some seconds a button for what helps, if anything does.
     * @param {Answer} answer
     * @param {string} text
     * @param {{ label: string, act: () => void, seconds: number } | null} wayOut
     */
    failAnswer(answer, text, wayOut) {
      stopRendering();
      live.replaceChildren(...(answer.content ? [answerBubble(answer.content)] : []));
      const reason = make("p", { dir: "auto" }, text);
      const notice = make("div", { class: "notice", role: "alert" }, reason);
      live.append(notice);
      scrollToEnd();
      if (!wayOut) return;
      const { label, act, seconds } = wayOut;
      const button = make("button", { type: "button", class: "chip", onclick: act }, label);
      const offer = () => {
        notice.append(button);
        scrollToEnd();
      };
      setTimeout(offer, seconds * 1000);
    },

    /** Clears the live area; a partial answer in it is moved to the log. */
    clearFailure() {
      live.querySelector(".notice")?.remove();
      log.append(...live.children);
    },

    clear() {
      stopRendering();
      announcer.clear();
      log.replaceChildren();
      live.replaceChildren();
    },
  };
}
