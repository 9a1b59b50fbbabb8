/* The widget's requests, and their error class. */

/** @import { Config, SendRequest } from "../../types" */

const CONFIG_RETRY_MS = [1000, 4000];

export class ApiError extends Error {
  /**
   * @param {string} message
   * @param {{ code: string, status?: number, retryAfter?: number }} failure
   */
  constructor(message, { code, status = 0, retryAfter = 0 }) {
    super(message);
    this.code = code;
    /** Of the HTTP response; 0 without one. */
    this.status = status;
    /** Seconds; 0 if unknown. */
    this.retryAfter = retryAfter;
  }

  /** True if the same request may succeed in a moment. */
  get isTransient() {
    return !this.status || this.status === 429 || this.status >= 500;
  }
}

export const unreachable = () =>
  new ApiError("The server could not be reached", { code: "UNREACHABLE" });

/**
 * Any error as an ApiError; one that is not a request's is a bug of the widget.
 * @param {unknown} error
 */
export function toApiError(error) {
  if (error instanceof ApiError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError(message, { code: "WIDGET_FAILED" });
}

/** @param {number} ms */
export const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/**
 * A fetch for paths below /api/v1/widget/ that resolves to a successful response, else rejects with an
 * ApiError. With `json` it posts that.
 * @param {{ apiBase: string, apiKey: string }} settings
 * @returns {SendRequest}
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
    throw new ApiError(typeof detail === "string" ? detail : `HTTP ${response.status}`, {
      code,
      status: response.status,
      retryAfter: Number(response.headers.get("Retry-After")) || 0,
    });
  };
}

/**
 * @param {SendRequest} request
 * @param {string} agentId
 * @returns {Promise<Config>}
 */
export async function fetchConfig(request, agentId) {
  for (let attempt = 0; ; attempt++) {
    try {
      return await (await request(`config/${encodeURIComponent(agentId)}`)).json();
    } catch (error) {
      const mayRetry = error instanceof ApiError && error.isTransient;
      if (!mayRetry || attempt >= CONFIG_RETRY_MS.length) throw error;
      await sleep(Math.max(CONFIG_RETRY_MS[attempt], error.retryAfter * 1000));
    }
  }
}
