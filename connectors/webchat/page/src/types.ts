/** What the web chat API sends, as connectors/webchat/showing.py and desk/conversations/messages.py make it. */

export type Sender = "user" | "bot" | "staff" | "system";

/** A choice: `payload` is an opaque id, sent back as it came. */
export interface Reply {
  title: string;
  payload: string;
}

export interface Source {
  law: string;
  article?: string | number | null;
}

/** `confidence`: "A" (checked against an official text) or "B"; `as_of`: an ISO date. */
export interface Answer {
  topic?: string;
  confidence?: string;
  as_of?: string | null;
  sources?: Source[];
}

export interface CaseRef {
  case_no: string;
  status?: string | null;
}

/** One field of the summary before filing; `slot` is for programs, the others for people. */
export interface SummaryRow {
  slot: string;
  label: string;
  value: string;
  editable: boolean;
}

/** What the open question wants. `slot` is a name of domain.yml; `card` comes with the summary alone. */
export interface Expects {
  slot?: string;
  kind?: string;
  card?: { title: string; rows: SummaryRow[]; note?: string | null };
}

export interface FileNote {
  name?: string;
  size?: number;
}

export interface Scored {
  name: string;
  confidence: number;
}

/** Why a turn was answered as it was (its shape: bot/explanation.py); on staff and test machines only. */
export interface Explanation {
  intent: Scored;
  topic_ranking?: Scored[];
  entities?: { entity: string; value: string }[];
  policy?: string;
  rule?: string | null;
  actions?: string[];
  decided?: Record<string, unknown> | null;
}

/** What the person says of an answer. */
export type Verdict = "helpful" | "unhelpful";

export interface Message {
  id: string;
  from: Sender;
  text: string | null;
  quick_replies?: Reply[] | null;
  answer?: Answer | null;
  case?: CaseRef | null;
  expects?: Expects | null;
  attachment?: FileNote | null;
  message_id?: string | null;
  explanation?: Explanation | null;
  /** Of messages with an answer: what was said of it. */
  feedback?: Verdict | null;
  created_at: string;
}

export type TurnState = "running" | "waiting" | "done" | "failed";

export interface Session {
  session_id: string;
  token: string;
  expires_at?: string;
  /** A sentence of the server about how the conversation began (what was resumed), or null. */
  notice?: string | null;
}

/** Degrees, and metres by which they may be off where the device can tell. */
export interface Place {
  latitude: number;
  longitude: number;
  accuracy?: number;
}

/** What a message says: exactly one of these. */
export type Body = { text: string } | { payload: string } | { attachment_id: string } | { location: Place };

/** A case of this conversation, as connectors/webchat/cases.py shows it. Dates are ISO dates, `at` an instant. */
export interface CaseStatus {
  case_no: string;
  state: string;
  state_label: string;
  ended: boolean;
  next_step: string;
  dates: { label: string; day: string; provisional: boolean }[];
  timeline: { label: string; note: string | null; at: string }[];
}
