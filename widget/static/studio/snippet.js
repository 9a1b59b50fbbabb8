/* The tag that shows a widget as it was chosen. */

const ESCAPES = { "&": "&amp;", '"': "&quot;", "<": "&lt;" };

const attribute = (name, value) =>
  `\n  data-${name.replaceAll("_", "-")}="${String(value).replace(/[&"<]/g, (c) => ESCAPES[c])}"`;

/** Names what differs from what is kept for the agent. */
export function snippet({ origin, agentId, apiKey, values, kept }) {
  const own = Object.entries(kept ? values : {})
    .map(([name, value]) => [name, Array.isArray(value) ? value.join("|") : value])
    .filter(
      ([name, value]) =>
        value !== (Array.isArray(kept[name]) ? kept[name].join("|") : (kept[name] ?? "")),
    )
    .map(([name, value]) => attribute(name, value));
  const named = [
    attribute("agent-id", agentId || "agent_…"),
    attribute("api-key", apiKey || "pk_live_…"),
  ];
  return `<script src="${origin}/widget.js"${[...named, ...own].join("")} async></script>`;
}
