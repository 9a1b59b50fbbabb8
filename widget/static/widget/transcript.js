/* The messages as a visitor sees and hears them. */

import { createAnnouncer } from "./announcer.js";
import { icon, make } from "./dom.js";
import { markdown } from "./markdown.js";
import { createRating } from "./rating.js";
import { sourceList } from "./sources.js";

const NEAR_END_PX = 80;

/**
 * `log` holds what is finished. An answer that is being written stands behind it, in `live`, and is
 * moved over when it is done. A screen reader is told by the announcer.
 *
 * rate: of (answer, type, comment), or null where answers are not rated.
 * isFallback: of an answer; `escalate` is then offered below it, unless that is null.
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
  const saidBy = (name) => labels.agentSaid.replace("{name}", () => name);
  let frame = 0;

  const isAtEnd = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  const toEnd = () => (scroller.scrollTop = scroller.scrollHeight);

  function add(...nodes) {
    const follow = isAtEnd();
    log.append(...nodes);
    if (follow) toEnd();
  }

  function bubble(role, author, ...content) {
    return make(
      "div",
      { class: `message ${role}` },
      make("span", { class: role === "human" ? "by" : "hidden", dir: "auto" }, author),
      make("div", { class: "bubble", dir: "auto" }, ...content),
    );
  }

  const answerBubble = (...content) => bubble("agent", saidBy(agentName), ...content);

  function paint({ content }) {
    const follow = isAtEnd();
    live.querySelector(".bubble").replaceChildren(...markdown(content));
    if (follow) toEnd();
  }

  function stopWriting() {
    cancelAnimationFrame(frame);
    frame = 0;
    status.textContent = "";
  }

  /** What goes below an answer. */
  function settle(node, answer) {
    if (answer.sources?.length) node.append(sourceList(answer.sources, labels));
    if (rate && answer.id) {
      const give = (type, comment) => rate(answer, type, comment);
      node.append(createRating({ labels, rated: answer.rating, rate: give }));
    }
    if (escalate && isFallback(answer)) {
      node.append(
        make("button", { type: "button", class: "chip", onclick: escalate }, labels.human),
      );
    }
    return node;
  }

  const forms = {
    user: ({ content }) => bubble("visitor", labels.youSaid, content),
    assistant: (answer) => settle(answerBubble(...markdown(answer.content)), answer),
    human: ({ name, content }) => bubble("human", name || labels.someone, ...markdown(content)),
  };

  return {
    scroller,
    toEnd,

    /** A finished message. */
    add(message) {
      add(forms[message.role](message));
    },

    addGreeting(text) {
      add(answerBubble(...markdown(text)));
    },

    /** A human's message, which comes unasked. */
    receive(message) {
      this.add(message);
      announcer.follow(message.id, saidBy(message.name || labels.someone), message.content, true);
    },

    /** Something that happened, in a few words. */
    note(text) {
      add(make("p", { class: "event", dir: "auto" }, text));
      status.textContent = text;
    },

    /** Shows that an answer is being written; without a name, that none is any more. */
    showTyping(name = agentName) {
      const dots = make("span", { class: "typing" }, make("i"), make("i"), make("i"));
      live.replaceChildren(...(name ? [bubble("agent", saidBy(name), dots)] : []));
      status.textContent = name && labels.typing.replace("{name}", () => name);
      toEnd();
    },

    updateAnswer(answer) {
      if (answer.isWaiting) {
        live.replaceChildren(make("p", { class: "event" }, labels.offline));
        status.textContent = labels.offline;
        return toEnd();
      }
      if (!live.querySelector(".bubble")) this.showTyping();
      if (!answer.content) return; // until then the dots stay
      announcer.follow(answer.key, saidBy(agentName), answer.content, answer.done);
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        paint(answer);
      });
    },

    finishAnswer(answer) {
      stopWriting();
      const follow = isAtEnd();
      paint(answer);
      log.append(settle(live.firstChild, answer));
      if (follow) toEnd();
    },

    /** Shows why there is no answer; `again` is {retry, retryIn: seconds}, or null: of no use. */
    failAnswer(answer, text, again) {
      stopWriting();
      live.replaceChildren(...(answer.content ? [answerBubble(...markdown(answer.content))] : []));
      const reason = make("p", { dir: "auto" }, text);
      const notice = make("div", { class: "notice", role: "alert" }, reason);
      live.append(notice);
      toEnd();
      if (!again) return;
      const { retry, retryIn } = again;
      const button = make(
        "button",
        { type: "button", class: "chip", onclick: retry },
        labels.retry,
      );
      const offer = () => {
        notice.append(button);
        toEnd();
      };
      setTimeout(offer, retryIn * 1000);
    },

    /** Empties the place of the coming answer; a half answer that stood there stays in the log. */
    leaveFailure() {
      live.querySelector(".notice")?.remove();
      log.append(...live.children);
    },

    clear() {
      stopWriting();
      log.replaceChildren();
      live.replaceChildren();
    },
  };
}
