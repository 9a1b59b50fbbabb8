/* The dialog: what it shows, and the turn from a question to an answer. */

import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { STYLE } from "./dialog-style.js";
import { adoptStyle, make } from "./dom.js";
import { createEscalation } from "./escalation.js";
import { createFrame } from "./frame.js";
import { createListener } from "./listener.js";
import { explain } from "./problems.js";
import { createTranscript } from "./transcript.js";

const SURE = 0.5; // confidence below which an answer whose sources are not shown is taken for a refusal

export function createDialog(widget) {
  const { config, settings, language, request, emit, report, close, launcher } = widget;
  const { labels } = language;
  const { behavior } = config;
  const conversation = createConversation({ request, settings });
  const escalate = behavior.escalation_enabled ? showEscalation : null;
  const transcript = createTranscript({
    labels,
    language: language.code,
    agentName: config.agent_name,
    rate: behavior.feedback_enabled ? rate : null,
    escalate,
    // Courtesies have no source either, but are certain.
    isFallback: ({ sources, confidence }) =>
      !sources?.length && confidence < (behavior.show_sources ? 1 : SURE),
  });
  const composer = createComposer({ labels, onAsk: ask, onTyping: () => listener.tellTyping() });
  const escalation = createEscalation({ labels, send, leave: leaveEscalation });
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
    launcher,
    close,
    escalate,
    restart: clear,
    body: [transcript.scroller, composer.form, escalation.form],
  });
  const listener = createListener({
    conversation,
    transcript,
    frame,
    launcher,
    emit,
    makeWay: () => escalation.isSent() && leaveEscalation(),
  });

  let turn = Promise.resolve(); // answers come one after the other
  let abort = new AbortController();
  addEventListener("storage", ({ key }) => {
    // Said in another tab, while nobody looks at this one.
    if (key !== conversation.place || !document.hidden || conversation.cut) return;
    conversation.load();
    render();
  });
  restore();

  function restore() {
    render();
    const { messages, cut, sessionId, isAwaited } = conversation;
    if (cut?.failed) showFailure(cut, cut.failed);
    else if (cut) turn = receive(cut);
    else if (isAwaited) listener.listen(abort.signal);
    else if (sessionId && !messages.length) turn = conversation.catchUp().then(render, report);
  }

  function render() {
    const { messages, cut } = conversation;
    transcript.clear();
    if (behavior.greeting_enabled && behavior.greeting_message) {
      transcript.addGreeting(behavior.greeting_message);
    }
    suggest(messages.length ? [] : behavior.suggested_questions);
    for (const message of messages) if (message.content && message !== cut) transcript.add(message);
    listener.showWho();
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
    const answer = conversation.begin(text);
    transcript.add({ role: "user", content: text });
    emit("message", { role: "user", content: text, sessionId: conversation.sessionId });
    return receive(answer);
  }

  async function receive(answer) {
    const { signal } = abort;
    composer.setBusy(true);
    transcript.showTyping(conversation.status === "HUMAN" ? "" : config.agent_name);
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
    if (conversation.status === "HUMAN" && !answer.content) {
      transcript.showTyping("");
      listener.listen(signal);
      return null;
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

  async function rate(answer, rating, comment) {
    await conversation.rate(answer, rating, comment);
    emit("feedback", { messageId: answer.id, rating, comment });
  }

  async function send(wish) {
    await conversation.escalate(wish);
    emit("escalation", { sessionId: conversation.sessionId });
    listener.listen(abort.signal);
  }

  function showEscalation() {
    transcript.scroller.hidden = composer.form.hidden = true;
    escalation.show();
  }

  function leaveEscalation() {
    escalation.hide();
    transcript.scroller.hidden = composer.form.hidden = false;
    transcript.toEnd();
    focus();
  }

  function clear() {
    abort.abort();
    abort = new AbortController();
    turn = Promise.resolve();
    conversation.clear();
    composer.setBusy(false);
    restore();
    leaveEscalation();
  }

  function focus() {
    if (!frame.isOpen()) return;
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
      listener.tellRead();
      if (options.focus) focus();
    },
  };
}
