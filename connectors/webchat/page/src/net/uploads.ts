/** Files on their way. A file lives in memory only: after a reload the person chooses it again. */

import type { Draft, EntryState } from "../chat/entry";
import { backoffMs, createPause } from "./backoff";
import { asApiError } from "./errors";

const MAX_ATTEMPTS = 3;

/** `detail`: percents while uploading, else a sentence or null. */
interface Wiring<Made> {
  upload(file: File, onProgress: (percent: number) => void): Promise<Made>;
  onChange(messageId: string, state: EntryState, detail: number | string | null): void;
  onDone(draft: Draft, made: Made): void;
}

export class Uploads<Made> {
  private readonly failed = new Map<string, { draft: Draft; file: File }>();
  private readonly pause = createPause();

  constructor(private readonly wiring: Wiring<Made>) {}

  async add(draft: Draft, file: File): Promise<void> {
    const { upload, onChange, onDone } = this.wiring;
    const id = draft.message_id;
    for (let attempt = 1; ; attempt += 1) {
      try {
        onChange(id, "uploading", 0);
        const made = await upload(file, (percent) => onChange(id, "uploading", percent));
        onChange(id, "sending", null);
        return onDone(draft, made);
      } catch (thrown) {
        const error = asApiError(thrown);
        if (!error.temporary) return onChange(id, "refused", error.detail);
        if (attempt >= MAX_ATTEMPTS) {
          this.failed.set(id, { draft, file });
          return onChange(id, "failed", error.detail);
        }
        await this.pause.wait(Math.max(error.retryAfterMs, backoffMs(attempt)));
      }
    }
  }

  /** True when the message was a file waiting here. */
  retry(messageId: string): boolean {
    const waiting = this.failed.get(messageId);
    if (!waiting) return false;
    this.failed.delete(messageId);
    this.add(waiting.draft, waiting.file);
    return true;
  }
}
