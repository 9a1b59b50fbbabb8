/* The dialog's frame: header, place, focus and keyboard. */

import { addressOf, icon, make } from "./dom.js";

const PERSON = "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM5 20a7 7 0 0 1 14 0";

/** On a screen this small the dialog covers the page, and is modal. */
export const SMALL_SCREEN = "(max-width: 480px), (max-height: 480px)";

const FOCUSABLE = 'button, input, textarea, summary, a[href], [tabindex="0"]';

/** escalate: null where no human can be asked for. */
export function createFrame({ config, settings, launcher, close, restart, escalate, body }) {
  const { host, root, labels } = launcher;
  const { agent_name: name, branding } = config;
  const who = make("p", { dir: "auto" }, labels.assistant);
  const small = matchMedia(SMALL_SCREEN);
  const dialog = make(
    "section",
    { class: "dialog", role: "dialog", tabindex: -1, "aria-labelledby": "name" },
    make(
      "div",
      { class: "head" },
      avatar(branding.avatar_url, name, settings.apiBase),
      make("div", { class: "who" }, make("h2", { id: "name" }, make("bdi", {}, name)), who),
      ...(escalate ? [tool(labels.human, PERSON, escalate)] : []),
      tool(labels.restart, "M4 12a8 8 0 1 0 2.5-5.8L4 8.5M4 4v4.5h4.5", restart),
      tool(labels.close, "M6 6l12 12M18 6L6 18", close),
    ),
    ...body,
  );
  if (branding.show_powered_by) dialog.append(make("p", { class: "powered" }, labels.poweredBy));
  root.append(dialog);

  const isOpen = () => dialog.hasAttribute("data-open");

  root.addEventListener("keydown", (event) => {
    if (!isOpen() || event.isComposing) return;
    if (event.key === "Escape") close();
    if (event.key === "Tab" && small.matches) wrapFocus(event);
  });
  // What is typed here is not meant for the page's own keyboard shortcuts.
  for (const type of ["keydown", "keypress", "keyup"]) {
    root.addEventListener(type, (event) => {
      if (dialog.contains(event.target)) event.stopPropagation();
    });
  }

  function wrapFocus(event) {
    const stops = [...dialog.querySelectorAll(FOCUSABLE)].filter(
      (node) => node.getClientRects().length,
    );
    const [leaving, entering] = event.shiftKey
      ? [stops[0], stops.at(-1)]
      : [stops.at(-1), stops[0]];
    if (root.activeElement !== leaving && root.activeElement !== dialog) return;
    event.preventDefault();
    entering.focus();
  }

  /** Keeps clear of an on-screen keyboard, which shrinks the visual viewport only. */
  function fit() {
    const view = window.visualViewport;
    dialog.setAttribute("aria-modal", small.matches);
    if (!view || view.scale > 1.01) return;
    host.style.setProperty("--fd-top", `${view.offsetTop}px`);
    host.style.setProperty("--fd-height", `${view.height}px`);
  }

  small.addEventListener("change", fit);
  for (const type of ["resize", "scroll"]) window.visualViewport?.addEventListener(type, fit);

  return {
    dialog,
    isOpen,
    /** Says who answers. */
    showWho(text) {
      who.textContent = text;
    },
    show() {
      fit();
      dialog.setAttribute("data-open", "");
    },
    hide() {
      dialog.removeAttribute("data-open");
    },
  };
}

function tool(label, drawing, onclick) {
  return make(
    "button",
    { type: "button", class: "tool", "aria-label": label, title: label, onclick },
    icon(drawing),
  );
}

/** The agent's initial, until its picture has come; a picture that fails is not missed. */
function avatar(address, name, apiBase) {
  const circle = make(
    "span",
    { class: "avatar", "aria-hidden": "true" },
    [...name.trim()][0] || "?",
  );
  const src = address && addressOf(address, ["https:", "http:"], apiBase);
  if (src) {
    const onload = (event) => circle.replaceChildren(event.target);
    make("img", { alt: "", referrerpolicy: "no-referrer", onload, src });
  }
  return circle;
}
