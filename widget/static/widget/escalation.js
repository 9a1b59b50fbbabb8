/* The form that asks for a human. */

import { make } from "./dom.js";
import { explain } from "./problems.js";

/** `send` is given {email, message, name?}; `leave` goes back to the messages. */
export function createEscalation({ labels, send, leave }) {
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
  const trouble = make("p", { class: "wrong", role: "alert" });
  const submit = make("button", { class: "primary" }, labels.send);
  const back = () => make("button", { type: "button", class: "chip", onclick: leave }, labels.back);
  const actions = make("div", { class: "actions" }, submit, back());
  const title = make("h3", { tabindex: -1 }, labels.human);
  const form = make(
    "form",
    { class: "escalation", novalidate: true, hidden: true, onsubmit },
    title,
    make("p", {}, labels.humanHint),
    ...[email, message, name].map(({ row }) => row),
    trouble,
    actions,
  );
  const parts = [...form.children];
  let isSending = false;
  let isSent = false;

  async function onsubmit(event) {
    event.preventDefault();
    const wrong = [email.check(labels.emailWrong), message.check(labels.requestMissing)].find(
      Boolean,
    );
    if (wrong || isSending) return wrong?.focus();
    isSending = true;
    submit.setAttribute("aria-disabled", true);
    trouble.textContent = "";
    try {
      const wish = { email: email.value(), message: message.value() };
      await send(name.value() ? { ...wish, name: name.value() } : wish);
      title.textContent = labels.requestSent;
      const text = labels.requestSentHint.replace("{email}", () => wish.email);
      form.replaceChildren(title, make("p", {}, text), back());
      isSent = true;
      title.focus();
      message.input.value = "";
    } catch (problem) {
      trouble.textContent = explain(problem, labels).text; // what was typed stays
    } finally {
      isSending = false;
      submit.removeAttribute("aria-disabled");
    }
  }

  return {
    form,
    /** It is shown, but there is nothing left to fill in. */
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

function field(name, label, attributes) {
  const id = `wish-${name}`;
  const wrong = make("p", { class: "wrong", id: `${id}-wrong` });
  const input = make(attributes.rows ? "textarea" : "input", {
    id,
    "aria-describedby": wrong.id,
    ...attributes,
  });
  const value = () => input.value.trim();
  return {
    input,
    value,
    row: make("div", {}, make("label", { for: id }, label), input, wrong),
    /** The input when it is filled in wrongly, which is then said. */
    check(text) {
      const isWrong = !value() || !input.validity.valid;
      input.setAttribute("aria-invalid", isWrong);
      wrong.textContent = isWrong ? text : "";
      return isWrong && input;
    },
  };
}
