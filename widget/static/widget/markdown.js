/*
 * The Markdown that answers use, as nodes: paragraphs, lists, quotes, code, emphasis, headings (shown
 * bold, since the page owns its outline) and links to http, https, mailto and tel. All else stays text.
 */

import { make, parseUrl } from "./dom.js";

const MAX_DEPTH = 4; // quotes and lists inside each other
const PROTOCOLS = ["http:", "https:", "mailto:", "tel:"];
const BIDI_OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g; // would reorder the visible text
const FENCE = /^\s*(```|~~~)/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)(?:[-*+•]|(\d{1,9})[.)])\s+/;
const QUOTE = /^\s{0,3}>\s?/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;

const INLINE = new RegExp(
  [
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /(?<ticks>`+)(?<code>.+?)\k<ticks>(?!`)/,
    /\[(?<label>[^[\]]{1,500})\]\(\s*<?(?<address>[^\s()<>]{1,2000})>?(?:\s+"[^"]*")?\s*\)/,
    /(?<mark>\*\*|__|~~)(?=\S)(?<marked>[\s\S]{1,2000}?\S)\k<mark>/,
    /\*(?=[^\s*])(?<starred>[^*]{0,2000}?[^\s*])\*(?!\*)/,
    /(?<!\w)_(?=[^\s_])(?<scored>[^_]{0,2000}?[^\s_])_(?!\w)/,
    /<?(?<bare>https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]*_~])>?/,
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

/**
 * Renders `text` as nodes.
 * @param {string} text
 */
export function markdown(text) {
  return blocks(text.replace(BIDI_OVERRIDES, "").split(/\r\n?|\n/), 0);
}

/**
 * @param {string[]} lines
 * @param {number} depth
 * @returns {HTMLElement[]}
 */
function blocks(lines, depth) {
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const fence = FENCE.exec(line)?.[1];
    const heading = HEADING.exec(line)?.[1];
    const item = ITEM.exec(line);
    if (!line.trim()) {
      at++;
    } else if (fence) {
      const end = lines.findIndex((other, i) => i > at && other.trim() === fence);
      const last = end < 0 ? lines.length : end; // still open while it streams
      nodes.push(
        make("pre", { tabindex: 0 }, make("code", {}, lines.slice(at + 1, last).join("\n"))),
      );
      at = last + 1;
    } else if (RULE.test(line)) {
      nodes.push(make("hr"));
      at++;
    } else if (heading !== undefined) {
      nodes.push(make("p", {}, make("strong", {}, ...inline(heading))));
      at++;
    } else if (QUOTE.test(line) && depth < MAX_DEPTH) {
      const start = at;
      while (at < lines.length && QUOTE.test(lines[at])) at++;
      const inner = lines.slice(start, at).map((quoted) => quoted.replace(QUOTE, ""));
      nodes.push(make("blockquote", {}, ...blocks(inner, depth + 1)));
    } else if (item && depth < MAX_DEPTH) {
      const { list, next } = listFrom(lines, at, item, depth);
      nodes.push(list);
      at = next;
    } else {
      const start = at++;
      while (at < lines.length && lines[at].trim() && !startsBlock(lines[at])) at++;
      nodes.push(paragraph(lines.slice(start, at)));
    }
  }
  return nodes;
}

/** @param {string} line */
const startsBlock = (line) => [FENCE, HEADING, ITEM, QUOTE, RULE].some((form) => form.test(line));

/** @param {string} line */
const indentOf = (line) => line.length - line.trimStart().length;

/**
 * One list from line `at` on, and the number of the line behind it.
 * @param {string[]} lines
 * @param {number} at
 * @param {RegExpExecArray} firstItem the match of ITEM at that line
 * @param {number} depth
 */
function listFrom(lines, at, [, indent, number], depth) {
  const list = number ? make("ol", { start: number === "1" ? null : number }) : make("ul");
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item || item[1].length !== indent.length || !item[2] !== !number) break;
    const inner = [lines[at].slice(item[0].length)];
    /** @param {string} line */
    const isPartOfItem = (line) =>
      line.trim() && (indentOf(line) > indent.length || !startsBlock(line));
    for (at++; at < lines.length; at++) {
      const isGap = !lines[at].trim() && /^\s{2,}/.test(lines[at + 1] || "");
      if (!isPartOfItem(lines[at]) && !isGap) break;
      inner.push(lines[at].slice(Math.min(item[0].length, indentOf(lines[at]))));
    }
    list.append(make("li", {}, ...blocks(inner, depth + 1)));
    const following = lines.findIndex((line, i) => i >= at && line.trim());
    if (following > at && ITEM.test(lines[following])) at = following; // a loose list: blank lines between items
  }
  return { list, next: at };
}

/** @param {string[]} lines */
function paragraph(lines) {
  const parts = lines.flatMap((line, i) => [...(i ? [make("br")] : []), ...inline(line.trim())]);
  return make("p", {}, ...parts);
}

/**
 * @param {string} text
 * @returns {(Node | string)[]}
 */
function inline(text) {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    nodes.push(text.slice(end, match.index), span(match));
    end = match.index + match[0].length;
  }
  nodes.push(text.slice(end));
  return nodes.filter(Boolean);
}

/**
 * @param {RegExpExecArray} match of INLINE
 * @returns {Node | string}
 */
function span({ 0: whole, groups = {} }) {
  const { escaped, code, label, address, mark, marked, starred, scored, bare } = groups;
  if (escaped) return escaped;
  if (code) return make("code", {}, code.trim() || code);
  if (address)
    return link(address, /:\/\/|^www\./.test(label) ? [address] : inline(label)) || whole;
  if (mark) return make(mark === "~~" ? "s" : "strong", {}, ...inline(marked));
  if (bare) return link(bare, [bare]) || whole;
  return make("em", {}, ...inline(starred || scored));
}

/**
 * A link, or null if the address is not allowed or hides its host.
 * @param {string} address
 * @param {(Node | string)[]} children
 */
function link(address, children) {
  const url = parseUrl(address, PROTOCOLS);
  if (!url || url.username || url.password) return null;
  return make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
