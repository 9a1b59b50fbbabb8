/* Improves the booking pages, which work without it: days, months and zones change in place, the
   visitor's time zone is found out, and a form is sent once. */

import { arrangeDays, onDayKey } from "./days.js";
import { tellHeight } from "./embedding.js";
import { searchZones } from "./zones.js";

let latest = new AbortController();

/** @param {URL} address */
async function load(address) {
  latest.abort();
  latest = new AbortController();
  const { signal } = latest;
  const answer = await fetch(address, { headers: { Accept: "text/html" }, signal });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const main = page.querySelector("main");
  if (!answer.ok || !main) {
    throw new Error(`${answer.status}`);
  }
  return { page, main };
}

/**
 * Show the page of this address in place; if it cannot be had so, go there.
 * @param {URL} address
 * @param {{ focus?: string, isBack?: boolean, replace?: boolean }} [how]
 *   focus: selects what is focused then, instead of what the address names.
 */
async function swap(address, { focus = "", isBack = false, replace = false } = {}) {
  const current = document.querySelector("main");
  current?.setAttribute("aria-busy", "true");
  try {
    const { page, main } = await load(address);
    document.querySelector("main")?.replaceWith(main);
    const languages = page.querySelector("footer");
    if (languages) {
      document.querySelector("footer")?.replaceWith(languages);
    }
    improve();
    document.title = page.title;
    if (!isBack) {
      history[replace ? "replaceState" : "pushState"](null, "", address);
    }
    const target = focus
      ? document.querySelector(focus)
      : document.getElementById(address.hash.slice(1));
    if (target instanceof HTMLElement) {
      target.focus({ preventScroll: Boolean(focus) });
    }
  } catch (error) {
    if (/** @type {Error} */ (error).name !== "AbortError") {
      location.assign(address);
    }
  }
}

/** @param {MouseEvent} event */
function onClick(event) {
  const link = /** @type {Element} */ (event.target).closest("a[data-swap]");
  const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  if (link instanceof HTMLAnchorElement && isPlain && event.button === 0) {
    event.preventDefault();
    swap(new URL(link.href), { focus: link.dataset.focus ?? (link.id && `#${link.id}`) });
  }
}

/** @param {SubmitEvent} event */
function onSubmit(event) {
  const form = /** @type {HTMLFormElement} */ (event.target);
  if (form.matches("[data-swap]")) {
    event.preventDefault();
    const address = new URL(form.action);
    address.search = `${new URLSearchParams(/** @type {any} */ (new FormData(form)))}`;
    swap(address, { focus: "#zone" });
  } else if (form.matches("[data-once]")) {
    if (form.dataset.once) {
      event.preventDefault();
    }
    form.dataset.once = "sent";
    event.submitter?.setAttribute("aria-disabled", "true");
  }
}

function improve() {
  arrangeDays();
  searchZones();
}

/** Show times in the visitor's zone, unless one has been chosen. */
function detectZone() {
  const main = document.querySelector("main[data-detect-zone]");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (main instanceof HTMLElement && zone && zone !== main.dataset.zone) {
    const address = new URL(location.href);
    address.searchParams.set("zone", zone);
    address.hash = "";
    swap(address, { replace: true });
  }
}

/** A page that the browser kept may be sent again.
 * @param {PageTransitionEvent} event */
function onShow(event) {
  if (event.persisted) {
    for (const form of document.querySelectorAll("form[data-once]")) {
      form.setAttribute("data-once", "");
      form.querySelector("[aria-disabled]")?.removeAttribute("aria-disabled");
    }
  }
}

document.addEventListener("click", onClick);
document.addEventListener("submit", onSubmit);
addEventListener("popstate", () => swap(new URL(location.href), { isBack: true }));
document.addEventListener("keydown", onDayKey);
addEventListener("pageshow", onShow);
improve();
tellHeight();
detectZone();
