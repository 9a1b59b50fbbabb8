/*
 * Frontdesk chat widget, the part that a page loads: the public object `window.Frontdesk` (also
 * `window.InsydrAI`), the calls queued before it came, and the start from the script tag. Until init is
 * called nothing else is fetched; then what shows the launcher, with the agent's configuration and one
 * language; and what the dialog needs when a visitor turns to it.
 */
(() => {
  "use strict";

  /** @typedef {import("../../types").Options} Options */
  /** @typedef {import("../../types").Widget} Widget */
  /** @typedef {import("../../types").Handler<object | undefined>} Handler */

  // A second tag on the page: the first one keeps running.
  if (typeof window.Frontdesk?.init === "function") return;

  /** @type {HTMLScriptElement | null} */
  const declared = document.querySelector('script[data-agent-id][src*="widget.js"]');
  const current = document.currentScript;
  const tag = current instanceof HTMLScriptElement ? current : declared;
  const base = new URL(tag?.src || "/widget.js", location.href);
  /** @type {unknown[]} */
  const queues = [window.Frontdesk, window.InsydrAI];
  const queued = new Set(queues.filter(Array.isArray).flat());

  /** @type {Map<string, Set<Handler>>} */
  const handlers = new Map();
  /** @type {Promise<void> | null} */
  let starting = null;
  /** @type {Widget | null} */
  let running = null;
  /** @type {(widget: Widget) => void} */
  let resolveStarted;
  /** @type {Promise<Widget>} */
  const started = new Promise((resolve) => {
    resolveStarted = resolve;
  });

  /** @type {import("../../types").Emit} */
  function emit(event, detail) {
    for (const handler of [...(handlers.get(event) || [])]) {
      try {
        handler(detail);
      } catch (error) {
        console.error(error); // an error of the page must not stop the chat
      }
    }
  }

  /** @type {import("../../types").Report} */
  function report({ code = "WIDGET_FAILED", status = 0, message }) {
    console.warn(`[Frontdesk] ${code}: ${message}`);
    emit("error", { code, status, detail: message });
  }

  /** @param {Options} options */
  async function start({ agentId, apiKey, apiBase, ...others }) {
    if (!agentId || !apiKey) {
      throw Object.assign(new Error("init needs agentId and apiKey"), { code: "OPTION_MISSING" });
    }
    const settings = { ...others, agentId, apiKey, apiBase: apiBase || base.origin };
    /** @type {typeof import("./main.js")} */
    const { createWidget } = await import(new URL("/widget/main.js", base).href);
    running = await createWidget({ settings, emit, report });
    resolveStarted(running);
    emit("ready", { config: running.config });
  }

  /** @type {import("../../types").FrontdeskApi} */
  const Frontdesk = {
    init(options = {}) {
      starting ??= start(options).catch((error) => {
        starting = null; // failed: another init may succeed
        report(error);
      });
      return starting;
    },
    open: async () => (await started).open(),
    close: async () => (await started).close(),
    toggle: async () => (await started).toggle(),
    sendMessage: async (text) => (await started).sendMessage(text),
    clearHistory: async () => (await started).clearHistory(),
    on(event, handler) {
      /** @type {Handler} */
      const listener = handler;
      handlers.set(event, (handlers.get(event) ?? new Set()).add(listener));
      if (event === "ready" && running) {
        const { config } = running;
        queueMicrotask(() => listener({ config }));
      }
      return () => {
        handlers.get(event)?.delete(handler);
      };
    },
    off(event, handler) {
      handlers.get(event)?.delete(handler);
    },
    push(...commands) {
      for (const command of commands) {
        if (typeof command === "function") command(Frontdesk);
        else {
          const [name, ...values] = command;
          /** @type {Function} */
          const method = Frontdesk[name];
          method.apply(Frontdesk, values);
        }
      }
    },
  };

  window.Frontdesk = window.InsydrAI = Frontdesk;
  Frontdesk.push(...queued);
  if (tag?.dataset.agentId) Frontdesk.init({ ...tag.dataset });
})();
