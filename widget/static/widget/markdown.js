/*
 * The Markdown that answers use, as nodes: paragraphs, lists, quotes, code, emphasis, headings (shown
 * bold, since the page owns its outline) and links to http, https, mailto and tel. All else stays text.
 */

import { addressOf, make } from "./dom.js";

const DEEPEST = 4; // quotes and lists inside each other
const PROTOCOLS = ["http:", "https:", "mailto:", "tel:"];
const OVERRIDES = /[\u202a-\u202e\u2066-\u2069]/g; // would show text in an order that it does not have
const FENCE = /^\s*(```|~~~)/;
const HEADING = /^\s{0,3}#{1,6}\s+(.*?)\s*#*$/;
const ITEM = /^(\s*)(?:[-*+•]|(\d{1,9})[.)])\s+/;
const QUOTE = /^\s{0,3}>\s?/;
const RULE = /^\s{0,3}([-*_])(\s*\1){2,}\s*$/;

const INLINE = new RegExp(
  [
    /\\([!-/:-@[-`{-~])/, // 1 escaped
    /(`+)(.+?)\2(?!`)/, // 2, 3 code
    /\[([^[\]]{1,500})\]\(\s*<?([^\s()<>]{1,2000})>?(?:\s+"[^"]*")?\s*\)/, // 4 text, 5 address
    /(\*\*|__|~~)(?=\S)([^]{1,2000}?\S)\6/, // 6, 7 strong or struck
    /(\*)(?=[^\s*])([^*]{0,2000}?[^\s*])\*(?!\*)/, // 8, 9 emphasis
    /(?<!\w)(_)(?=[^\s_])([^_]{0,2000}?[^\s_])_(?!\w)/, // 10, 11 emphasis
    /<?(https?:\/\/[^\s<>]*[^\s<>.,;:!?'")\]*_~])>?/, // 12 bare address
  ]
    .map((part) => part.source)
    .join("|"),
  "g",
);

/** The nodes that show `text`. */
export function markdown(text) {
  return blocks(text.replace(OVERRIDES, "").split(/\r\n?|\n/), 0);
}

function blocks(lines, depth) {
  const nodes = [];
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    const fence = FENCE.exec(line)?.[1];
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
    } else if (HEADING.test(line)) {
      nodes.push(make("p", {}, make("strong", {}, ...inline(HEADING.exec(line)[1]))));
      at++;
    } else if (QUOTE.test(line) && depth < DEEPEST) {
      const start = at;
      while (at < lines.length && QUOTE.test(lines[at])) at++;
      const inner = lines.slice(start, at).map((quoted) => quoted.replace(QUOTE, ""));
      nodes.push(make("blockquote", {}, ...blocks(inner, depth + 1)));
    } else if (ITEM.test(line) && depth < DEEPEST) {
      const [list, next] = listFrom(lines, at, depth);
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

const startsBlock = (line) => [FENCE, HEADING, ITEM, QUOTE, RULE].some((form) => form.test(line));

/** One list from line `at` on, and the number of the line behind it. */
function listFrom(lines, at, depth) {
  const [, indent, number] = ITEM.exec(lines[at]);
  const list = number ? make("ol", { start: number === "1" ? null : number }) : make("ul");
  while (at < lines.length) {
    const item = ITEM.exec(lines[at]);
    if (!item || item[1].length !== indent.length || !item[2] !== !number) break;
    const inner = [lines[at].slice(item[0].length)];
    const isPartOfItem = (line) =>
      line.trim() && (/^\s*/.exec(line)[0].length > indent.length || !startsBlock(line));
    for (at++; at < lines.length; at++) {
      const isGap = !lines[at].trim() && /^\s{2,}/.test(lines[at + 1] || "");
      if (!isPartOfItem(lines[at]) && !isGap) break;
      inner.push(lines[at].slice(Math.min(item[0].length, /^\s*/.exec(lines[at])[0].length)));
    }
    list.append(make("li", {}, ...blocks(inner, depth + 1)));
    const next = lines.findIndex((line, i) => i >= at && line.trim());
    if (next > at && ITEM.test(lines[next])) at = next; // a loose list: blank lines between items
  }
  return [list, at];
}

function paragraph(lines) {
  const parts = lines.flatMap((line, i) => [...(i ? [make("br")] : []), ...inline(line.trim())]);
  return make("p", {}, ...parts);
}

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

function span(match) {
  const [whole, escaped, , code, label, address, mark, strong, , starred, , scored, bare] = match;
  if (escaped) return escaped;
  if (code) return make("code", {}, code.trim() || code);
  if (address)
    return link(address, /:\/\/|^www\./.test(label) ? [address] : inline(label)) || whole;
  if (mark) return make(mark === "~~" ? "s" : "strong", {}, ...inline(strong));
  if (bare) return link(bare, [bare]) || whole;
  return make("em", {}, ...inline(starred || scored));
}

/** A link, or null when the address is not one that a visitor may be sent to, or hides its host. */
function link(address, children) {
  const url = addressOf(address, PROTOCOLS);
  if (!url || url.username || url.password) return null;
  return make("a", { href: url.href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}
