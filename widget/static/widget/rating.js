/* Thumbs below an answer, and the reason for a thumb that points down. */

import { icon, make } from "./dom.js";

const THUMB =
  "M7 11v9H4v-9zM7 11l4-8c1.6 0 2.6 1.1 2.3 2.7L12.8 9H18a2 2 0 0 1 2 2.4l-1.3 7A2 2 0 0 1 16.7 20H7";
const LONGEST_COMMENT = 2000;

/** `rate(type, comment)` tells the server; until it has failed, its success is taken for granted. */
export function createRating({ labels, rated, rate }) {
  const thumbs = [
    ["THUMBS_UP", labels.helpful],
    ["THUMBS_DOWN", labels.unhelpful],
  ].map(([type, label]) =>
    make(
      "button",
      {
        type: "button",
        class: `thumb ${type}`,
        "aria-label": label,
        title: label,
        onclick: () => give(type),
      },
      icon(THUMB),
    ),
  );
  const said = make("span", { role: "status" });
  const more = make("div");
  show(rated);

  function show(type) {
    rated = type;
    thumbs.forEach((thumb) => thumb.setAttribute("aria-pressed", thumb.matches(`.${type}`)));
  }

  async function give(type, comment) {
    const before = rated;
    show(type);
    said.textContent = labels.thanks;
    more.replaceChildren(...(type === "THUMBS_DOWN" && !comment ? [reason()] : []));
    await rate(type, comment).catch(() => {
      show(before);
      said.textContent = labels.failed;
      if (!comment) more.replaceChildren();
    });
  }

  function reason() {
    const field = make("textarea", {
      rows: 2,
      dir: "auto",
      maxlength: LONGEST_COMMENT,
      placeholder: labels.reason,
      "aria-label": labels.reason,
    });
    const onsubmit = (event) => {
      event.preventDefault();
      if (!field.value.trim()) return;
      thumbs[1].focus();
      give("THUMBS_DOWN", field.value.trim());
    };
    return make("form", { onsubmit }, field, make("button", { class: "chip" }, labels.send));
  }

  return make("div", { class: "rating" }, ...thumbs, said, more);
}
