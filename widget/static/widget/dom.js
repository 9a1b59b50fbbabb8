/* DOM nodes, style sheets and storage. Nothing in the widget parses HTML. */

/** @import { Attributes } from "../../types" */

const SVG = "http://www.w3.org/2000/svg";

/**
 * Creates an element; null and false attributes are left out, `onclick` etc. are listeners.
 * @template {keyof HTMLElementTagNameMap} Name
 * @param {Name} name
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children
 */
export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (typeof value === "function") node.addEventListener(key.slice(2), value);
    else if (value != null && value !== false) {
      node.setAttribute(key, value === true ? "" : String(value));
    }
  }
  node.append(...children);
  return node;
}

/**
 * True if the key belongs to an input method. Safari ends the composition before the Enter that
 * confirms it; only the code still tells.
 * @param {KeyboardEvent} event
 */
export const isComposing = (event) => event.isComposing || event.keyCode === 229;

/**
 * A decorative line drawing on a 24 by 24 grid.
 * @param {string} path
 */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/**
 * The text as a URL, or null if it is invalid or has another protocol.
 * @param {string} text
 * @param {string[]} protocols
 * @param {string} [base]
 */
export function parseUrl(text, protocols, base) {
  try {
    const url = new URL(text, base);
    return protocols.includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/**
 * Constructed sheets, unlike style elements, work with a policy without 'unsafe-inline'.
 * @param {ShadowRoot} root
 * @param {string} css
 */
export function adoptStyle(root, css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/**
 * The key of a conversation in localStorage.
 * @param {string} agentId
 */
export const storageKey = (agentId) => `frontdesk:chat:${agentId}`;

/**
 * Storage is unavailable in some private modes and sandboxed frames: the chat works without it.
 * @param {"localStorage" | "sessionStorage"} area
 * @param {string} key
 */
export function readStorage(area, key) {
  try {
    return JSON.parse(window[area].getItem(key) ?? "null");
  } catch {
    return null;
  }
}

/**
 * @param {"localStorage" | "sessionStorage"} area
 * @param {string} key
 * @param {unknown} value
 */
export function writeStorage(area, key, value) {
  try {
    window[area].setItem(key, JSON.stringify(value));
  } catch {
    // nothing to do: unstored values are lost when the page is left
  }
}
