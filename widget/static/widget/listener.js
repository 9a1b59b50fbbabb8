/* A human in the conversation: what they write and do, as it happens, and what they are told. */

const TYPING_EVERY_MS = 3000;
const TYPING_LASTS_MS = 8000;

/** `makeWay` is called before something is shown, so that it can be seen. */
export function createListener({ conversation, transcript, frame, launcher, emit, makeWay }) {
  const { labels } = launcher;
  let listening = null; // the signal that ends it
  let shown = conversation.status;
  let name = "";
  let unread = null;
  let typedAt = 0;
  let timer = 0;

  const isHuman = () => conversation.status === "HUMAN";
  const isSeen = () => frame.isOpen() && !document.hidden;
  const quietly = (promise) => promise.catch(() => {}); // of use, but not of need

  /** Tells a change of who answers, and names them. */
  function noteStatus(who) {
    const { status } = conversation;
    name = who || name;
    const words = { HUMAN: labels.joined, AGENT: labels.handedBack, CLOSED: labels.closed }[status];
    if (status !== shown) {
      transcript.note(words.replace("{name}", () => name || labels.someone));
      emit("status", { status, name });
    }
    showWho();
  }

  function showWho() {
    shown = conversation.status;
    const talking = labels.talkingTo.replace("{name}", () => name || labels.someone);
    frame.showWho(isHuman() ? talking : labels.assistant);
  }

  function showTyping(isTyping, who) {
    clearTimeout(timer);
    transcript.showTyping(isTyping ? who : "");
    if (isTyping) timer = setTimeout(showTyping, TYPING_LASTS_MS, false); // should the end get lost
  }

  function take(message) {
    makeWay();
    noteStatus(message.name);
    showTyping(false);
    transcript.receive(message);
    unread = message.id;
    if (isSeen()) tellRead();
    else launcher.showUnread();
    const { id: messageId, content } = message;
    emit("message", { role: "human", content, name, messageId, sessionId: conversation.sessionId });
  }

  function tellRead() {
    if (unread) quietly(conversation.tellRead(unread));
    unread = null;
  }

  async function heed(event) {
    if (event.type === "open") {
      const missed = await conversation.catchUp().catch(() => []);
      for (const message of missed)
        message.role === "human" ? take(message) : transcript.add(message);
    } else if (event.type === "message") {
      take(event.message);
    } else if (event.type === "typing") {
      showTyping(event.is_typing, event.name || labels.someone);
    }
    noteStatus(event.name);
  }

  document.addEventListener("visibilitychange", () => isSeen() && tellRead());

  return {
    showWho,
    tellRead,

    /** Until the signal is given, or nobody is to be awaited any more. */
    async listen(signal) {
      noteStatus();
      if (listening && !listening.aborted) return;
      listening = signal;
      for await (const event of conversation.follow(signal)) await heed(event);
      listening = null;
    },

    /** That the visitor is writing, now and then while they do. */
    tellTyping() {
      if (!isHuman() || Date.now() - typedAt < TYPING_EVERY_MS) return;
      typedAt = Date.now();
      quietly(conversation.tellTyping(true));
    },
  };
}
