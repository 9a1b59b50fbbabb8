/* The input for questions. */

import { icon, isComposing, make } from "./dom.js";

/** @import { Labels } from "../../types" */

const MAX_MESSAGE_LENGTH = 4000;

/**
 * `onAsk` receives the text; while the composer is busy the text stays in the input.
 * @param {{ labels: Labels, onAsk: (text: string) => void, onTyping: () => void }} options
 */
export function createComposer({ labels, onAsk, onTyping }) {
  const field = make("textarea", {
    rows: 1,
    dir: "auto",
    maxlength: MAX_MESSAGE_LENGTH,
    enterkeyhint: "send",
    placeholder: labels.placeholder,
    "aria-label": labels.message,
    oninput() {
      refresh();
      onTyping();
    },
    /** @param {KeyboardEvent} event */
    onkeydown(event) {
      if (event.key !== "Enter" || event.shiftKey || isComposing(event)) return;
      event.preventDefault();
      submit();
    },
  });
  const button = make(
    "button",
    { class: "send", "aria-label": labels.send },
    icon("M12 19V5M6 11l6-6 6 6"),
  );
  const form = make("form", { class: "composer", onsubmit: submit }, field, button);
  let isBusy = false;

  /** @param {Event} [event] */
  function submit(event) {
    event?.preventDefault();
    const text = field.value.trim();
    if (!text || isBusy) return;
    field.value = "";
    refresh();
    onAsk(text);
  }

  function refresh() {
    // Not `disabled`: disabling a focused button would lose the focus.
    button.setAttribute("aria-disabled", String(isBusy || !field.value.trim()));
    field.style.height = "auto";
    field.style.height = `${field.scrollHeight}px`;
  }

  return {
    form,
    field,
    refresh,
    /** @param {boolean} value */
    setBusy(value) {
      isBusy = value;
      refresh();
    },
  };
}
