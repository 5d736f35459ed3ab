/** POST of an act. A session that is over is said once for all of them. */

import { post, Refused } from "../shared/csrf";
import { signedOut } from "./signed_out";

/** The desk's answer. Throws Refused, TypeError when the network is gone. */
export async function send(
  url: string,
  fields: Record<string, string> | URLSearchParams = {},
): Promise<Record<string, unknown>> {
  try {
    return ((await post(url, fields)) ?? {}) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof Refused && error.status === 401) signedOut();
    throw error;
  }
}

/** What to tell of anything that was thrown. */
export function wordsOf(error: unknown): string {
  if (error instanceof Refused) return error.message;
  return "网络断开了，请稍后再试";
}
