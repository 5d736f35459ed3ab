/**
 * How replies reach the page: the event stream, and the history every 3 s whenever the stream is not there
 * (old browsers, proxies that hold a stream back, a server restarting). Both may bring the same message;
 * the thread keeps one of each id.
 */

import type { Message, TurnState } from "../types";
import { backoffMs, createPause } from "./backoff";
import { asApiError } from "./errors";
import { createParser, type StreamEvent } from "./sse";

const SILENCE_MS = 45000; // three heartbeats missed
const POLL_MS = 3000;
const STABLE_MS = 10000; // a stream that lived this long counts as a success

export type Connection = "idle" | "connecting" | "online" | "offline";

interface Wiring {
  history(after: string | null): Promise<Message[]>;
  events(lastEventId: string | null, signal: AbortSignal): Promise<Response>;
  onState(state: Connection): void;
  onMessages(list: Message[]): void;
  onTurn(turn: { message_id: string; state: TurnState }): void;
  onTyping(forMs: number): void;
  onReset(): void;
}

export class Feed {
  private readonly pause = createPause();
  private running = false;
  private cursor: string | null = null; // last id of the history read so far; the stream does not move it
  private lastEventId: string | null = null;
  private streamUp = false;
  private reachable: boolean | null = null; // whether the last call got an answer; null before the first
  private caughtUp = false; // whether the history was read since the stream opened
  private generation = 0; // a history page asked for before forget() is not of this conversation
  private abortStream: () => void = () => {};
  private syncing: Promise<unknown> = Promise.resolve();

  constructor(private readonly wiring: Wiring) {}

  /** Starts once; resolves when the history has been read, or could not be. */
  start(): Promise<unknown> {
    if (this.running) return this.syncing;
    this.running = true;
    this.report();
    this.keepStreaming();
    this.keepPolling();
    return this.sync();
  }

  /** Another conversation began: leave the old one's stream. */
  restart(): void {
    this.forget();
    this.abortStream();
    this.wake();
  }

  /** The network or the person is back: do not sit out the wait, and do not trust a stream that slept. */
  wake(): void {
    this.pause.wake();
    if (this.running) this.sync();
  }

  stop(): void {
    this.running = false;
    this.abortStream();
    this.pause.wake();
  }

  /** The next reading begins at the first message again. */
  private forget(): void {
    this.generation += 1;
    this.cursor = null;
    this.lastEventId = null;
  }

  private report(): void {
    this.wiring.onState(this.reachable === null ? "connecting" : this.reachable ? "online" : "offline");
  }

  private async readHistory(): Promise<void> {
    for (;;) {
      const asked = this.generation;
      const page = await this.wiring.history(this.cursor);
      if (asked !== this.generation) continue;
      this.wiring.onMessages(page);
      // Until nothing comes, not until a short page: the server may leave out messages that show nothing.
      const last = page[page.length - 1]?.id ?? this.cursor;
      if (last === this.cursor) return;
      this.cursor = last;
    }
  }

  /** Reads the history up to now, after any reading already under way. Never rejects; true when it worked. */
  private sync(): Promise<boolean> {
    const worked = this.syncing
      .then(() => this.readHistory())
      .then(
        () => true,
        (error) => {
          if (!asApiError(error).temporary) this.cursor = null; // this place in the history may be gone
          return false;
        },
      )
      .then((reached) => {
        this.reachable = reached;
        this.caughtUp = reached;
        this.report();
        return reached;
      });
    this.syncing = worked;
    return worked;
  }

  private receive({ event, data, id }: StreamEvent): void {
    if (id) this.lastEventId = id;
    if (event === "reset") {
      this.forget();
      this.wiring.onReset();
      this.sync();
      return;
    }
    const body = JSON.parse(data);
    if (event === "reply") this.wiring.onMessages([body]);
    if (event === "turn") this.wiring.onTurn(body);
    if (event === "typing") this.wiring.onTyping(body.for_ms);
  }

  private async readStream(onOpen: () => void): Promise<void> {
    const controller = new AbortController();
    this.abortStream = () => controller.abort();
    let watchdog = setTimeout(this.abortStream, SILENCE_MS);
    try {
      const response = await this.wiring.events(this.lastEventId, controller.signal);
      const reader = response.body?.getReader(); // missing in old browsers: then polling carries on
      if (!reader) return;
      const decoder = new TextDecoder();
      const parser = createParser((event) => this.receive(event));
      for (let first = true; ; first = false) {
        const { value, done } = await reader.read();
        if (done) return;
        if (first) onOpen();
        if (!this.reachable) {
          this.reachable = true;
          this.report();
        }
        clearTimeout(watchdog);
        watchdog = setTimeout(this.abortStream, SILENCE_MS);
        parser.push(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(watchdog);
      controller.abort();
    }
  }

  private async keepStreaming(): Promise<void> {
    for (let failures = 0; this.running; ) {
      let openedAt = 0;
      await this.readStream(() => {
        openedAt = Date.now();
        this.streamUp = true;
        this.caughtUp = false;
        this.sync(); // what was said between the last reading and this stream
      }).catch(() => {});
      this.streamUp = false;
      failures = openedAt && Date.now() - openedAt > STABLE_MS ? 1 : failures + 1;
      await this.pause.wait(backoffMs(failures));
    }
  }

  private async keepPolling(): Promise<void> {
    for (let failures = 0; this.running; ) {
      await this.pause.wait(failures ? Math.max(POLL_MS, backoffMs(failures)) : POLL_MS);
      if (this.streamUp && this.caughtUp) failures = 0;
      else failures = (await this.sync()) ? 0 : failures + 1;
    }
  }
}
