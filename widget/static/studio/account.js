/* Signing in on the page, and saving the appearance. */

import { createClient, HttpError } from "./client.js";
import { createOwn } from "./own.js";
import { element, showError, showMessage } from "./page.js";

/** @import { Choice, Values } from "./form.js" */

/**
 * `onConfig` receives the agent's saved configuration when it is saved; `onChoose` what is chosen of the
 * user's own.
 * @param {{
 *   choice: () => Choice,
 *   onConfig: (values: Values) => void,
 *   onChoose: (chosen: { agentId?: string, apiKey?: string }) => void,
 * }} options
 */
export function createAccount({ choice, onConfig, onChoose }) {
  const signInForm = element("#account", HTMLFormElement);
  const saveForm = element("#save", HTMLFormElement);
  const { call, signIn } = createClient();
  const own = createOwn({ call, onChoose });

  async function enter() {
    const { email, password } = Object.fromEntries(new FormData(signInForm));
    await signIn(String(email), String(password));
    await own.load();
    element("[data-signed-out]", HTMLElement, signInForm).hidden = true;
    for (const input of signInForm.querySelectorAll("input")) input.disabled = true;
    element("[data-submit]", HTMLButtonElement, saveForm).disabled = false;
    showMessage("account", `You are signed in as ${email}.`);
  }

  async function save() {
    const { agentId, values, saved } = choice();
    if (!saved) throw new Error("Show an agent first.");
    const path = await pathOf(agentId);
    onConfig({ ...saved, ...(await call(path, { method: "PATCH", json: values })) });
    showMessage("save", "Saved.");
  }

  /**
   * Path of the agent's widget, in any of the user's workspaces.
   * @param {string} agentId
   */
  async function pathOf(agentId) {
    for (const { id } of own.workspaces()) {
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

  signInForm.addEventListener("submit", (event) => {
    event.preventDefault();
    showMessage("account", "");
    enter().catch((error) => showError("account", error));
  });
  saveForm.addEventListener("submit", (event) => {
    event.preventDefault();
    showMessage("save", "");
    save().catch((error) => showError("save", error));
  });

  return {
    /** Clears messages about an earlier choice. */
    clearMessage: () => showMessage("save", ""),
  };
}
