/* The tag that shows a widget as it was chosen. */

/** @import { Choice, Values } from "./form.js" */

/** @type {Record<string, string>} */
const ESCAPES = { "&": "&amp;", '"': "&quot;", "<": "&lt;" };

/**
 * @param {string} name
 * @param {unknown} value
 */
const attribute = (name, value) =>
  `\n  data-${name.replaceAll("_", "-")}="${String(value).replace(/[&"<]/g, (c) => ESCAPES[c])}"`;

/**
 * Lists, which differ by identity, as text; all else as it is.
 * @param {Values[string]} value
 */
const flat = (value) => (Array.isArray(value) ? value.join("|") : (value ?? ""));

/**
 * Names what differs from what is saved for the agent.
 * @param {Choice & { origin: string }} choice
 */
export function snippet({ origin, agentId, apiKey, values, saved }) {
  const own = Object.entries(saved ? values : {})
    .filter(([name, value]) => flat(value) !== flat(saved?.[name] ?? null))
    .map(([name, value]) => attribute(name, flat(value)));
  const named = [
    attribute("agent-id", agentId || "agent_…"),
    attribute("api-key", apiKey || "pk_live_…"),
  ];
  return `<script src="${origin}/widget.js"${[...named, ...own].join("")} async></script>`;
}
