/* The messages that visitors see when a request fails. */

/** @import { Failure, Labels } from "../../types" */

/**
 * The text for a failure, and the seconds until a retry is offered; null for never.
 * @param {Failure} failure
 * @param {Labels} labels
 */
export function describeError({ status, code, message, retryAfter = 0 }, labels) {
  if (!status) return { text: labels.unreachable, retryIn: 0 };
  if (code === "QUOTA_EXCEEDED") return { text: labels.quota, retryIn: null };
  if (status === 429) return { text: labels.busy, retryIn: retryAfter };
  if ([401, 403, 404].includes(status)) return { text: labels.refused, retryIn: null };
  if (status >= 500 || code === "ANSWER_GONE") return { text: labels.failed, retryIn: retryAfter };
  return { text: labels.rejected.replace("{detail}", () => message), retryIn: null };
}
