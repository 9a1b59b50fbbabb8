/* The messages as a visitor sees and hears them. */

import { icon, make } from "./dom.js";
import { markdown } from "./markdown.js";

const PAGE = "M7 3h7l4 4v14H7zM14 3v4h4M10 12h5M10 16h5";
const NEAR_END_PX = 80;

/**
 * `log` is a live region that only ever receives finished messages, so each is announced once. An
 * answer that is being written stands behind it, in `live`, and is moved over when it is done.
 */
export function createTranscript({ labels, agentName }) {
  const log = make("div", { class: "log", role: "log", "aria-label": labels.conversation });
  const live = make("div", { class: "live" });
  const status = make("div", { class: "hidden", role: "status" });
  const scroller = make(
    "div",
    { class: "scroller", tabindex: 0, role: "group", "aria-label": labels.messages },
    log,
    live,
    status,
  );
  let frame = 0;

  const isAtEnd = () =>
    scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < NEAR_END_PX;
  const toEnd = () => (scroller.scrollTop = scroller.scrollHeight);

  function bubble(role, author, ...content) {
    const body = make("div", { class: "bubble", dir: "auto" }, ...content);
    return make(
      "div",
      { class: `message ${role}` },
      make("span", { class: "hidden" }, author),
      body,
    );
  }

  const answerBubble = (...content) =>
    bubble(
      "agent",
      labels.agentSaid.replace("{name}", () => agentName),
      ...content,
    );

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

  function settle(node, answer) {
    if (answer.sources?.length) node.append(sourceList(answer.sources, labels));
    return node;
  }

  return {
    scroller,
    toEnd,

    addQuestion(text) {
      log.append(bubble("visitor", labels.youSaid, text));
    },

    addAnswer(answer) {
      log.append(settle(answerBubble(...markdown(answer.content)), answer));
    },

    addGreeting(text) {
      log.append(answerBubble(...markdown(text)));
    },

    /** Shows that an answer is being written. */
    beginAnswer() {
      const dots = make("span", { class: "typing" }, make("i"), make("i"), make("i"));
      live.replaceChildren(answerBubble(dots));
      status.textContent = labels.typing.replace("{name}", () => agentName);
      toEnd();
    },

    updateAnswer(answer) {
      frame ||= requestAnimationFrame(() => {
        frame = 0;
        if (answer.content) paint(answer); // until then the dots stay
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

function sourceList(sources, labels) {
  const place = ({ title, page }) => [title, page && labels.page.replace("{page}", page)];
  const first = place(sources[0]).filter(Boolean).join(", ");
  const more = sources.length > 1 ? ` +${sources.length - 1}` : "";
  const items = sources.map((source) => {
    const [title, page] = place(source);
    const where = [page, source.heading].filter(Boolean).join(" · ");
    return make(
      "li",
      { dir: "auto" },
      make("b", {}, title),
      ...(where ? [make("span", {}, where)] : []),
      ...(source.chunk_preview ? [make("q", {}, source.chunk_preview)] : []),
    );
  });
  return make(
    "details",
    { class: "sources" },
    make(
      "summary",
      {},
      icon(PAGE),
      make("span", { dir: "auto" }, `${labels.source} ${first}${more}`),
      icon("M8 10l4 4 4-4"),
    ),
    make("ol", {}, ...items),
  );
}
