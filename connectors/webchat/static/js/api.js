/** The web chat API, one function a call. Every failure is an ApiError. */

const BASE = "/webchat/api";
const TIMEOUT_MS = 20000;
const UPLOAD_TIMEOUT_MS = 180000; // 10 MB over a slow mobile network
const LONGEST_RETRY_AFTER_MS = 60000;
const HISTORY_PAGE = 50;

export class ApiError extends Error {
  /** `status` 0: the server was not reached. `detail`: a sentence for the person, or null. */
  constructor(status, detail, retryAfterMs) {
    super(`web chat API: ${status}`);
    this.status = status;
    this.detail = detail || null;
    this.retryAfterMs = retryAfterMs || 0;
  }

  /** Whether the very same call may succeed later. */
  get temporary() {
    return [0, 408, 425, 429].includes(this.status) || this.status >= 500;
  }
}

/** Milliseconds asked for by a Retry-After header (seconds or a date), at most a minute. */
function retryAfterMs(header) {
  if (!header) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Math.max(0, Math.min(LONGEST_RETRY_AFTER_MS, ms || 0));
}

function problemDetail(raw) {
  try {
    const problem = JSON.parse(raw);
    return problem.detail || problem.title || null;
  } catch (_notJson) {
    return null; // a proxy's error page is nothing to show
  }
}

async function refuse(response) {
  const raw = await response.text().catch(() => "");
  throw new ApiError(response.status, problemDetail(raw), retryAfterMs(response.headers.get("Retry-After")));
}

function headersFor(token, extra) {
  return Object.assign({}, token ? { Authorization: `Bearer ${token}` } : {}, extra);
}

async function call(method, path, { token, body } = {}) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(), TIMEOUT_MS);
  let response;
  try {
    response = await fetch(BASE + path, {
      method,
      headers: headersFor(token, body ? { "Content-Type": "application/json" } : {}),
      body: body ? JSON.stringify(body) : undefined,
      signal: controller.signal,
      cache: "no-store",
    });
    if (!response.ok) await refuse(response);
    return await response.json();
  } catch (error) {
    throw error instanceof ApiError ? error : new ApiError(0);
  } finally {
    clearTimeout(timer);
  }
}

export const api = {
  /** {session_id, token, expires_at?} */
  createSession: () => call("POST", "/sessions", { body: {} }),

  /** `message`: {message_id, text | payload | attachment_id} */
  send: (token, message) => call("POST", "/messages", { token, body: message }),

  /** Messages, oldest first, at most HISTORY_PAGE: those after `after` (an id), or a first page for null. */
  history: async (token, after) => {
    const query = `limit=${HISTORY_PAGE}${after ? `&after=${encodeURIComponent(after)}` : ""}`;
    return (await call("GET", `/messages?${query}`, { token })).messages;
  },

  /** The open event stream's Response. EventSource is not used because it cannot carry a bearer token. */
  events: async (token, lastEventId, signal) => {
    const resume = lastEventId ? { "Last-Event-ID": lastEventId } : {};
    const headers = headersFor(token, Object.assign({ Accept: "text/event-stream" }, resume));
    const response = await fetch(`${BASE}/events`, { headers, signal, cache: "no-store" }).catch(() => {
      throw new ApiError(0);
    });
    if (!response.ok) await refuse(response);
    return response;
  },

  /** Uploads one file; the attachment's id. XMLHttpRequest because fetch cannot report progress (0–100). */
  upload: (token, file, onProgress) =>
    new Promise((resolve, reject) => {
      const form = new FormData();
      form.append("file", file, file.name);
      const request = new XMLHttpRequest();
      request.open("POST", `${BASE}/attachments`);
      request.setRequestHeader("Authorization", `Bearer ${token}`);
      request.timeout = UPLOAD_TIMEOUT_MS;
      request.upload.onprogress = (event) => {
        if (event.lengthComputable) onProgress(Math.floor((event.loaded / event.total) * 100));
      };
      request.onerror = request.ontimeout = request.onabort = () => reject(new ApiError(0));
      request.onload = () => {
        const wait = retryAfterMs(request.getResponseHeader("Retry-After"));
        if (request.status < 200 || request.status > 299) {
          reject(new ApiError(request.status, problemDetail(request.responseText), wait));
          return;
        }
        try {
          const body = JSON.parse(request.responseText);
          resolve(body.attachment_id || body.id);
        } catch (_notJson) {
          reject(new ApiError(0));
        }
      };
      request.send(form);
    }),
};
