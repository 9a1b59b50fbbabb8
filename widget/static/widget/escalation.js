/* The form that asks for a human. */

import { toApiError } from "./api.js";
import { make } from "./dom.js";
import { describeError } from "./errors.js";

/** @import { Attributes, Labels } from "../../types" */

/**
 * `onBack` goes back to the messages.
 * @param {{
 *   labels: Labels,
 *   send: (data: { email: string, message: string, name?: string }) => Promise<void>,
 *   onBack: () => void,
 * }} options
 */
export function createEscalation({ labels, send, onBack }) {
  const email = field("email", labels.email, {
    type: "email",
    required: true,
    maxlength: 254,
    autocomplete: "email",
    dir: "ltr",
  });
  const name = field("name", labels.name, { maxlength: 120, autocomplete: "name", dir: "auto" });
  const message = field("message", labels.request, {
    required: true,
    maxlength: 4000,
    rows: 4,
    dir: "auto",
  });
  const errorText = make("p", { class: "wrong", role: "alert" });
  const submit = make("button", { class: "primary" }, labels.send);
  const backButton = () =>
    make("button", { type: "button", class: "chip", onclick: onBack }, labels.back);
  const actions = make("div", { class: "actions" }, submit, backButton());
  const title = make("h3", { tabindex: -1 }, labels.human);
  const form = make(
    "form",
    { class: "escalation", novalidate: true, hidden: true, onsubmit },
    title,
    make("p", {}, labels.humanHint),
    ...[email, message, name].map(({ row }) => row),
    errorText,
    actions,
  );
  const parts = [...form.children];
  let isSending = false;
  let isSent = false;

  /** @param {Event} event */
  async function onsubmit(event) {
    event.preventDefault();
    const invalid = [email.check(labels.emailWrong), message.check(labels.requestMissing)].find(
      (input) => input !== null,
    );
    if (invalid || isSending) return invalid?.focus();
    isSending = true;
    submit.setAttribute("aria-disabled", "true");
    errorText.textContent = "";
    try {
      const data = { email: email.value(), message: message.value() };
      await send(name.value() ? { ...data, name: name.value() } : data);
      title.textContent = labels.requestSent;
      const text = labels.requestSentHint.replace("{email}", () => data.email);
      form.replaceChildren(title, make("p", {}, text), backButton());
      isSent = true;
      title.focus();
      message.input.value = "";
    } catch (error) {
      errorText.textContent = describeError(toApiError(error), labels).text; // the input stays
    } finally {
      isSending = false;
      submit.removeAttribute("aria-disabled");
    }
  }

  return {
    form,
    /** True if it is shown but has been sent already. */
    isSent: () => isSent && !form.hidden,
    show() {
      isSent = false;
      title.textContent = labels.human;
      form.replaceChildren(...parts);
      form.hidden = false;
      title.focus();
    },
    hide() {
      form.hidden = true;
    },
  };
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Attributes} attributes
 */
function field(name, label, attributes) {
  const id = `escalation-${name}`;
  const errorText = make("p", { class: "wrong", id: `${id}-error` });
  const input = make(attributes.rows ? "textarea" : "input", {
    id,
    "aria-describedby": errorText.id,
    ...attributes,
  });
  const value = () => input.value.trim();
  return {
    input,
    value,
    row: make("div", {}, make("label", { for: id }, label), input, errorText),
    /**
     * The input if it is invalid, with the error shown; else null.
     * @param {string} text
     */
    check(text) {
      const isInvalid = !value() || !input.validity.valid;
      input.setAttribute("aria-invalid", String(isInvalid));
      errorText.textContent = isInvalid ? text : "";
      return isInvalid ? input : null;
    },
  };
}
