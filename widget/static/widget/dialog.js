/* The dialog: what it shows, and the turn from a question to an answer. */

import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { STYLE } from "./dialog-style.js";
import { adoptStyle, make } from "./dom.js";
import { createFrame } from "./frame.js";
import { LABELS, explain } from "./labels.js";
import { createTranscript } from "./transcript.js";

export function createDialog({ config, settings, request, emit, report, close, launcher }) {
  const labels = { ...LABELS, ...settings.labels };
  const behavior = config.behavior || {};
  const conversation = createConversation({ request, agentId: settings.agentId });
  const transcript = createTranscript({ labels, agentName: config.agent_name });
  const composer = createComposer({ labels, onAsk: ask });
  const suggestions = make("div", {
    class: "chips",
    role: "group",
    "aria-label": labels.suggestions,
  });
  transcript.scroller.append(suggestions);

  adoptStyle(launcher.root, STYLE);
  const frame = createFrame({
    config,
    settings,
    labels,
    launcher,
    close,
    restart: clear,
    body: [transcript.scroller, composer.form],
  });

  let turn = Promise.resolve(); // answers come one after the other
  let abort = new AbortController();
  restore();

  function restore() {
    const { messages, cut } = conversation;
    if (behavior.greeting_enabled !== false && behavior.greeting_message) {
      transcript.addGreeting(behavior.greeting_message);
    }
    if (!messages.length) suggest(behavior.suggested_questions || []);
    for (const message of messages) {
      if (message.role === "user") transcript.addQuestion(message.content);
      else if (message.content && message !== cut) transcript.addAnswer(message);
    }
    if (cut?.failed) showFailure(cut, cut.failed);
    else if (cut) turn = receive(cut);
  }

  function suggest(questions) {
    const chips = questions.map((question) =>
      make(
        "button",
        { type: "button", class: "chip", dir: "auto", onclick: () => ask(question) },
        question,
      ),
    );
    suggestions.replaceChildren(...chips);
  }

  /** Resolves to the finished answer, or to null when there is none. */
  function ask(text) {
    const said = text.trim();
    const { signal } = abort;
    if (said) turn = turn.then(() => (signal.aborted ? null : exchange(said)));
    return said ? turn : null;
  }

  function exchange(text) {
    const hadFocus = suggestions.contains(launcher.root.activeElement);
    suggest([]);
    if (hadFocus) focus();
    transcript.leaveFailure();
    transcript.addQuestion(text);
    const answer = conversation.begin(text);
    emit("message", { role: "user", content: text, sessionId: conversation.sessionId });
    return receive(answer);
  }

  async function receive(answer) {
    const { signal } = abort;
    composer.setBusy(true);
    transcript.beginAnswer();
    try {
      for await (const partial of conversation.receive(answer, signal)) {
        transcript.updateAnswer(partial);
      }
    } catch (problem) {
      if (signal.aborted) return null;
      report(problem);
      conversation.giveUp(answer, problem);
      showFailure(answer, problem);
      return null;
    } finally {
      if (!signal.aborted) composer.setBusy(false);
    }
    transcript.finishAnswer(answer);
    if (!frame.isOpen()) launcher.showUnread();
    const { id: messageId, content, sources, confidence } = answer;
    const { sessionId } = conversation;
    const message = { role: "assistant", content, messageId, sessionId, sources, confidence };
    emit("message", message);
    return message;
  }

  function showFailure(answer, problem) {
    const { text, retryIn } = explain(problem, labels);
    const retry = () => {
      focus();
      conversation.tryAgain(answer);
      turn = turn.then(() => receive(answer));
    };
    transcript.failAnswer(answer, text, retryIn === null ? null : { retry, retryIn });
  }

  function clear() {
    abort.abort();
    abort = new AbortController();
    turn = Promise.resolve();
    conversation.clear();
    transcript.clear();
    composer.setBusy(false);
    restore();
    if (frame.isOpen()) focus();
  }

  function focus() {
    // On a touch screen the field would bring up the keyboard over what there is to read.
    const target = matchMedia("(pointer: coarse)").matches ? frame.dialog : composer.field;
    target.focus({ preventScroll: true });
  }

  return {
    ask,
    clear,
    hide: frame.hide,
    show(options) {
      frame.show();
      composer.refresh();
      transcript.toEnd();
      if (options.focus) focus();
    },
  };
}
