/* The form's values, under the names and in the types of the API. */

export function valuesOf(form) {
  const values = Object.fromEntries(new FormData(form));
  for (const input of form.querySelectorAll("[type=checkbox]")) values[input.name] = input.checked;
  for (const name of ["border_radius", "greeting_delay"]) values[name] = Number(values[name]);
  values.suggested_questions = values.suggested_questions
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  return values;
}

export function fill(form, values) {
  for (const [name, value] of Object.entries(values)) {
    const input = form.elements[name];
    if (!input) continue; // not for this form
    if (input.type === "checkbox") input.checked = value;
    else input.value = Array.isArray(value) ? value.join("\n") : (value ?? "");
  }
}
