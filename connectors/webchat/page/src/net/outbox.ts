/**
 * Messages on their way: kept on the device until the server has them, sent one after another, repeated with
 * the same message_id so that a repeat is harmless. Each is stored under its own key: two tabs never overwrite
 * each other's list.
 */

import { type Entry, type EntryState, freshFor, isFresh, isLocation, isOutdated } from "../chat/entry";
import type { Store } from "../device/store";
import { backoffMs, createPause } from "./backoff";
import { type ApiError, asApiError } from "./errors";

const PREFIX = "outbox.";
const MAX_ATTEMPTS = 6; // about half a minute of trying before the person is asked

/** `post(entry)` rejects with an ApiError; `onChange(entry)` follows each change of state. */
interface Wiring {
  store: Store;
  post(entry: Entry): Promise<unknown>;
  onChange(entry: Entry): void;
}

export class Outbox {
  private readonly entries = new Map<string, Entry>();
  private readonly pause = createPause();
  private pumping = false;

  constructor(private readonly wiring: Wiring) {}

  add(entry: Entry): void {
    this.entries.set(entry.message_id, entry);
    this.set(entry, "sending");
    this.pump();
  }

  remove(messageId: string): void {
    this.entries.delete(messageId);
    this.wiring.store.remove(PREFIX + messageId);
  }

  delivered(messageId: string | null | undefined): void {
    const entry = messageId ? this.entries.get(messageId) : undefined;
    if (!entry) return;
    this.remove(entry.message_id);
    this.set(entry, "delivered");
  }

  retry(messageId: string): void {
    const entry = this.entries.get(messageId);
    if (entry?.state !== "failed") return;
    this.set(entry, "sending");
    this.pump();
  }

  /** Reads what an earlier visit could not send; calls `show(entry)` for each, oldest first. */
  restore(show: (entry: Entry) => void): void {
    const { store } = this.wiring;
    const found = store.keys(PREFIX).flatMap((key) => store.get<Entry>(key) ?? []);
    for (const entry of found.filter(isOutdated)) this.remove(entry.message_id);
    const kept = found.filter((entry) => !isOutdated(entry) && !this.entries.has(entry.message_id));
    kept.sort((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at));
    for (const entry of kept) {
      if (entry.state !== "refused") entry.state = isFresh(entry) ? "sending" : "failed";
      this.entries.set(entry.message_id, entry);
      show(entry);
    }
    this.pump();
  }

  /** Nothing is kept any more, not even what is being sent right now. */
  forget(): void {
    for (const messageId of Array.from(this.entries.keys())) this.remove(messageId);
  }

  /** The network is back: recent failures go out by themselves. */
  wake(): void {
    this.pause.wake();
    for (const entry of Array.from(this.entries.values()).filter(isFresh)) this.retry(entry.message_id);
  }

  private set(entry: Entry, state: EntryState, detail: string | null = null): void {
    entry.state = state;
    entry.detail = detail;
    if (this.entries.has(entry.message_id)) this.wiring.store.set(PREFIX + entry.message_id, entry);
    this.wiring.onChange(entry);
  }

  private fail(entry: Entry, detail: string | null): void {
    this.set(entry, "failed", detail);
    if (!isLocation(entry)) return;
    setTimeout(() => isOutdated(entry) && this.remove(entry.message_id), freshFor(entry));
  }

  /** What was written in this conversation but may not be offered in another one is not kept. */
  private refuse(entry: Entry, error: ApiError): void {
    this.set(entry, "refused", error.detail);
    if (!("text" in entry.body)) this.remove(entry.message_id);
  }

  private async deliver(entry: Entry): Promise<void> {
    for (let attempt = 1; this.entries.has(entry.message_id); attempt += 1) {
      try {
        await this.wiring.post(entry);
        this.delivered(entry.message_id);
        return;
      } catch (thrown) {
        const error = asApiError(thrown);
        if (!this.entries.has(entry.message_id)) return; // seen in the history meanwhile
        if (!error.temporary) return this.refuse(entry, error);
        if (attempt >= MAX_ATTEMPTS) return this.fail(entry, error.detail);
        this.set(entry, "retrying", error.detail);
        await this.pause.wait(Math.max(error.retryAfterMs, backoffMs(attempt)));
      }
    }
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    const next = () => Array.from(this.entries.values()).find((entry) => entry.state === "sending");
    for (let entry = next(); entry; entry = next()) await this.deliver(entry);
    this.pumping = false;
  }
}
