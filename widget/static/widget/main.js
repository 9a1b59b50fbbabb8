/* One running widget: configuration, launcher, and the dialog once it is opened. */

import { connect, fetchConfig, toApiError } from "./api.js";
import { readStorage, storageKey } from "./dom.js";
import { loadLanguage } from "./language.js";
import { createLauncher } from "./launcher.js";
import { mergeConfig } from "./options.js";

/** @import { Dialog, Emit, Report, Settings } from "../../types" */

/** @param {{ settings: Settings, emit: Emit, report: Report }} page */
export async function createWidget({ settings, emit, report }) {
  const request = connect(settings);
  const config = mergeConfig(await fetchConfig(request, settings.agentId), settings);
  const language = await loadLanguage(config, settings);
  if (!document.body) {
    await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  const fetchDialog = () => import("./dialog.js");
  const launcher = createLauncher({ config, settings, language, toggle, open, prefetch });

  /** @type {Dialog | null} */
  let dialog = null;
  let isOpen = false;
  /** @type {HTMLElement | SVGElement | null} */
  let previousFocus = null;

  function prefetch() {
    fetchDialog().catch(() => {}); // reported when the visitor opens it
  }

  /** Resolves to the dialog, or to null if it could not be fetched. */
  async function loadDialog() {
    try {
      const { createDialog } = await fetchDialog();
      dialog ??= createDialog({
        config,
        settings,
        language,
        request,
        emit,
        report,
        close,
        launcher,
      });
    } catch (error) {
      launcher.showFailure();
      report(toApiError(error));
    }
    return dialog;
  }

  async function open() {
    // Activity in a surrounding frame counts as this document's: then the focus must not move.
    const byVisitor = document.hasFocus() && (navigator.userActivation?.isActive ?? true);
    const focused = document.activeElement;
    const loaded = await loadDialog();
    if (!loaded || isOpen) return;
    isOpen = true;
    previousFocus = returnTarget(focused);
    launcher.showOpen(true);
    loaded.show({ focus: byVisitor });
    emit("open");
  }

  /**
   * The element that gets the focus back, if an element of the page had it.
   * @param {Element | null} focused
   */
  function returnTarget(focused) {
    if (focused === document.body || focused === launcher.host) return null;
    return focused instanceof HTMLElement || focused instanceof SVGElement ? focused : null;
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = document.activeElement === launcher.host;
    launcher.showOpen(false);
    dialog?.hide();
    if (hadFocus) (previousFocus?.isConnected ? previousFocus : launcher.button).focus();
    emit("close");
  }

  function toggle() {
    return isOpen ? close() : open();
  }

  /** @param {string} text */
  async function sendMessage(text) {
    await open();
    return isOpen && dialog ? dialog.ask(String(text)) : null;
  }

  async function clearHistory() {
    (await loadDialog())?.clear();
  }

  const stored = readStorage("localStorage", storageKey(settings.agentId));
  if (stored?.awaitedUntil > Date.now()) loadDialog();

  return { config, open, close, toggle, sendMessage, clearHistory };
}
