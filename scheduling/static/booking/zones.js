/* Time zones are found by typing the name of a place, instead of in a long menu. */

/** Put a field before the menu, which it then fills in and sends. */
export function searchZones() {
  const menu = document.querySelector("select#zone");
  const button = document.getElementById("apply");
  if (!(menu instanceof HTMLSelectElement) || !button) {
    return;
  }
  const zones = new Map([...menu.options].map((option) => [option.text, option.value]));
  const field = document.createElement("input");
  const list = document.createElement("datalist");
  list.id = "zones";
  list.append(...[...zones.keys()].map((label) => new Option(label)));
  field.id = menu.id;
  field.value = menu.selectedOptions[0].text;
  field.autocomplete = "off";
  field.setAttribute("list", list.id);
  menu.removeAttribute("id");
  menu.hidden = button.hidden = true;
  menu.after(field, list);
  const chosen = field.value;

  /** @param {string | undefined} label */
  function choose(label) {
    field.value = label ?? chosen;
    if (field.value !== chosen && menu instanceof HTMLSelectElement) {
      menu.value = zones.get(field.value) ?? menu.value;
      menu.form?.requestSubmit();
    }
  }
  field.addEventListener("focus", () => field.select());
  field.addEventListener("input", () => zones.has(field.value) && choose(field.value));
  field.addEventListener("change", () => choose(findLabel([...zones.keys()], field.value)));
}

/**
 * The label that begins with what was typed, or else one that contains it.
 * @param {string[]} labels
 * @param {string} typed
 */
function findLabel(labels, typed) {
  const text = simplify(typed);
  const found = labels.filter((label) => text && simplify(label).includes(text));
  return found.find((label) => simplify(label).startsWith(text)) ?? found[0];
}

/** @param {string} text */
function simplify(text) {
  return text.normalize("NFD").replace(/\p{M}/gu, "").trim().toLowerCase();
}
