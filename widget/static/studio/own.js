/* The signed-in user's own workspaces, agents and keys, to choose from. */

import { element, showError, showMessage } from "./page.js";

/** @import { Call } from "./client.js" */

/** @typedef {{ id: string, name: string }} Workspace */
/** @typedef {{ key_prefix: string, name: string, allowed_domains: string[], is_active: boolean }} Key */

/**
 * @param {{
 *   call: Call,
 *   onChoose: (chosen: { agentId?: string, apiKey?: string }) => void,
 * }} options
 */
export function createOwn({ call, onChoose }) {
  const form = element("#own", HTMLFormElement);
  const workspace = element("[name=workspace]", HTMLSelectElement, form);
  const agent = element("[name=agent]", HTMLSelectElement, form);
  const website = element("[name=website]", HTMLInputElement, form);
  const keyList = element("[data-keys]", HTMLElement, form);
  /** @type {Workspace[]} */
  let workspaces = [];
  /** @type {Key[]} */
  let keys = [];

  async function load() {
    ({ workspaces } = await call("workspaces?limit=100"));
    workspace.replaceChildren(...workspaces.map(({ id, name }) => new Option(name, id)));
    form.hidden = !workspaces.length;
    website.value = location.hostname;
    if (workspaces.length) await loadWorkspace();
  }

  async function loadWorkspace() {
    const path = `workspaces/${workspace.value}`;
    const { agents } = await call(`${path}/agents?limit=100`);
    const options = agents.map(
      (/** @type {{ id: string, name: string, status: string }} */ one) => {
        const isPublished = one.status === "PUBLISHED";
        const option = new Option(isPublished ? one.name : `${one.name} (not published)`, one.id);
        option.disabled = !isPublished;
        return option;
      },
    );
    agent.replaceChildren(new Option("Choose…", ""), ...options);
    showMessage("own", agents.length ? "" : "There is no agent in this workspace yet.");
    // Members who may not see keys still choose agents.
    keys = await call(`${path}/api-keys?limit=100`).then(
      (page) => page.api_keys,
      () => [],
    );
    showKeys();
  }

  function showKeys() {
    const items = keys
      .filter((key) => key.is_active)
      .map(({ name, key_prefix, allowed_domains }) => {
        const item = document.createElement("li");
        const websites = allowed_domains.join(", ") || "localhost only";
        item.textContent = `${name} (${key_prefix}): ${websites}`;
        return item;
      });
    keyList.replaceChildren(...items);
  }

  async function makeKey() {
    const json = {
      name: `Website ${website.value.trim()}`,
      allowed_domains: [website.value.trim()],
    };
    const path = `workspaces/${workspace.value}/api-keys`;
    const made = await call(path, { method: "POST", json });
    keys = [made, ...keys];
    showKeys();
    onChoose({ apiKey: made.key });
    showMessage("own", "The new key is filled in below. Keep it: it is not shown again.");
  }

  workspace.addEventListener("change", () => {
    loadWorkspace().catch((error) => showError("own", error));
  });
  agent.addEventListener("change", () => {
    if (agent.value) onChoose({ agentId: agent.value });
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    makeKey().catch((error) => showError("own", error));
  });

  return { load, workspaces: () => workspaces };
}
