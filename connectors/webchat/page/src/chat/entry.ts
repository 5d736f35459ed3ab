/** What the person said, on its way to the server and in the log. */

import type { Body, FileNote } from "../types";

/** sending → (retrying →) delivered | failed (may be sent again) | refused (the server said no); files: uploading
 * first; turn_failed: delivered, but its answer went wrong. */
export type EntryState =
  | "sending"
  | "retrying"
  | "uploading"
  | "delivered"
  | "failed"
  | "refused"
  | "turn_failed";

/** States of what the server does not have yet. */
export const UNDELIVERED: readonly EntryState[] = ["sending", "retrying", "uploading", "failed"];

/** `detail`: a sentence, or percents while uploading. `session_id`: of the conversation it was said in. */
export interface Draft {
  message_id: string;
  created_at: string;
  session_id: string | null;
  text?: string;
  file?: FileNote;
}

export interface Entry extends Draft {
  body: Body;
  state?: EntryState;
  detail?: string | null;
}

const RESUME_WITHIN_MS = 600000;

export const age = (entry: { created_at: string }): number => Date.now() - Date.parse(entry.created_at);

/** Young enough to go out by itself: with older ones the person may have moved on, so they wait for a tap. */
export const isFresh = (entry: Entry): boolean => age(entry) < RESUME_WITHIN_MS;

export const isLocation = (entry: { body?: Body }): boolean =>
  Boolean(entry.body && "location" in entry.body);

/** Where a person was is neither kept nor sent later: by then they are somewhere else. */
export const isOutdated = (entry: Entry): boolean => isLocation(entry) && !isFresh(entry);

/** Milliseconds until it is no longer fresh. */
export const freshFor = (entry: Entry): number => Math.max(0, RESUME_WITHIN_MS - age(entry));
