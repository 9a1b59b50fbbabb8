/* Requests in the name of whoever signed in on the page. The token is kept in memory only. */

export class HttpError extends Error {
  /**
   * @param {string} message
   * @param {number} status
   */
  constructor(message, status) {
    super(message);
    this.status = status;
  }
}

/** @typedef {(path: string, options?: { method?: string, json?: object }) => Promise<any>} Call */

export function createClient() {
  /** @type {string | null} */
  let token = null;

  /**
   * Resolves to the body of the answer; rejects with an HttpError.
   * @type {Call}
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

  return {
    call,

    /**
     * @param {string} email
     * @param {string} password
     */
    async signIn(email, password) {
      token = (await call("auth/login", { method: "POST", json: { email, password } }))
        .access_token;
    },
  };
}
