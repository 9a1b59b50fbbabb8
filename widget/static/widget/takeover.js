/* Live events of a human in the conversation, and the typing and read signals sent back. */

/** @import { Conversation, Emit, Frame, Launcher, LiveEvent } from "../../types" */
/** @import { StoredMessage, Transcript } from "../../types" */

const TYPING_EVERY_MS = 3000;
const TYPING_LASTS_MS = 8000;

/**
 * `onReceive` is called before a message is shown, to make it visible.
 * @param {{
 *   conversation: Conversation,
 *   transcript: Transcript,
 *   frame: Frame,
 *   launcher: Launcher,
 *   emit: Emit,
 *   signal: AbortSignal,
 *   onReceive: () => void,
 * }} options
 */
export function createTakeover({
  conversation,
  transcript,
  frame,
  launcher,
  emit,
  signal,
  onReceive,
}) {
  const { labels } = launcher;
  /** @type {AbortSignal | null} */
  let listening = null; // the signal that ends it
  let shownStatus = conversation.status;
  let name = "";
  /** @type {string | null} */
  let unreadId = null;
  let typingSentAt = 0;
  let typingTimer = 0;

  const isHuman = () => conversation.status === "HUMAN";
  const isSeen = () => frame.isOpen() && !document.hidden;
  /** @param {Promise<unknown>} promise whose failure does not matter */
  const ignoreFailure = (promise) => promise.catch(() => {});

  /**
   * Shows a change of who answers, by name.
   * @param {string | null} [responder]
   */
  function updateStatus(responder) {
    const { status } = conversation;
    name = responder || name;
    if (status !== shownStatus) {
      const text = { HUMAN: labels.joined, AGENT: labels.handedBack, CLOSED: labels.closed }[
        status
      ];
      transcript.addEvent(text.replace("{name}", () => name || labels.someone));
      emit("status", { status, name });
    }
    showResponder();
  }

  function showResponder() {
    shownStatus = conversation.status;
    const talking = labels.talkingTo.replace("{name}", () => name || labels.someone);
    frame.showResponder(isHuman() ? talking : labels.assistant);
  }

  /**
   * @param {boolean} isTyping
   * @param {string} [responder]
   */
  function showTyping(isTyping, responder) {
    clearTimeout(typingTimer);
    transcript.showTyping(isTyping ? responder : "");
    if (isTyping) typingTimer = setTimeout(showTyping, TYPING_LASTS_MS, false); // in case the end is lost
  }

  /** @param {StoredMessage} message */
  function receive(message) {
    onReceive();
    updateStatus(message.name);
    showTyping(false);
    transcript.receive(message);
    unreadId = message.id;
    if (isSeen()) sendRead();
    else launcher.showUnread();
    const { id: messageId, content } = message;
    emit("message", { role: "human", content, name, messageId, sessionId: conversation.sessionId });
  }

  function sendRead() {
    if (unreadId) ignoreFailure(conversation.sendRead(unreadId));
    unreadId = null;
  }

  async function receiveMissed() {
    const missed = await conversation.fetchMissed().catch(() => []);
    for (const message of missed) {
      if (message.role === "human") receive(message);
      else transcript.add(message);
    }
  }

  /** @param {LiveEvent} event */
  async function handle(event) {
    if (event.type === "open") await receiveMissed();
    else if (event.type === "message") receive(event.message);
    else if (event.type === "typing") showTyping(event.is_typing, event.name || labels.someone);
    updateStatus(event.name);
  }

  const readWhenSeen = () => isSeen() && sendRead();
  document.addEventListener("visibilitychange", readWhenSeen, { signal });

  return {
    showResponder,
    sendRead,

    /**
     * Follows the session until the signal, or until no human is awaited.
     * @param {AbortSignal} signal
     */
    async listen(signal) {
      updateStatus();
      if (listening && !listening.aborted) return;
      listening = signal;
      for await (const event of conversation.follow(signal)) await handle(event);
      listening = null;
    },

    /** Sends typing signals, at intervals while the visitor types. */
    sendTyping() {
      if (!isHuman() || Date.now() - typingSentAt < TYPING_EVERY_MS) return;
      typingSentAt = Date.now();
      ignoreFailure(conversation.sendTyping(true));
    },
  };
}
