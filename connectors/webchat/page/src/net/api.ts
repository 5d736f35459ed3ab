/** The web chat API, one function a call. Every failure is an ApiError. */

import type { Body, CaseStatus, Message, Session, Verdict } from "../types";
import { ApiError, asApiError } from "./errors";
import { BASE, problemDetail, retryAfterMs } from "./protocol";
import { upload } from "./upload";

const TIMEOUT_MS = 20000;
const HISTORY_PAGE = 50;

/** How a conversation begins: what the link said, or the token of a link to go on with an earlier matter. */
export interface Beginning {
  region?: string;
  scene?: string;
  resume?: string;
}

async function refuse(response: Response): Promise<never> {
  const raw = await response.text().catch(() => "");
  throw new ApiError(response.status, problemDetail(raw), retryAfterMs(response.headers.get("Retry-After")));
}

interface Call {
  token?: string;
  body?: unknown;
}

async function call<T>(method: string, path: string, { token, body }: Call = {}): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  const headers: Record<string, string> = token ? { Authorization: `Bearer ${token}` } : {};
  if (body) headers["Content-Type"] = "application/json";
  try {
    const response = await fetch(BASE + path, {
      method,
      headers,
      body: body ? JSON.stringify(body) : null,
      signal: controller.signal,
      cache: "no-store",
    });
    if (!response.ok) await refuse(response);
    return response.status === 204 ? (undefined as T) : await response.json();
  } catch (error) {
    throw asApiError(error);
  } finally {
    clearTimeout(timer);
  }
}

export const api = {
  createSession: (beginning: Beginning): Promise<Session> => call("POST", "/sessions", { body: beginning }),

  send: (token: string, message: { message_id: string } & Body): Promise<unknown> =>
    call("POST", "/messages", { token, body: message }),

  /** The person types. */
  typing: (token: string): Promise<unknown> => call("POST", "/typing", { token }),

  /** Messages, oldest first, at most HISTORY_PAGE: those after `after` (an id), or a first page for null. */
  history: async (token: string, after: string | null): Promise<Message[]> => {
    const query = `limit=${HISTORY_PAGE}${after ? `&after=${encodeURIComponent(after)}` : ""}`;
    return (await call<{ messages: Message[] }>("GET", `/messages?${query}`, { token })).messages;
  },

  giveFeedback: (token: string, messageId: string, verdict: Verdict | null): Promise<void> =>
    call("PUT", `/messages/${encodeURIComponent(messageId)}/feedback`, { token, body: { verdict } }),

  caseStatus: (token: string, caseNo: string): Promise<CaseStatus> =>
    call("GET", `/cases/${encodeURIComponent(caseNo)}`, { token }),

  /** The open event stream's Response. EventSource is not used because it cannot carry a bearer token. */
  events: async (token: string, lastEventId: string | null, signal: AbortSignal): Promise<Response> => {
    const headers: Record<string, string> = {
      Authorization: `Bearer ${token}`,
      Accept: "text/event-stream",
      ...(lastEventId ? { "Last-Event-ID": lastEventId } : {}),
    };
    const asked = fetch(`${BASE}/events`, { headers, signal, cache: "no-store" });
    const response = await asked.catch(() => Promise.reject(new ApiError(0)));
    if (!response.ok) await refuse(response);
    return response;
  },

  upload,
};
