/* Thumbs below an answer, and the reason for a thumb down. */

import { icon, make } from "./dom.js";

/** @import { Labels, Rating } from "../../types" */

const THUMB =
  "M7 11v9H4v-9zM7 11l4-8c1.6 0 2.6 1.1 2.3 2.7L12.8 9H18a2 2 0 0 1 2 2.4l-1.3 7A2 2 0 0 1 16.7 20H7";
const MAX_COMMENT_LENGTH = 2000;

/**
 * `rate` sends the rating; it is shown as successful unless it fails.
 * @param {{
 *   labels: Labels,
 *   rating?: Rating,
 *   rate: (type: Rating, comment?: string) => Promise<void>,
 * }} options
 */
export function createRating({ labels, rating, rate }) {
  /** @type {[Rating, string][]} */
  const kinds = [
    ["THUMBS_UP", labels.helpful],
    ["THUMBS_DOWN", labels.unhelpful],
  ];
  const thumbs = kinds.map(([type, label]) =>
    make(
      "button",
      {
        type: "button",
        class: `thumb ${type}`,
        "aria-label": label,
        title: label,
        onclick: () => submit(type),
      },
      icon(THUMB),
    ),
  );
  const status = make("span", { role: "status" });
  const more = make("div");
  show(rating);

  /** @param {Rating} [type] */
  function show(type) {
    rating = type;
    for (const thumb of thumbs) {
      thumb.setAttribute("aria-pressed", String(thumb.matches(`.${type}`)));
    }
  }

  /**
   * @param {Rating} type
   * @param {string} [comment]
   */
  async function submit(type, comment) {
    const before = rating;
    show(type);
    status.textContent = labels.thanks;
    more.replaceChildren(...(type === "THUMBS_DOWN" && !comment ? [reasonForm()] : []));
    await rate(type, comment).catch(() => {
      show(before);
      status.textContent = labels.failed;
      if (!comment) more.replaceChildren();
    });
  }

  function reasonForm() {
    const field = make("textarea", {
      rows: 2,
      dir: "auto",
      maxlength: MAX_COMMENT_LENGTH,
      placeholder: labels.reason,
      "aria-label": labels.reason,
    });
    /** @param {Event} event */
    const onsubmit = (event) => {
      event.preventDefault();
      if (!field.value.trim()) return;
      thumbs[1].focus();
      submit("THUMBS_DOWN", field.value.trim());
    };
    return make("form", { onsubmit }, field, make("button", { class: "chip" }, labels.send));
  }

  return make("div", { class: "rating" }, ...thumbs, status, more);
}
