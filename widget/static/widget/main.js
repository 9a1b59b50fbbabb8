/* One running widget: its configuration, the launcher, and the dialog from the moment it is wanted. */

import { connect, readConfig } from "./api.js";
import { placeOf, recall } from "./dom.js";
import { speak } from "./language.js";
import { createLauncher } from "./launcher.js";
import { configured } from "./options.js";

export async function createWidget({ settings, emit, report }) {
  const request = connect(settings);
  const config = configured(await readConfig(request, settings.agentId), settings);
  const language = await speak(config, settings);
  if (!document.body) {
    await new Promise((resolve) => addEventListener("DOMContentLoaded", resolve, { once: true }));
  }
  const fetchDialog = () => import("./dialog.js");
  const launcher = createLauncher({ config, settings, language, toggle, open, prefetch });

  let dialog = null;
  let isOpen = false;
  let opener = null;

  function prefetch() {
    fetchDialog().catch(() => {}); // told when the visitor opens it
  }

  /** Whether there is a dialog now. */
  async function load() {
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
      report(error);
    }
    return dialog !== null;
  }

  async function open() {
    // What happens in a frame around this one counts as activity here: the focus stays where it is.
    const byVisitor = document.hasFocus() && (navigator.userActivation?.isActive ?? true);
    const focused = document.activeElement;
    if (!(await load()) || isOpen) return;
    isOpen = true;
    opener = focused === document.body || focused === launcher.host ? null : focused;
    launcher.showOpen(true);
    dialog.show({ focus: byVisitor });
    emit("open");
  }

  function close() {
    if (!isOpen) return;
    isOpen = false;
    const hadFocus = document.activeElement === launcher.host;
    launcher.showOpen(false);
    dialog.hide();
    if (hadFocus) (opener?.isConnected ? opener : launcher.button).focus();
    emit("close");
  }

  function toggle() {
    return isOpen ? close() : open();
  }

  async function sendMessage(text) {
    await open();
    return isOpen ? dialog.ask(String(text)) : null;
  }

  async function clearHistory() {
    if (await load()) dialog.clear();
  }

  if (recall("localStorage", placeOf(settings.agentId))?.awaitedUntil > Date.now()) load();

  return { config, open, close, toggle, sendMessage, clearHistory };
}
