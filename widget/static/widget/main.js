/* One running widget: configuration, launcher, and the dialog once it is opened. */

import { connect, fetchConfig, toApiError } from "./api.js";
import { readStorage, storageKey, writeStorage } from "./dom.js";
import { loadLanguage } from "./language.js";
import { createLauncher } from "./launcher.js";
import { mergeConfig } from "./options.js";

/** @import { Dialog, Emit, Report, Settings } from "../../types" */

/**
 * Resolves to null if the signal, which ends the widget and takes it off the page, came first.
 * @param {{ settings: Settings, emit: Emit, report: Report, signal: AbortSignal }} page
 */
export async function createWidget({ settings, emit, report, signal }) {
  const request = connect(settings);
  const config = mergeConfig(await fetchConfig(request, settings.agentId), settings);
  const language = await loadLanguage(config, settings);
  if (!document.body) {
    await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  if (signal.aborted) return null;
  const fetchDialog = () => import("./dialog.js");
  const launcher = createLauncher({ config, settings, language, toggle, open, prefetch, signal });

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
      if (signal.aborted) return null;
      const widget = { config, settings, language, request, emit, report, close, launcher, signal };
      dialog ??= createDialog(widget);
    } catch (error) {
      if (signal.aborted) return null;
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
    if (dialog) dialog.clear();
    else writeStorage("localStorage", storageKey(settings.agentId), null);
  }

  const stored = readStorage("localStorage", storageKey(settings.agentId));
  if (stored?.awaitedUntil > Date.now()) loadDialog();

  return { config, open, close, toggle, sendMessage, clearHistory };
}
