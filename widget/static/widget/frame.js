/* The dialog's frame: header, position, focus and keyboard. */

import { createBackButton } from "./back-button.js";
import { icon, isComposing, make, parseUrl } from "./dom.js";

/** @import { Config, Launcher, Settings } from "../../types" */

const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20a7 7 0 0 1 14 0";

/** On a screen this small the dialog covers the page, and is modal. */
export const SMALL_SCREEN = "(max-width: 480px), (max-height: 480px)";

const FOCUSABLE = 'button, input, textarea, summary, a[href], [tabindex="0"]';

/**
 * escalate: null if no human can be requested.
 * @param {{
 *   config: Config,
 *   settings: Settings,
 *   launcher: Launcher,
 *   close: () => void,
 *   restart: () => void,
 *   escalate: (() => void) | null,
 *   signal: AbortSignal,
 *   body: Node[],
 * }} options
 */
export function createFrame({
  config,
  settings,
  launcher,
  close,
  restart,
  escalate,
  signal,
  body,
}) {
  const { host, root, labels } = launcher;
  const { agent_name: name, branding } = config;
  const responder = make("p", { dir: "auto" }, labels.assistant);
  const smallScreen = matchMedia(SMALL_SCREEN);
  const dialog = make(
    "section",
    { class: "dialog", role: "dialog", tabindex: -1, "aria-labelledby": "name" },
    make(
      "div",
      { class: "head" },
      avatar(branding.avatar_url, name, settings.apiBase),
      make("div", { class: "who" }, make("h2", { id: "name" }, make("bdi", {}, name)), responder),
      ...(escalate ? [toolButton(labels.human, PERSON, escalate)] : []),
      toolButton(labels.restart, "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5", restart),
      toolButton(labels.close, "M6 6l12 12M18 6L6 18", close),
    ),
    ...body,
  );
  if (branding.show_powered_by) dialog.append(make("p", { class: "powered" }, labels.poweredBy));
  root.append(dialog);

  const isOpen = () => dialog.hasAttribute("data-open");

  root.addEventListener("keydown", (event) => {
    if (!(event instanceof KeyboardEvent) || !isOpen() || isComposing(event)) return;
    if (event.key === "Escape") close();
    if (event.key === "Tab" && smallScreen.matches) wrapFocus(event);
  });
  // Typing here must not trigger the page's own keyboard shortcuts.
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, (event) => {
      if (event.target instanceof Node && dialog.contains(event.target)) event.stopPropagation();
    });
  }

  /** @param {KeyboardEvent} event */
  function wrapFocus(event) {
    /** @type {NodeListOf<HTMLElement>} */
    const focusable = dialog.querySelectorAll(FOCUSABLE);
    const visible = [...focusable].filter((node) => node.getClientRects().length);
    const [leaving, entering] = event.shiftKey
      ? [visible[0], visible.at(-1)]
      : [visible.at(-1), visible[0]];
    if (root.activeElement !== leaving && root.activeElement !== dialog) return;
    event.preventDefault();
    entering?.focus();
  }

  /** Avoids the on-screen keyboard, which shrinks only the visual viewport. */
  function fitViewport() {
    const viewport = window.visualViewport;
    dialog.setAttribute("aria-modal", String(smallScreen.matches));
    if (!viewport || viewport.scale > 1.01) return;
    host.style.setProperty("--fd-top", `${viewport.offsetTop}px`);
    host.style.setProperty("--fd-height", `${viewport.height}px`);
  }

  smallScreen.addEventListener("change", fitViewport, { signal });
  for (const type of ["resize", "scroll"]) {
    window.visualViewport?.addEventListener(type, fitViewport, { signal });
  }
  const backButton = createBackButton({ close, signal });

  return {
    dialog,
    isOpen,
    /**
     * Shows who answers.
     * @param {string} text
     */
    showResponder(text) {
      responder.textContent = text;
    },
    show() {
      fitViewport();
      dialog.setAttribute("data-open", "");
      if (smallScreen.matches) backButton.arm();
    },
    hide() {
      dialog.removeAttribute("data-open");
      backButton.disarm();
    },
  };
}

/**
 * @param {string} label
 * @param {string} drawing
 * @param {() => void} onclick
 */
function toolButton(label, drawing, onclick) {
  return make(
    "button",
    { type: "button", class: "tool", "aria-label": label, title: label, onclick },
    icon(drawing),
  );
}

/**
 * The agent's initial, replaced by its picture if that loads.
 * @param {string | null} address
 * @param {string} name
 * @param {string} apiBase
 */
function avatar(address, name, apiBase) {
  const circle = make(
    "span",
    { class: "avatar", "aria-hidden": "true" },
    [...name.trim()][0] || "?",
  );
  const url = address && parseUrl(address, ["https:", "http:"], apiBase);
  if (url) {
    const onload = () => circle.replaceChildren(picture);
    const picture = make("img", {
      alt: "",
      referrerpolicy: "no-referrer",
      onload,
      src: url.href,
    });
  }
  return circle;
}
