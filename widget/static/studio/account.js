/* Signing in on the page, and saving the appearance. The token is kept in memory only. */

import { element } from "./page.js";

/** @import { Choice, Values } from "./form.js" */
/** @import { ShowMessage } from "./page.js" */

class HttpError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/**
 * `onConfig` receives the agent's saved configuration when it is loaded or saved.
 * @param {{
 *   form: HTMLFormElement,
 *   choice: () => Choice,
 *   showMessage: ShowMessage,
 *   onConfig: (values: Values) => void,
 * }} options
 */
export function createAccount({ form, choice, showMessage, onConfig }) {
  const button = element("[data-submit]", HTMLButtonElement, form);
  /** @type {string | null} */
  let token = null;

  /**
   * @param {string} path
   * @param {{ method?: string, json?: object }} [options]
   */
  async function call(path, { method = "GET", json } = {}) {
    const response = await fetch(`/api/v1/${path}`, {
      method,
      headers: {
        ...(json && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: json && JSON.stringify(json),
    });
    const body = await response.json().catch(() => ({}));
    if (response.ok) return body;
    throw new HttpError(body.detail || `HTTP ${response.status}`, response.status);
  }

  async function signIn() {
    const { email, password } = Object.fromEntries(new FormData(form));
    token = (await call("auth/login", { method: "POST", json: { email, password } })).access_token;
    element("[data-signed-out]", HTMLElement, form).hidden = true;
    for (const input of form.querySelectorAll("input")) input.disabled = true;
    button.textContent = "Save";
    showMessage("account", `You are signed in as ${email}.`);
  }

  async function save() {
    const { agentId, values, saved } = choice();
    if (!saved) throw new Error("Show an agent first.");
    const path = await pathOf(agentId);
    onConfig({ ...saved, ...(await call(path, { method: "PATCH", json: values })) });
    showMessage("account", "Saved.");
  }

  /**
   * Path of the agent's widget, in any of the user's workspaces.
   * @param {string} agentId
   */
  async function pathOf(agentId) {
    const { workspaces } = await call("workspaces?limit=100");
    for (const { id } of workspaces) {
      const path = `workspaces/${id}/agents/${encodeURIComponent(agentId)}/widget`;
      try {
        await call(path);
        return path;
      } catch (error) {
        if (!(error instanceof HttpError) || error.status !== 404) throw error;
      }
    }
    throw new Error("This agent is in none of your workspaces.");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    showMessage("account", "");
    try {
      await (token ? save() : signIn());
    } catch (error) {
      showMessage("account", error instanceof Error ? error.message : String(error), true);
    }
  });

  return {
    /** Clears messages about an earlier choice. */
    clearMessage: () => showMessage("account", ""),
  };
}
