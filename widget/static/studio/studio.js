/* The studio: an agent is loaded, changed in the form, seen in the frame, and kept. */

import { createAccount } from "./account.js";
import { fill, valuesOf } from "./form.js";
import { snippet } from "./snippet.js";

const SETTLE_MS = 250; // of typing, before the preview follows

const agent = document.querySelector("#agent");
const look = document.querySelector("#look");
const frame = document.querySelector("#preview");
const code = document.querySelector("#snippet");
const account = createAccount({
  form: document.querySelector("#account"),
  chosen,
  say,
  onLook: show,
});

let kept = null; // what the agent is configured to
let timer = 0;

function chosen() {
  const { agent_id: agentId, api_key: apiKey } = Object.fromEntries(new FormData(agent));
  return { agentId: agentId.trim(), apiKey: apiKey.trim(), values: valuesOf(look), kept };
}

function say(about, text, isWrong = false) {
  const place = document.querySelector(`[data-said="${about}"]`);
  place.toggleAttribute("data-wrong", isWrong);
  place.textContent = text;
}

/** Takes a configuration for the one that is kept, and shows it. */
function show(values) {
  kept = values;
  fill(look, values);
  refresh();
}

function refresh() {
  const { agentId, apiKey, values } = chosen();
  code.textContent = snippet({ origin: location.origin, agentId, apiKey, values, kept });
  if (!kept) return;
  const options = {
    agentId,
    apiKey,
    isOpen: document.querySelector("[name=shown]:checked").value === "open",
  };
  for (const [name, value] of Object.entries(values)) {
    options[name.replace(/_(.)/g, (_, letter) => letter.toUpperCase())] = value;
  }
  frame.contentWindow.location.replace(
    `/widget/studio/preview#${encodeURIComponent(JSON.stringify(options))}`,
  );
}

async function load() {
  const { agentId, apiKey } = chosen();
  say("agent", "");
  try {
    const answer = await fetch(`/api/v1/widget/config/${encodeURIComponent(agentId)}`, {
      headers: { "X-API-Key": apiKey },
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail);
    show({ ...body.appearance, ...body.behavior, ...body.branding });
    say("agent", `${body.agent_name} is shown.`);
  } catch (error) {
    say("agent", `This agent cannot be shown: ${error.message}`, true);
  }
}

agent.addEventListener("submit", (event) => {
  event.preventDefault();
  load();
});
look.addEventListener("submit", (event) => event.preventDefault());
look.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(refresh, SETTLE_MS);
  account.changed();
});
document.querySelector(".result").addEventListener("change", refresh);
document.querySelector("#copy").addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(code.textContent);
    say("copy", "Copied.");
  } catch {
    getSelection().selectAllChildren(code);
    say("copy", "Selected: copy it with your keyboard.");
  }
});

const asked = new URLSearchParams(location.search);
for (const name of ["agent_id", "api_key"]) agent.elements[name].value = asked.get(name) || "";
refresh();
if (agent.checkValidity()) load();
