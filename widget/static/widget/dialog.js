/* The dialog: its content, and the flow from a question to its answer. */

import { toApiError } from "./api.js";
import { createComposer } from "./composer.js";
import { createConversation } from "./conversation.js";
import { STYLE } from "./dialog-style.js";
import { adoptStyle, make } from "./dom.js";
import { describeError } from "./errors.js";
import { createEscalation } from "./escalation.js";
import { createFrame } from "./frame.js";
import { createTakeover } from "./takeover.js";
import { createTranscript } from "./transcript.js";

/** @import { Answer, AnswerDetail, Config, Emit, Failure, Language, Launcher } from "../../types" */
/** @import { Rating, Report, SendRequest, Settings, StoredMessage } from "../../types" */

const MIN_CONFIDENCE = 0.5; // below it, an answer without visible sources counts as a fallback

/**
 * @param {{
 *   config: Config,
 *   settings: Settings,
 *   language: Language,
 *   request: SendRequest,
 *   emit: Emit,
 *   report: Report,
 *   close: () => void,
 *   launcher: Launcher,
 *   signal: AbortSignal,
 * }} widget signal: ends it
 */
export function createDialog(widget) {
  const { config, settings, language, request, emit, report, close, launcher } = widget;
  const ends = widget.signal;
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
    isFallback,
  });
  const composer = createComposer({ labels, onAsk: ask, onTyping: () => takeover.sendTyping() });
  const escalation = createEscalation({ labels, send, onBack: hideEscalation });
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
    signal: ends,
    body: [transcript.scroller, composer.form, escalation.form],
  });
  const takeover = createTakeover({
    conversation,
    transcript,
    frame,
    launcher,
    emit,
    signal: ends,
    onReceive() {
      if (escalation.isSent()) hideEscalation();
    },
  });

  /** @type {Promise<AnswerDetail | null>} */
  let lastAnswer = Promise.resolve(null); // answers are received one after another
  let abortController = new AbortController();
  ends.addEventListener("abort", () => abortController.abort());
  /** @param {StorageEvent} event */
  const followOtherTab = ({ key }) => {
    // The conversation went on in another tab while this one was hidden.
    if (key !== conversation.chatKey || !document.hidden || conversation.unfinished) return;
    conversation.load();
    render();
  };
  addEventListener("storage", followOtherTab, { signal: ends });
  restore();

  /** @param {Answer | StoredMessage} answer */
  function isFallback({ sources, confidence }) {
    if (sources?.length || confidence === undefined) return false;
    // Small talk has no source either, but full confidence.
    return (confidence ?? 0) < (behavior.show_sources ? 1 : MIN_CONFIDENCE);
  }

  function restore() {
    render();
    const { messages, unfinished, sessionId, isAwaited } = conversation;
    if (unfinished?.failed) showFailure(unfinished, unfinished.failed);
    else if (unfinished) lastAnswer = receive(unfinished);
    else if (isAwaited) takeover.listen(abortController.signal);
    else if (sessionId && !messages.length) lastAnswer = restoreMessages();
  }

  async function restoreMessages() {
    await conversation.fetchMissed().then(render, report);
    return null;
  }

  function render() {
    const { messages, unfinished } = conversation;
    transcript.clear();
    if (behavior.greeting_enabled && behavior.greeting_message) {
      transcript.addGreeting(behavior.greeting_message);
    }
    suggest(messages.length ? [] : behavior.suggested_questions);
    for (const message of messages) {
      if (message.content && message !== unfinished) transcript.add(message);
    }
    takeover.showResponder();
  }

  /** @param {string[]} questions */
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

  /**
   * Resolves to the finished answer, or to null without one.
   * @param {string} text
   */
  function ask(text) {
    const question = text.trim();
    const { signal } = abortController;
    if (!question) return null;
    lastAnswer = lastAnswer.then(() => (signal.aborted ? null : sendQuestion(question)));
    return lastAnswer;
  }

  /** @param {string} text */
  function sendQuestion(text) {
    const hadFocus = suggestions.contains(launcher.root.activeElement);
    suggest([]);
    if (hadFocus) focus();
    transcript.clearFailure();
    const answer = conversation.addQuestion(text);
    transcript.add({ role: "user", content: text });
    emit("message", { role: "user", content: text, sessionId: conversation.sessionId });
    return receive(answer);
  }

  /**
   * @param {Answer} answer
   * @returns {Promise<AnswerDetail | null>}
   */
  async function receive(answer) {
    const { signal } = abortController;
    composer.setBusy(true);
    transcript.showTyping(conversation.status === "HUMAN" ? "" : config.agent_name);
    try {
      for await (const partial of conversation.receive(answer, signal)) {
        transcript.updateAnswer(partial);
      }
    } catch (error) {
      if (signal.aborted) return null;
      const failure = toApiError(error);
      report(failure);
      conversation.setFailed(answer, failure);
      showFailure(answer, failure);
      return null;
    } finally {
      if (!signal.aborted) composer.setBusy(false);
    }
    if (conversation.status === "HUMAN" && !answer.content) {
      transcript.showTyping("");
      takeover.listen(signal);
      return null;
    }
    transcript.finishAnswer(answer);
    if (!frame.isOpen()) launcher.showUnread();
    return emitAnswer(answer);
  }

  /** @param {Answer} answer */
  function emitAnswer({ id: messageId, content, sources, confidence }) {
    const { sessionId } = conversation;
    /** @type {AnswerDetail} */
    const detail = { role: "assistant", content, messageId, sessionId, sources, confidence };
    emit("message", detail);
    return detail;
  }

  /**
   * @param {Answer} answer
   * @param {Failure} failure
   */
  function showFailure(answer, failure) {
    const { text, retryIn } = describeError(failure, labels);
    transcript.failAnswer(answer, text, wayOut(answer, failure.code, retryIn));
  }

  /**
   * What a visitor without an answer can do; null for nothing.
   * @param {Answer} answer
   * @param {string} code
   * @param {number | null} retryIn
   */
  function wayOut(answer, code, retryIn) {
    if (code === "QUOTA_EXCEEDED" && escalate) {
      return { label: labels.human, act: escalate, seconds: 0 };
    }
    if (retryIn === null) return null;
    const retry = () => {
      focus();
      conversation.resetFailed(answer);
      lastAnswer = lastAnswer.then(() => receive(answer));
    };
    return { label: labels.retry, act: retry, seconds: retryIn };
  }

  /**
   * @param {Answer | StoredMessage} answer
   * @param {Rating} rating
   * @param {string} [comment]
   */
  async function rate(answer, rating, comment) {
    await conversation.rate(answer, rating, comment);
    emit("feedback", { messageId: answer.id, rating, comment });
  }

  /** @param {{ email: string, message: string, name?: string }} data */
  async function send(data) {
    await conversation.escalate(data);
    emit("escalation", { sessionId: conversation.sessionId });
    takeover.listen(abortController.signal);
  }

  function showEscalation() {
    transcript.scroller.hidden = composer.form.hidden = true;
    escalation.show();
  }

  function hideEscalation() {
    escalation.hide();
    transcript.scroller.hidden = composer.form.hidden = false;
    transcript.scrollToEnd();
    focus();
  }

  function clear() {
    abortController.abort();
    abortController = new AbortController();
    lastAnswer = Promise.resolve(null);
    conversation.clear();
    composer.setBusy(false);
    launcher.showOpen(frame.isOpen());
    restore();
    hideEscalation();
  }

  function focus() {
    if (!frame.isOpen()) return;
    // On a touch screen, focusing the input would cover the messages with the keyboard.
    const target = matchMedia("(pointer: coarse)").matches ? frame.dialog : composer.field;
    target.focus({ preventScroll: true });
  }

  return {
    ask,
    clear,
    hide: frame.hide,
    /** @param {{ focus: boolean }} options */
    show(options) {
      frame.show();
      composer.refresh();
      transcript.scrollToEnd();
      takeover.sendRead();
      if (options.focus) focus();
    },
  };
}
