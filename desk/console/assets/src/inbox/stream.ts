/**
 * What happens at the desk, as it happens: one EventSource a page. It is opened anew by this module and not by the
 * browser, with the number of the last event, so that nothing is missed and nothing comes twice, and with waits that grow.
 */

import { at } from "./page";
import { signedOut } from "./signed_out";

export interface Happened {
  id: number;
  type: string;
  conversation_id: string;
  position: number | null;
  from: string | null;
  state: string | null;
  staff: { id: string; name: string } | null;
}

export interface Somebody {
  who: "staff" | "user";
  id: string;
  name: string;
  kind: "viewing" | "typing";
  until: string;
}

export type Line = "connecting" | "online" | "offline" | "ended";

interface Wiring {
  onEvent(happened: Happened): void;
  onPresence(conversation: string, there: Somebody[]): void;
  onReset(): void;
  onLine(line: Line): void;
}

const FIRST_MS = 800;
const LONGEST_MS = 20_000;
const QUIET_MS = 60_000; // a stream that was silent for so long is not trusted after a sleep
const TYPES = [
  "service.requested",
  "service.message_left",
  "service.claimed",
  "service.released",
  "service.transferred",
  "service.snoozed",
  "service.woken",
  "service.returned",
  "service.closed",
  "service.cancelled",
  "service.went_on",
  "service.flagged",
  "service.rated",
  "message.added",
  "note.added",
  "labels.changed",
  "read.marked",
  "conversation.erased",
];

/** Milliseconds before the repeat number `attempt`, from 1. */
export function waitMs(attempt: number): number {
  return Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)) * (0.8 + 0.4 * Math.random());
}

export class Stream {
  private source: EventSource | null = null;
  private attempt = 0;
  private timer = 0;
  private heardAt = 0;
  private watched: string | null = null;
  private over = false;

  constructor(
    private last: string,
    private readonly wiring: Wiring,
  ) {
    window.addEventListener("online", () => this.again());
    window.addEventListener("offline", () => this.lost());
    window.addEventListener("pagehide", () => this.source?.close());
    window.addEventListener("pageshow", (event) => event.persisted && this.again());
    document.addEventListener("visibilitychange", () => {
      if (!document.hidden && Date.now() - this.heardAt > QUIET_MS) this.again();
    });
    document.addEventListener("inbox:signed-out", () => this.end());
  }

  /** Whose presence is told as well; it needs another stream, which begins where this one is. */
  watch(conversation: string | null): void {
    this.watched = conversation;
    this.open();
  }

  /** A request failed: look whether the stream still lives. */
  suspect(): void {
    if (this.source?.readyState !== EventSource.OPEN) this.again();
  }

  private again(): void {
    this.attempt = 0;
    this.open();
  }

  private end(): void {
    this.over = true;
    clearTimeout(this.timer);
    this.source?.close();
    this.wiring.onLine("ended");
  }

  private open(): void {
    if (this.over) return;
    clearTimeout(this.timer);
    this.source?.close();
    const query = new URLSearchParams({ after: this.last, ...(this.watched ? { watch: this.watched } : {}) });
    const source = new EventSource(at(`/events?${query}`));
    this.source = source;
    source.addEventListener("ready", (event) => this.hear(event));
    source.addEventListener("reset", (event) => {
      this.hear(event);
      this.wiring.onReset();
    });
    source.addEventListener("presence", (event) => {
      this.heardAt = Date.now();
      const told = JSON.parse((event as MessageEvent<string>).data);
      this.wiring.onPresence(told.conversation_id, told.presence);
    });
    for (const type of TYPES)
      source.addEventListener(type, (event) => {
        const fresh = Number((event as MessageEvent).lastEventId) > Number(this.last);
        this.hear(event);
        if (fresh) this.wiring.onEvent(JSON.parse((event as MessageEvent<string>).data));
      });
    source.onerror = () => {
      if (source === this.source) this.lost();
    };
  }

  private hear(event: Event): void {
    this.last = (event as MessageEvent).lastEventId || this.last;
    this.heardAt = Date.now();
    this.attempt = 0;
    this.wiring.onLine("online");
  }

  private lost(): void {
    if (this.over) return;
    this.source?.close();
    this.wiring.onLine("offline");
    clearTimeout(this.timer);
    this.attempt += 1;
    this.timer = window.setTimeout(() => this.check(), waitMs(this.attempt));
  }

  /** An EventSource does not say why it failed; a session that is over would never come back. */
  private async check(): Promise<void> {
    try {
      const answer = await fetch(at("/alive"), {
        headers: { Accept: "application/json" },
        cache: "no-store",
      });
      if (answer.status === 401) signedOut();
      else this.open();
    } catch {
      this.lost();
    }
  }
}
