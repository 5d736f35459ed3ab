/**
 * The log: which messages stand in it and in what order. Messages the server has come first; those it does
 * not have yet stay below them until they are delivered, so that 「未送出」 is never lost above.
 */

import { createValue } from "../observable";
import type { Body, FileNote, Message, Sender } from "../types";
import { type Draft, type EntryState, isLocation, UNDELIVERED } from "./entry";
import { separatorFor } from "./time";

/** What the person said. `detail`: percents while uploading, else a sentence. */
export interface Mine {
  kind: "mine";
  key: string;
  text: string | null;
  file: FileNote | null;
  state: EntryState;
  detail: number | string | null;
  /** Whether there is something in it to take back and change: a location's text is ours, not theirs. */
  mayTakeBack: boolean;
}

/** What somebody else said. `offer`: its quick replies; null when they were answered before this visit. */
export interface Theirs {
  kind: "theirs";
  key: string;
  message: Message;
  offer: { open: boolean; chosen: string | null } | null;
}

/** A plain line between messages: the date, or something the page itself has to say. */
export interface Line {
  kind: "line";
  key: string;
  text: string;
}

export type Item = Mine | Theirs | Line;

/** Where the log should be after the next drawing: its end, or the item with this key at the top. */
export type ScrollWish = { to: "end" } | { to: "item"; key: string };

const isUndelivered = (item: Item) => item.kind === "mine" && UNDELIVERED.includes(item.state);

export class Thread {
  readonly items = createValue<readonly Item[]>([]);
  private readonly shown = new Set<string>(); // ids of server messages
  private scrollWish: ScrollWish | null = null;
  private offeredAt: string | null = null; // replies of one turn carry one time
  private lastAt: number | null = null;
  private firstUnseen: string | null = null; // first reply since the person last spoke
  private speaker: Sender | null = null;
  private answered = true;
  private lines = 0;

  /** Messages from the server, oldest first; those already shown are passed over. Returns the new ones. */
  show(messages: readonly Message[]): Message[] {
    const fresh = messages.filter((message) => !this.shown.has(message.id));
    const lastUser = fresh.map((message) => message.from).lastIndexOf("user");
    fresh.forEach((message, index) => {
      this.shown.add(message.id);
      if (message.from === "user") this.addUser(message);
      else this.addTheirs(message, index > lastUser); // an offer already answered is not shown again
    });
    if (fresh.length > 0 && this.firstUnseen) this.wish({ to: "item", key: this.firstUnseen });
    return fresh;
  }

  /** The person's own message, at once. */
  add(entry: Draft, state: EntryState, detail: number | string | null = null): void {
    this.wish({ to: "end" });
    this.addMine(entry.message_id, entry, state, detail);
  }

  update(messageId: string, state: EntryState, detail: number | string | null = null): void {
    const before = this.find(messageId);
    if (!before || (before.state === state && state !== "uploading")) return;
    const after: Mine = { ...before, state, detail };
    const settled = isUndelivered(before) && !isUndelivered(after);
    const others = this.items.get().filter((item) => item !== before);
    const stays = this.items.get().map((item) => (item === before ? after : item));
    // Delivered before the ones in front of it: it goes up to where delivered ones end.
    const overtakes = settled && this.anchorOf(others) < this.items.get().indexOf(before);
    this.items.set(overtakes ? this.placed(others, after) : stays);
  }

  has(messageId: string): boolean {
    return this.find(messageId) !== undefined;
  }

  remove(messageId: string): void {
    this.items.set(this.items.get().filter((item) => item.kind !== "mine" || item.key !== messageId));
  }

  note(text: string): void {
    this.place({ kind: "line", key: this.lineKey(), text });
  }

  choose(key: string, payload: string): void {
    this.mapOffers((item) => item.key === key, payload);
  }

  /** Who spoke last, the person left aside. */
  lastSpeaker(): Sender | null {
    return this.speaker;
  }

