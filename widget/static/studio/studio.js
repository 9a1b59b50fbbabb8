/* The studio: load an agent, change its appearance, preview and save it. */

import { createAccount } from "./account.js";
import { fill, valuesOf } from "./form.js";
import { element, showMessage } from "./page.js";
import { snippet } from "./snippet.js";

/** @import { Choice, Values } from "./form.js" */

const DEBOUNCE_MS = 250; // of typing, before the preview updates

const agentForm = element("#agent", HTMLFormElement);
const lookForm = element("#look", HTMLFormElement);
const frame = element("#preview", HTMLIFrameElement);
const code = element("#snippet", HTMLElement);
const account = createAccount({ choice, onConfig: show, onChoose: fillAgent });

/** @type {Values | null} */
let saved = null; // the agent's saved configuration
let timer = 0;

/** @returns {Choice} */
function choice() {
  const { agent_id: agentId, api_key: apiKey } = Object.fromEntries(new FormData(agentForm));
  return {
    agentId: String(agentId).trim(),
    apiKey: String(apiKey).trim(),
    values: valuesOf(lookForm),
    saved,
  };
}

/**
 * Fills in what is chosen, and shows the agent once both are known.
 * @param {{ agentId?: string, apiKey?: string }} chosen
 */
function fillAgent({ agentId, apiKey }) {
  if (agentId) agentInput("agent_id").value = agentId;
  if (apiKey) agentInput("api_key").value = apiKey;
  if (agentForm.checkValidity()) load();
}

/** @param {string} name */
function agentInput(name) {
  return element(`[name=${name}]`, HTMLInputElement, agentForm);
}

/**
 * Sets the saved configuration, and shows it.
 * @param {Values} values
 */
function show(values) {
  saved = values;
  fill(lookForm, values);
  refresh();
}

function refresh() {
  const { agentId, apiKey, values } = choice();
  code.textContent = snippet({ origin: location.origin, agentId, apiKey, values, saved });
  if (!saved) return;
  /** @type {Values} */
  const options = {
    agentId,
    apiKey,
    isOpen: element("[name=shown]:checked", HTMLInputElement).value === "open",
  };
  for (const [name, value] of Object.entries(values)) {
    options[name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())] = value;
  }
  frame.contentWindow?.location.replace(
    `/widget/studio/preview#${encodeURIComponent(JSON.stringify(options))}`,
  );
}

async function load() {
  const { agentId, apiKey } = choice();
  showMessage("agent", "");
  try {
    const response = await fetch(`/api/v1/widget/config/${encodeURIComponent(agentId)}`, {
      headers: { "X-API-Key": apiKey },
    });
    const body = await response.json();
    if (!response.ok) throw new Error(body.detail);
    show({ ...body.appearance, ...body.behavior, ...body.branding });
    const refusal = `${body.agent_name} is shown, but this key does not allow ${location.hostname}: questions asked here are refused. They are accepted on the websites of the key.`;
    const text = body.website_allowed ? `${body.agent_name} is shown.` : refusal;
    showMessage("agent", text, !body.website_allowed);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    showMessage("agent", `This agent cannot be shown: ${reason}`, true);
  }
}

agentForm.addEventListener("submit", (event) => {
  event.preventDefault();
  load();
});
lookForm.addEventListener("submit", (event) => event.preventDefault());
lookForm.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, DEBOUNCE_MS);
  account.clearMessage();
});
element(".result", HTMLElement).addEventListener("change", refresh);
element("#copy", HTMLButtonElement).addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(code.textContent);
    showMessage("copy", "Copied.");
  } catch {
    getSelection()?.selectAllChildren(code);
    showMessage("copy", "Selected: copy it with your keyboard.");
  }
});

const query = new URLSearchParams(location.search);
for (const name of ["agent_id", "api_key"]) {
  agentInput(name).value = query.get(name) || "";
}
refresh();
if (agentForm.checkValidity()) load();
