/* The page's own elements. */

/** @typedef {(place: string, text: string, isWrong?: boolean) => void} ShowMessage */

/**
 * The element that the page's template has for `selector`.
 * @template {Element} Type
 * @param {string} selector
 * @param {new () => Type} type
 * @param {ParentNode} [within]
 */
export function element(selector, type, within = document) {
  const found = within.querySelector(selector);
  if (found instanceof type) return found;
  throw new Error(`The page lacks ${selector}.`);
}

/**
 * @param {string} place
 * @param {unknown} error
 */
export function showError(place, error) {
  showMessage(place, error instanceof Error ? error.message : String(error), true);
}

/** @type {ShowMessage} */
export function showMessage(place, text, isWrong = false) {
  const line = element(`[data-said="${place}"]`, HTMLElement);
  line.toggleAttribute("data-wrong", isWrong);
  line.textContent = text;
}
