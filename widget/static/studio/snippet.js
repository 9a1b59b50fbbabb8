/* The tag for the chosen appearance. */

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
 * Lists as text, to compare by value; others unchanged.
 * @param {Values[string]} value
 */
const flat = (value) => (Array.isArray(value) ? value.join("|") : (value ?? ""));

/**
 * The tag, with the values that differ from the agent's saved configuration.
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
