/** What the page itself says: who is signed in, which queue is shown, which conversation is open. */

const DRIFT_LIMIT_MS = 1500; // a clock that is off by less than this is not worth correcting

export function need<T extends Element = HTMLElement>(selector: string, root: ParentNode = document): T {
  const found = root.querySelector<T>(selector);
  if (!found) throw new Error(`the page has no ${selector}`);
  return found;
}

export const root = (): HTMLElement => need("#inbox");

/** The open conversation's id, null when none is. */
export const openId = (): string | null =>
  document.querySelector<HTMLElement>("#talk [data-conversation]")?.dataset.conversation ?? null;

export const queue = (): string => root().dataset.queue ?? "waiting";

export const at = (path: string): string => `/console/inbox${path}`;

export const conversation = (id: string, path = ""): string => at(`/c/${id}${path}`);

/** Milliseconds that the desk's clock is ahead of this one. */
function driftMs(): number {
  const said = Date.parse(root().dataset.now ?? "");
  const drift = Number.isNaN(said) ? 0 : said - Date.now();
  return Math.abs(drift) > DRIFT_LIMIT_MS ? drift : 0;
}

let drift: number | null = null;

/** The desk's time; waiting times are counted by it. */
export function deskNow(): number {
  drift ??= driftMs();
  return Date.now() + drift;
}

/** A random id for what is sent: UUID version 4. crypto.randomUUID is not there without TLS. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
