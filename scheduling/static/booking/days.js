/* The month by keyboard: one stop of the Tab key, in which arrows lead from day to day. */

const OPEN = ".month td a";
const CURRENT = `${OPEN}[tabindex="0"]`;

/** Make the month a grid, where the chosen day, or else the first, is what Tab reaches. */
export function arrangeDays() {
  const days = [...document.querySelectorAll(OPEN)];
  days[0]?.closest("table")?.setAttribute("role", "grid");
  keepInReach(days.find((day) => day.matches("[aria-current]")) ?? days[0]);
}

/**
 * @param {KeyboardEvent} event
 */
export function onDayKey(event) {
  const day = /** @type {Element} */ (event.target).closest(OPEN);
  if (!(day instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) {
    return;
  }
  const turn = { PageUp: "previous", PageDown: "following" }[event.key];
  const found = turn ? document.querySelector(`a#${turn}`) : neighbor(day, event.key);
  if (!(found instanceof HTMLElement)) {
    return;
  }
  event.preventDefault();
  if (turn) {
    found.dataset.focus = CURRENT;
    found.click();
  } else {
    keepInReach(found);
    found.focus();
  }
}

/**
 * The open day to which a key leads.
 * @param {Element} day
 * @param {string} key
 */
function neighbor(day, key) {
  const cell = /** @type {HTMLTableCellElement} */ (day.closest("td"));
  const row = /** @type {HTMLTableRowElement} */ (cell.parentElement);
  const days = [...document.querySelectorAll(OPEN)];
  const ofWeek = [...row.querySelectorAll("a")];
  const ofWeekday = days.filter((each) => each.closest("td")?.cellIndex === cell.cellIndex);
  const isReversed = getComputedStyle(row).direction === "rtl";
  switch (key) {
    case "ArrowLeft":
      return after(days, day, isReversed ? 1 : -1);
    case "ArrowRight":
      return after(days, day, isReversed ? -1 : 1);
    case "ArrowUp":
      return after(ofWeekday, day, -1);
    case "ArrowDown":
      return after(ofWeekday, day, 1);
    case "Home":
      return ofWeek[0];
    case "End":
      return ofWeek.at(-1);
    default:
      return undefined;
  }
}

/**
 * @param {Element[]} days
 * @param {Element} day
 * @param {number} steps
 */
function after(days, day, steps) {
  return days[days.indexOf(day) + steps];
}

/** @param {Element} [chosen] */
function keepInReach(chosen) {
  for (const day of document.querySelectorAll(OPEN)) {
    day.setAttribute("tabindex", day === chosen ? "0" : "-1");
  }
}
