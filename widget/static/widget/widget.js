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

  /** @type {HTMLScriptElement | null} */
  const declared = document.querySelector('script[data-agent-id][src*="widget.js"]');
  const current = document.currentScript;
  const tag = current instanceof HTMLScriptElement ? current : declared;
  // A second tag, or the same one run again by a router: what runs keeps running.
  if (typeof window.Frontdesk?.init === "function") {
    if (tag?.dataset.agentId) window.Frontdesk.init({ ...tag.dataset });
    return;
  }
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
  let lifetime = new AbortController(); // ends with destroy()
  /** @type {(widget: Widget) => void} */
  let resolveStarted;
  /** @type {Promise<Widget>} */
  let started;
  awaitStart();

  function awaitStart() {
    started = new Promise((resolve) => {
      resolveStarted = resolve;
    });
  }

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
    const { signal } = lifetime;
    if (!agentId || !apiKey) {
      throw Object.assign(new Error("init needs agentId and apiKey"), { code: "OPTION_MISSING" });
    }
    // Tags of the legacy embed name the API with its path.
    const site = (apiBase || base.origin).replace(/\/+$/, "").replace(/\/api\/v1$/, "");
    const settings = { ...others, agentId, apiKey, apiBase: site };
    /** @type {typeof import("./main.js")} */
    const { createWidget } = await import(new URL("/widget/main.js", base).href);
    const widget = await createWidget({ settings, emit, report, signal });
    if (!widget) return;
    running = widget;
    resolveStarted(widget);
    emit("ready", { config: widget.config });
  }

  /** @type {import("../../types").FrontdeskApi} */
  const Frontdesk = {
    init(options = {}) {
      const { signal } = lifetime;
      starting ??= start(options).catch((error) => {
        if (signal.aborted) return; // destroyed meanwhile
        starting = null; // failed: another init may succeed
        report(error);
      });
      return starting;
    },
    destroy() {
      running?.close();
      lifetime.abort();
      lifetime = new AbortController();
      if (running) awaitStart();
      starting = running = null;
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
