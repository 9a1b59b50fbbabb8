/*
 * The shapes that the widget's modules share: with the page, the server and each other. Read by the type check
 * alone; nothing of it is served.
 */

import type { createConversation } from "./static/widget/conversation.js";
import type { createDialog } from "./static/widget/dialog.js";
import type { createFrame } from "./static/widget/frame.js";
import type english from "./static/widget/languages/en.js";
import type { createLauncher } from "./static/widget/launcher.js";
import type { createWidget } from "./static/widget/main.js";
import type { createTranscript } from "./static/widget/transcript.js";

declare global {
  interface Window {
    Frontdesk: FrontdeskApi;
    InsydrAI: FrontdeskApi;
  }
}

// ---- The page

/** What `window.Frontdesk` offers a page. */
export interface FrontdeskApi {
  /** Resolves when the widget is shown or refused. */
  init(options?: Options): Promise<void>;
  open(): Promise<void>;
  close(): Promise<void>;
  toggle(): Promise<void>;
  /** Opens the dialog and asks; resolves to the finished answer, or to null when there is none. */
  sendMessage(text: string): Promise<AnswerDetail | null>;
  /** Takes every message away at once; an answer that streams ends. */
  clearHistory(): Promise<void>;
  /** Takes the widget off the page; `init` starts another. Handlers stay. */
  destroy(): void;
  /** Returns a function that ends the subscription. */
  on<Name extends keyof Events>(event: Name, handler: Handler<Events[Name]>): () => void;
  off<Name extends keyof Events>(event: Name, handler: Handler<Events[Name]>): void;
  /** Runs commands: `["open"]`, `["init", {…}]`, or a function that is given this object. */
  push(...commands: Command[]): void;
}

export type Command =
  | ((frontdesk: FrontdeskApi) => void)
  | [method: keyof FrontdeskApi, ...values: unknown[]];

/** Written as a method: a handler of one event may then stand among those of all. */
export type Handler<Detail> = { bivariant(detail: Detail): void }["bivariant"];

/** What each event tells its handlers. */
export interface Events {
  ready: { config: Config };
  open: undefined;
  close: undefined;
  message: { role: "user"; content: string; sessionId: string | null } | AnswerDetail | HumanDetail;
  feedback: { messageId?: string; rating: Rating; comment?: string };
  escalation: { sessionId: string | null };
  status: { status: Status; name: string };
  error: { code: string; status: number; detail: string };
}

export interface AnswerDetail {
  role: "assistant";
  content: string;
  messageId?: string;
  sessionId: string | null;
  sources?: Source[];
  confidence?: number | null;
}

export interface HumanDetail {
  role: "human";
  content: string;
  name: string;
  messageId: string;
  sessionId: string | null;
}

/** What `init` is given; values from attributes of the script tag are all text. */
export interface Options {
  agentId?: string;
  apiKey?: string;
  apiBase?: string;
  sessionId?: string;
  labels?: Partial<Labels>;
  /** Overrides the agent's configuration: `greetingDelay` for `greeting_delay`, and so on. */
  [option: string]: unknown;
}

/** Options, with those that no widget can do without. */
export interface Settings extends Options {
  agentId: string;
  apiKey: string;
  apiBase: string;
}

export type Labels = Record<keyof typeof english, string>;

export interface Language {
  code: string;
  direction: "ltr" | "rtl";
  labels: Labels;
}

// ---- The server

export interface Config {
  agent_id: string;
  agent_name: string;
  appearance: { theme: string; primary_color: string; border_radius: number; position: string };
  behavior: {
    greeting_enabled: boolean;
    greeting_delay: number; // milliseconds
    greeting_message: string;
    suggested_questions: string[];
    show_sources: boolean;
    feedback_enabled: boolean;
    escalation_enabled: boolean;
    language: string;
  };
  branding: { show_powered_by: boolean; avatar_url: string | null };
}

export type Role = "user" | "assistant" | "human";
export type Rating = "THUMBS_UP" | "THUMBS_DOWN";
/** Who answers: the agent, a human, or nobody. */
export type Status = "AGENT" | "HUMAN" | "CLOSED";

export interface Source {
  title: string;
  page?: number | null;
  heading?: string | null;
  chunk_preview?: string | null;
}

/** An event of an answer's stream; `offline` is the client's own. */
export type AnswerEvent = { message_id?: string } & (
  | { type: "offline" }
  | { type: "start"; message_id: string; session_id?: string }
  | { type: "token"; content: string }
  | { type: "sources"; sources: Source[] }
  | { type: "done"; confidence: number; handled_by?: string }
  | { type: "error"; code: string; detail: string }
);

/** An event of a chat's stream; `open`, for each connection, is the client's own. */
export type LiveEvent = { name?: string } & (
  | { type: "open" }
  | { type: "message"; message: StoredMessage }
  | { type: "typing"; is_typing: boolean }
  | { type: "status"; status: Status }
);

/** A request for a path below /api/v1/widget/; rejects with an ApiError unless it succeeds. */
export type SendRequest = (
  path: string,
  options?: { json?: object; headers?: Record<string, string>; signal?: AbortSignal },
) => Promise<Response>;

// ---- The conversation

export type Message = Question | Answer | StoredMessage;

export interface Question {
  role: "user";
  content: string;
}

/** An answer that this browser asked for. */
export interface Answer {
  role: "assistant";
  content: string;
  /** The idempotency key that its question is asked under. */
  key: string;
  /** Set once the server has begun it. */
  id?: string;
  sources?: Source[];
  confidence?: number | null;
  done?: boolean;
  /** Why there is none. */
  failed?: Failure;
  rating?: Rating;
  /** Waits for a network. */
  isWaiting?: boolean;
}

/** A message as the server keeps it. `done` is set once it is this browser's. */
export interface StoredMessage {
  role: Role;
  content: string;
  id: string;
  name?: string | null;
  sources?: Source[];
  confidence?: number | null;
  done?: true;
  rating?: Rating;
}

/** status: of the HTTP response, 0 when there was none; retryAfter: seconds, 0 when not told. */
export interface Failure {
  status: number;
  code: string;
  message: string;
  retryAfter?: number;
}

// ---- The modules

/** Tells the page what happened. */
export type Emit = <Name extends keyof Events>(event: Name, detail?: Events[Name]) => void;
/** Tells the page and the console what went wrong. */
export type Report = (failure: { code?: string; status?: number; message: string }) => void;
export type Rate = (
  answer: Answer | StoredMessage,
  type: Rating,
  comment?: string,
) => Promise<void>;

/** Attributes of an element that is made; a function listens for the event that `on…` names. */
export type Attributes = Record<
  string,
  string | number | boolean | null | undefined | Handler<Event>
>;

export type Conversation = ReturnType<typeof createConversation>;
export type Dialog = ReturnType<typeof createDialog>;
export type Frame = ReturnType<typeof createFrame>;
export type Launcher = ReturnType<typeof createLauncher>;
export type Transcript = ReturnType<typeof createTranscript>;
export type Widget = NonNullable<Awaited<ReturnType<typeof createWidget>>>;
