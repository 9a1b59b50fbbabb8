/* What the dialog says. A page in another language passes its own words as `labels` to init. */

export const LABELS = {
  assistant: "AI assistant",
  restart: "New conversation",
  close: "Close chat",
  messages: "Messages",
  conversation: "Conversation",
  suggestions: "Suggested questions",
  placeholder: "Ask a question…",
  message: "Your message",
  send: "Send",
  youSaid: "You said: ",
  agentSaid: "{name} said: ",
  typing: "{name} is writing",
  source: "Source:",
  page: "page {page}",
  poweredBy: "Powered by Frontdesk",
  retry: "Try again",
  unreachable: "The connection was lost. Please check your network and try again.",
  busy: "That was a lot in a short time. Please wait a moment and try again.",
  quota: "This chat cannot take more messages at the moment. Please come back later.",
  refused: "This chat is not available on this page right now.",
  rejected: "This message could not be accepted: {detail}",
  failed: "Something went wrong on our side. Please try again.",
};

/** The words for a Problem, and after how many seconds to offer another try; null for never. */
export function explain({ status, code, message, retryAfter = 0 }, labels) {
  if (!status) return { text: labels.unreachable, retryIn: 0 };
  if (code === "QUOTA_EXCEEDED") return { text: labels.quota, retryIn: null };
  if (status === 429) return { text: labels.busy, retryIn: retryAfter };
  if ([401, 403, 404].includes(status)) return { text: labels.refused, retryIn: null };
  if (status >= 500 || code === "ANSWER_GONE") return { text: labels.failed, retryIn: retryAfter };
  return { text: labels.rejected.replace("{detail}", () => message), retryIn: null };
}
