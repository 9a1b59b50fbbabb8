/* Nodes, style sheets and storage. Nothing here, or anywhere in the widget, parses HTML. */

const SVG = "http://www.w3.org/2000/svg";

/** An element; attributes that are null or false are left out, `onclick` and the like listen. */
export function make(name, attributes = {}, ...children) {
  const node = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value != null && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children);
  return node;
}

/** A decorative line drawing on a 24 by 24 grid. */
export function icon(path) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  line.setAttribute("d", path);
  svg.append(line);
  return svg;
}

/** The address as a URL, or null when it is none, or not of these protocols. */
export function addressOf(text, protocols, base) {
  try {
    const url = new URL(text, base);
    return protocols.includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}

/** Constructed sheets, unlike style elements, pass a policy without 'unsafe-inline'. */
export function adoptStyle(root, css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
}

/** Where a chat is kept in localStorage; `awaitedUntil` is when a human is no longer waited for. */
export const placeOf = (agentId) => `frontdesk:chat:${agentId}`;

/** Storage is refused in some private modes and sandboxed frames: the chat works without it. */
export function recall(area, key) {
  try {
    return JSON.parse(window[area].getItem(key));
  } catch {
    return null;
  }
}

export function keep(area, key, value) {
  try {
    window[area].setItem(key, JSON.stringify(value));
  } catch {
    // nothing to do: what is not kept is forgotten when the page goes
  }
}
