/* The round button in the corner, its greeting, and the theme shared with the dialog. */

import { palette } from "./colors.js";
import { adoptStyle, icon, make, readStorage, writeStorage } from "./dom.js";
import { STYLE } from "./launcher-style.js";

/** @import { Config, Language, Settings } from "../../types" */

const POSITIONS = ["bottom-right", "bottom-left"];
const RETURN_MS = 50; // so that a page that keeps removing it costs nothing

/**
 * @param {{
 *   config: Config,
 *   settings: Settings,
 *   language: Language,
 *   toggle: () => void,
 *   open: () => void,
 *   prefetch: () => void,
 *   signal: AbortSignal,
 * }} widget
 */
export function createLauncher({ config, settings, language, toggle, open, prefetch, signal }) {
  const { labels } = language;
  const openLabel = labels.open.replace("{name}", () => config.agent_name);
  const host = createHost(config.appearance, signal);
  host.lang = language.code;
  host.dir = language.direction;
  const root = host.attachShadow({ mode: "open" });
  adoptStyle(root, STYLE);

  const button = make(
    "button",
    {
      type: "button",
      class: "launcher",
      "aria-label": openLabel,
      "aria-haspopup": "dialog",
      "aria-expanded": "false",
      onclick: toggle,
      onpointerenter: prefetch,
      onfocus: prefetch,
    },
    icon("M21 11.5a8.4 8.4 0 0 1-12.1 7.5L3.5 20.5 5 15.2A8.4 8.4 0 1 1 21 11.5Z"),
    icon("M6 9.5l6 6 6-6"),
  );
  const corner = make("div", { class: "corner" }, button);
  root.append(corner);
  keepOnPage(host, signal);
  signal.addEventListener("abort", removeNote);

  const { greeting_enabled, greeting_delay, greeting_message } = config.behavior;
  const greetedKey = `frontdesk:greeted:${settings.agentId}`;
  /** @type {HTMLElement | null} */
  let note = null;
  let timer = 0;
  if (greeting_enabled && greeting_message && !readStorage("sessionStorage", greetedKey)) {
    timer = setTimeout(() => showNote(greeting_message), greeting_delay);
  }

  /** @param {string} text */
  function showNote(text) {
    removeNote();
    note = make(
      "div",
      { class: "note", role: "status" },
      make("button", { type: "button", dir: "auto", onclick: open }, text),
      make(
        "button",
        { type: "button", "aria-label": labels.dismiss, onclick: dismiss },
        icon("M7 7l10 10M17 7L7 17"),
      ),
    );
    corner.prepend(note);
  }

  function removeNote() {
    clearTimeout(timer);
    note?.remove();
  }

  function dismiss() {
    removeNote();
    writeStorage("sessionStorage", greetedKey, true); // once per visit is enough
    button.focus();
  }

  return {
    host,
    root,
    labels,
    button,
    /** @param {boolean} isOpen */
    showOpen(isOpen) {
      button.setAttribute("aria-expanded", String(isOpen));
      button.setAttribute("aria-label", isOpen ? labels.close : openLabel);
      button.toggleAttribute("data-unread", false);
      if (isOpen) {
        removeNote();
        writeStorage("sessionStorage", greetedKey, true);
      }
    },
    showFailure() {
      showNote(labels.unavailable);
    },
    showUnread() {
      button.toggleAttribute("data-unread", true);
      button.setAttribute("aria-label", labels.unread + openLabel);
    },
  };
}

/**
 * @param {Config["appearance"]} appearance
 * @param {AbortSignal} signal
 */
function createHost({ theme, position, border_radius, primary_color }, signal) {
  const host = document.createElement("frontdesk-widget");
  host.dataset.position = POSITIONS.includes(position) ? position : POSITIONS[0];
  host.style.setProperty("--fd-radius", `${Number(border_radius) || 0}px`);
  for (const [name, color] of palette(primary_color)) {
    host.style.setProperty(`--fd-${name}`, color);
  }

  const dark = matchMedia("(prefers-color-scheme: dark)");
  const applyTheme = () => {
    const isDark = theme === "dark" || (theme === "auto" && dark.matches);
    host.dataset.theme = isDark ? "dark" : "light";
  };
  dark.addEventListener("change", applyTheme, { signal });
  applyTheme();
  return host;
}

/**
 * Shows the element until the signal. It stands beside the body, not in it: a router that swaps the body leaves
 * it, and a transform or filter of the body does not move it. Where the whole document is swapped it returns.
 * @param {HTMLElement} host
 * @param {AbortSignal} signal
 */
function keepOnPage(host, signal) {
  let timer = 0;
  const observer = new MutationObserver(() => {
    clearTimeout(timer);
    if (!host.isConnected) timer = setTimeout(attach, RETURN_MS);
  });

  function attach() {
    const { documentElement: root } = document; // none while a document is written anew
    root?.append(host);
    observer.disconnect();
    for (const parent of [document, root])
      if (parent) observer.observe(parent, { childList: true });
  }

  attach();
  signal.addEventListener("abort", () => {
    observer.disconnect();
    clearTimeout(timer);
    host.remove();
  });
}
