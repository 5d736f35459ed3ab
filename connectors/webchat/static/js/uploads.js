/** Files on their way. A file lives in memory only: after a reload the person chooses it again. */

import { backoffMs, createPause } from "./backoff.js";

const MAX_ATTEMPTS = 3;

/**
 * `upload(file, onProgress)` → what `onDone(draft, result)` needs; `onChange(messageId, state, detail)` with the
 * states uploading (percent), failed and refused (a sentence).
 */
export function createUploads({ upload, onChange, onDone }) {
  const failed = new Map(); // message_id → {draft, file}
  const pause = createPause();

  async function add(draft, file) {
    const id = draft.message_id;
    for (let attempt = 1; ; attempt += 1) {
      try {
        onChange(id, "uploading", 0);
        const result = await upload(file, (percent) => onChange(id, "uploading", percent));
        onChange(id, "sending");
        onDone(draft, result);
        return;
      } catch (error) {
        if (!error.temporary) {
          onChange(id, "refused", error.detail);
          return;
        }
        if (attempt >= MAX_ATTEMPTS) {
          failed.set(id, { draft, file });
          onChange(id, "failed", error.detail);
          return;
        }
        await pause.wait(Math.max(error.retryAfterMs, backoffMs(attempt)));
      }
    }
  }

  return {
    add,
    /** True when the message was a file waiting here. */
    retry(messageId) {
      const waiting = failed.get(messageId);
      if (!waiting) return false;
      failed.delete(messageId);
      add(waiting.draft, waiting.file);
      return true;
    },
  };
}
