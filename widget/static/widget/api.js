/* The widget's requests, and the one kind of error they fail with. */

const CONFIG_RETRY_MS = [1000, 4000];

/** status: of the HTTP answer, 0 when there was none; retryAfter: seconds, 0 when not told. */
export class Problem extends Error {
  constructor(message, { code, status = 0, retryAfter = 0 }) {
    super(message);
    Object.assign(this, { code, status, retryAfter });
  }

  /** The same request may well succeed in a moment. */
  get isPassing() {
    return !this.status || this.status === 429 || this.status >= 500;
  }
}

export const unreachable = () =>
  new Problem("The server could not be reached", { code: "UNREACHABLE" });

export const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A fetch for paths below /api/v1/widget/ that resolves to an answer of success, else a Problem.
 * With `json` it posts that.
 */
export function connect({ apiBase, apiKey }) {
  const root = `${apiBase.replace(/\/+$/, "")}/api/v1/widget/`;
  return async (path, { json, headers, signal } = {}) => {
    const body = json && {
      method: "POST",
      body: JSON.stringify(json),
      headers: { "Content-Type": "application/json" },
    };
    const response = await fetch(root + path, {
      ...body,
      headers: { "X-API-Key": apiKey, ...body?.headers, ...headers },
      credentials: "omit",
      signal,
    }).catch((error) => {
      throw error.name === "AbortError" ? error : unreachable();
    });
    if (response.ok) return response;
    const { detail, code = "HTTP_ERROR" } = await response.json().catch(() => ({}));
    throw new Problem(typeof detail === "string" ? detail : `HTTP ${response.status}`, {
      code,
      status: response.status,
      retryAfter: Number(response.headers.get("Retry-After")) || 0,
    });
  };
}

export async function readConfig(request, agentId) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (await request(`config/${encodeURIComponent(agentId)}`)).json();
    } catch (error) {
      if (!error.isPassing || attempt >= CONFIG_RETRY_MS.length) throw error;
      await pause(Math.max(CONFIG_RETRY_MS[attempt], error.retryAfter * 1000));
    }
  }
}
