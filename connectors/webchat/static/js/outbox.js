/**
 * Messages on their way: kept on the device until the server has them, sent one after another, repeated with
 * the same message_id so that a repeat is harmless. Each is stored under its own key: two tabs never overwrite
 * each other's list.
 *
 * An entry: {message_id, session_id, body: {text | payload | attachment_id | location}, title, file, created_at, state}.
 * States: sending → (retrying →) delivered (gone) | failed (may be sent again) | refused (the server said no).
 */

import { backoffMs, createPause } from "./backoff.js";

const PREFIX = "outbox.";
const MAX_ATTEMPTS = 6; // about half a minute of trying before the person is asked
const RESUME_WITHIN_MS = 600000; // older unsent messages wait for a tap: the person may have moved on

const age = (entry) => Date.now() - Date.parse(entry.created_at);
const isLocation = (entry) => Boolean(entry.body && entry.body.location);

/** Where a person was is neither kept nor sent later: by then they are somewhere else. */
export const isOutdated = (entry) => isLocation(entry) && !(age(entry) < RESUME_WITHIN_MS);

/** `post(entry)` rejects with an ApiError; `onChange(entry)` follows each change of state. */
export function createOutbox({ store, post, onChange }) {
  const entries = new Map();
  const pause = createPause();
  let pumping = false;

  function set(entry, state, detail) {
    entry.state = state;
    entry.detail = detail || null;
    if (entries.has(entry.message_id)) store.set(PREFIX + entry.message_id, entry);
    onChange(entry);
  }

  function remove(messageId) {
    entries.delete(messageId);
    store.remove(PREFIX + messageId);
  }

  function fail(entry, detail) {
    set(entry, "failed", detail);
    if (!isLocation(entry)) return;
    setTimeout(() => isOutdated(entry) && remove(entry.message_id), Math.max(0, RESUME_WITHIN_MS - age(entry)));
  }

  function delivered(messageId) {
    const entry = entries.get(messageId);
    if (!entry) return;
    remove(messageId);
    set(entry, "delivered");
  }

  /** What was written in this conversation but may not be offered in another one is not kept. */
  function refuse(entry, error) {
    set(entry, "refused", error.detail);
    if (!entry.body.text) remove(entry.message_id);
  }

  async function deliver(entry) {
    for (let attempt = 1; entries.has(entry.message_id); attempt += 1) {
      try {
        await post(entry);
        delivered(entry.message_id);
        return;
      } catch (error) {
        if (!entries.has(entry.message_id)) return; // seen in the history meanwhile
        if (!error.temporary) refuse(entry, error);
        else if (attempt >= MAX_ATTEMPTS) fail(entry, error.detail);
        else set(entry, "retrying", error.detail);
        if (entry.state !== "retrying") return;
        await pause.wait(Math.max(error.retryAfterMs, backoffMs(attempt)));
      }
    }
  }

  async function pump() {
    if (pumping) return;
    pumping = true;
    const next = () => Array.from(entries.values()).find((entry) => entry.state === "sending");
    for (let entry = next(); entry; entry = next()) await deliver(entry);
    pumping = false;
  }

  function add(entry) {
    entries.set(entry.message_id, entry);
    set(entry, "sending");
    pump();
  }

  /** Reads what an earlier visit could not send; calls `show(entry)` for each, oldest first. */
  function restore(show) {
    const found = store.keys(PREFIX).map((key) => store.get(key)).filter(Boolean);
    found.filter(isOutdated).forEach((entry) => remove(entry.message_id));
    const kept = found.filter((entry) => !isOutdated(entry));
    kept.sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
    kept.filter((entry) => !entries.has(entry.message_id)).forEach((entry) => {
      const fresh = age(entry) < RESUME_WITHIN_MS;
      if (entry.state !== "refused") entry.state = fresh ? "sending" : "failed";
      entries.set(entry.message_id, entry);
      show(entry);
    });
    pump();
  }

  function retry(messageId) {
    const entry = entries.get(messageId);
    if (!entry || entry.state !== "failed") return;
    set(entry, "sending");
    pump();
  }

  return {
    add,
    restore,
    retry,
    remove,
    delivered,
    /** Nothing is kept any more, not even what is being sent right now. */
    forget: () => Array.from(entries.keys()).forEach(remove),
    /** The network is back: recent failures go out by themselves. */
    wake() {
      pause.wake();
      entries.forEach((entry) => {
        if (age(entry) < RESUME_WITHIN_MS) retry(entry.message_id);
      });
    },
  };
}
