/* Signing in on the page, and keeping what was chosen. The token stays in this page's memory. */

/** `onLook` is given the configuration that is stored for the agent, when it is found or kept. */
export function createAccount({ form, chosen, say, onLook }) {
  const button = form.querySelector("[data-submit]");
  let token = null;

  async function call(path, { method = "GET", json } = {}) {
    const answer = await fetch(`/api/v1/${path}`, {
      method,
      headers: {
        ...(json && { "Content-Type": "application/json" }),
        ...(token && { Authorization: `Bearer ${token}` }),
      },
      body: json && JSON.stringify(json),
    });
    const body = await answer.json().catch(() => ({}));
    if (answer.ok) return body;
    throw Object.assign(new Error(body.detail || `HTTP ${answer.status}`), {
      status: answer.status,
    });
  }

  async function signIn() {
    const { email, password } = Object.fromEntries(new FormData(form));
    token = (await call("auth/login", { method: "POST", json: { email, password } })).access_token;
    form.querySelector("[data-signed-out]").hidden = true;
    for (const input of form.querySelectorAll("input")) input.disabled = true;
    button.textContent = "Save";
    say("account", `You are signed in as ${email}.`);
  }

  async function save() {
    const { agentId, values, kept } = chosen();
    if (!kept) throw new Error("Show an agent first.");
    const path = await pathOf(agentId);
    onLook({ ...kept, ...(await call(path, { method: "PATCH", json: values })) });
    say("account", "Saved.");
  }

  /** Of the agent's widget, in whichever of the person's workspaces the agent is. */
  async function pathOf(agentId) {
    const { workspaces } = await call("workspaces?limit=100");
    for (const { id } of workspaces) {
      const path = `workspaces/${id}/agents/${encodeURIComponent(agentId)}/widget`;
      try {
        await call(path);
        return path;
      } catch (error) {
        if (error.status !== 404) throw error;
      }
    }
    throw new Error("This agent is in none of your workspaces.");
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say("account", "");
    try {
      await (token ? save() : signIn());
    } catch (error) {
      say("account", error.message, true);
    }
  });

  return {
    /** What was said of an earlier choice does not hold for this one. */
    changed: () => say("account", ""),
  };
}
