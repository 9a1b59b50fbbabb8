/* The form's values, with the API's names and types. */

/** @typedef {Record<string, string | number | boolean | string[] | null>} Values */

/**
 * The values chosen on the page. saved: the agent's saved configuration.
 * @typedef {{ agentId: string, apiKey: string, values: Values, saved: Values | null }} Choice
 */

/** @param {HTMLFormElement} form */
export function valuesOf(form) {
  /** @type {Values} */
  const values = {};
  for (const [name, value] of new FormData(form)) values[name] = String(value);
  /** @type {NodeListOf<HTMLInputElement>} */
  const checkboxes = form.querySelectorAll("[type=checkbox]");
  for (const input of checkboxes) values[input.name] = input.checked;
  for (const name of ["border_radius", "greeting_delay"]) values[name] = Number(values[name]);
  values.suggested_questions = String(values.suggested_questions)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return values;
}

/**
 * @param {HTMLFormElement} form
 * @param {Values} values
 */
export function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = form.elements.namedItem(name);
    if (input instanceof HTMLInputElement && input.type === "checkbox") {
      input.checked = Boolean(value);
    } else if (input && "value" in input) {
      input.value = Array.isArray(value) ? value.join("\n") : String(value ?? "");
    }
  }
}
