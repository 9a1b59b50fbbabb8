/*
 * Frontdesk chat widget, the part that a page loads: the public object `window.Frontdesk` (also
 * `window.InsydrAI`), the calls queued before it came, and the start from the script tag. Until init is
 * called nothing else is fetched; then what shows the launcher, with the agent's configuration and one
 * language; and what the dialog needs when a visitor turns to it.
 */
(() => {
  "use strict";

  if (window.Frontdesk?.init) return; // a second tag on the page: the first one keeps running

  const tag =
    document.currentScript || document.querySelector('script[data-agent-id][src*="widget.js"]');
  const home = new URL(tag?.src || "/widget.js", location.href);
  const queued = new Set([window.Frontdesk, window.InsydrAI].filter(Array.isArray).flat());

  const handlers = new Map();
  let starting = null;
  let running = null;
  let announce;
  const started = new Promise((resolve) => (announce = resolve));

  function emit(event, detail) {
    for (const fn of [...(handlers.get(event) || [])]) {
      try {
        fn(detail);
      } catch (error) {
        console.error(error); // a mistake of the page must not stop the chat
      }
    }
  }

  function report({ code = "WIDGET_FAILED", status = 0, message }) {
    console.warn(`[Frontdesk] ${code}: ${message}`);
    emit("error", { code, status, detail: message });
  }

  async function start(options) {
    const settings = { ...options, apiBase: options.apiBase || home.origin };
    if (!settings.agentId || !settings.apiKey) {
      throw Object.assign(new Error("init needs agentId and apiKey"), { code: "OPTION_MISSING" });
    }
    const { createWidget } = await import(new URL("/widget/main.js", home));
    running = await createWidget({ settings, emit, report });
    announce(running);
    emit("ready", { config: running.config });
  }

  const later =
    (verb) =>
    async (...values) =>
      (await started)[verb](...values);

  const Frontdesk = {
    /**
     * {agentId, apiKey} and, to go before the agent's configuration: theme, position, primaryColor,
     * borderRadius, language, greetingMessage and all the others; also sessionId, labels, apiBase.
     * Settles when shown or refused.
     */
    init(options = {}) {
      starting ??= start(options).catch((error) => {
        starting = null; // refused: another init may do better
        report(error);
      });
      return starting;
    },
    open: later("open"),
    close: later("close"),
    toggle: later("toggle"),
    /** Opens the dialog and asks; resolves to the finished answer, or to null when there is none. */
    sendMessage: later("sendMessage"),
    clearHistory: later("clearHistory"),
    /** Events: ready, open, close, message, feedback, escalation, status, error. Returns a function that ends the subscription. */
    on(event, fn) {
      if (!handlers.has(event)) handlers.set(event, new Set());
      handlers.get(event).add(fn);
      if (event === "ready" && running) queueMicrotask(() => fn({ config: running.config }));
      return () => Frontdesk.off(event, fn);
    },
    off(event, fn) {
      handlers.get(event)?.delete(fn);
    },
    /** Runs commands: `["open"]`, `["init", {…}]`, or a function that is given this object. */
    push(...commands) {
      for (const command of commands) {
        if (typeof command === "function") command(Frontdesk);
        else Frontdesk[command[0]](...command.slice(1));
      }
    },
  };

  window.Frontdesk = window.InsydrAI = Frontdesk;
  Frontdesk.push(...queued);
  if (tag?.dataset.agentId) Frontdesk.init({ ...tag.dataset });
})();
