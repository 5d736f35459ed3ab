/** What every call to the web chat API has in common. */

export const BASE = "/webchat/api";
const LONGEST_RETRY_AFTER_MS = 60000;

/** Milliseconds asked for by a Retry-After header (seconds or a date), at most a minute. */
export function retryAfterMs(header: string | null): number {
  if (!header) return 0;
  const ms = /^\d+$/.test(header.trim()) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Math.max(0, Math.min(LONGEST_RETRY_AFTER_MS, ms || 0));
}

/** The sentence of a problem document, or null: a proxy's error page is nothing to show. */
export function problemDetail(raw: string): string | null {
  try {
    const problem = JSON.parse(raw);
    return problem.detail || problem.title || null;
  } catch {
    return null;
  }
}
