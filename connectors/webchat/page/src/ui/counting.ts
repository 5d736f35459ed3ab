/** How long a message may be, as the desk takes it (desk/conversations/incoming.py). */

import { WORDING } from "../wording";

const COUNT_FROM = 4500;
const MAX_CHARS = 5000;

/** Characters as the server counts them (code points), exact only where it matters. */
const length = (text: string) => (text.length < COUNT_FROM ? text.length : Array.from(text).length);

export const isTooLong = (text: string): boolean => length(text) > MAX_CHARS;

/** What to say of the length; null while it is nothing to think about. */
export function countLine(text: string): string | null {
  const n = length(text);
  if (n < COUNT_FROM) return null;
  return n > MAX_CHARS ? WORDING.tooLong(n, MAX_CHARS) : WORDING.counter(n, MAX_CHARS);
}