  /** When the person spoke, in ms, if nobody has spoken since; else null. */
  unansweredSince(): number | null {
    return this.answered ? null : this.lastAt;
  }

  isEmpty(): boolean {
    return this.items.get().length === 0;
  }

  /** Empties the log, but for what the server does not have. */
  clear(): void {
    const isLocal = (item: Item) => isUndelivered(item) || (item.kind === "mine" && item.state === "refused");
    this.items.set(this.items.get().filter(isLocal));
    this.shown.clear();
    this.lastAt = null;
    this.firstUnseen = null;
    this.answered = true;
  }

  wish(wanted: ScrollWish): void {
    this.scrollWish = wanted;
  }

  /** What was wished since the last drawing; asking takes it away. */
  takeWish(): ScrollWish | null {
    const wanted = this.scrollWish;
    this.scrollWish = null;
    return wanted;
  }

  private find(messageId: string): Mine | undefined {
    return this.items.get().find((item): item is Mine => item.kind === "mine" && item.key === messageId);
  }

  /** Index of the first message that the server does not have. */
  private anchorOf(items: readonly Item[]): number {
    const index = items.findIndex(isUndelivered);
    return index < 0 ? items.length : index;
  }

  private placed(items: readonly Item[], item: Item): Item[] {
    const anchor = this.anchorOf(items);
    return [...items.slice(0, anchor), item, ...items.slice(anchor)];
  }

  private place(item: Item): void {
    this.items.set(this.placed(this.items.get(), item));
  }

  private lineKey(): string {
    this.lines += 1;
    return `line-${this.lines}`;
  }

  private stamp(createdAt: string): void {
    const at = Date.parse(createdAt);
    if (Number.isNaN(at)) return;
    const text = separatorFor(at, this.lastAt, Date.now());
    if (text) this.note(text);
    this.lastAt = at;
  }

  private mapOffers(which: (item: Theirs) => boolean, chosen: string | null): void {
    const closed = (item: Item): Item =>
      item.kind === "theirs" && item.offer?.open && which(item)
        ? { ...item, offer: { open: false, chosen } }
        : item;
    this.items.set(this.items.get().map(closed));
  }

  private closeOffers(): void {
    this.mapOffers(() => true, null);
  }

  private addMine(
    key: string,
    entry: { text?: string | null; file?: FileNote | null; created_at: string; body?: Body },
    state: EntryState,
    detail: number | string | null = null,
  ): void {
    this.closeOffers();
    this.stamp(entry.created_at);
    const item: Mine = {
      kind: "mine",
      key,
      text: entry.text ?? null,
      file: entry.file ?? null,
      state,
      detail,
      mayTakeBack: Boolean(entry.text) && !isLocation(entry),
    };
    // A message not delivered yet goes below all others, even other undelivered ones.
    if (isUndelivered(item)) this.items.set([...this.items.get(), item]);
    else this.place(item);
    this.firstUnseen = null;
    this.answered = false;
  }

  private addUser(message: Message): void {
    const key = message.message_id || message.id;
    const known = this.find(key);
    if (known && isUndelivered(known)) this.update(key, "delivered");
    if (known) return;
    const said = { text: message.text, file: message.attachment ?? null, created_at: message.created_at };
    this.addMine(key, said, "delivered");
  }

  private addTheirs(message: Message, withOffer: boolean): void {
    this.stamp(message.created_at);
    const offers = withOffer && (message.quick_replies ?? []).length > 0;
    if (offers) {
      if (message.created_at !== this.offeredAt) this.closeOffers(); // an older turn's: its question has passed
      this.offeredAt = message.created_at;
    }
    this.place({
      kind: "theirs",
      key: message.id,
      message,
      offer: offers ? { open: true, chosen: null } : null,
    });
    this.firstUnseen ??= message.id;
    this.speaker = message.from;
    this.answered = true;
  }
}
