/**
 * How replies reach the page: the event stream, and the history every 3 s whenever the stream is not there
 * (old browsers, proxies that hold a stream back, a server restarting). Both may bring the same message;
 * the thread keeps one of each id.
 */

import { backoffMs, createPause } from "./backoff.js";
import { createParser } from "./sse.js";

const SILENCE_MS = 45000; // three heartbeats missed
const POLL_MS = 3000;
const STABLE_MS = 10000; // a stream that lived this long counts as a success

/**
 * `history(after)` → messages; `events(lastEventId, signal)` → Response;
 * `on`: {messages(list), turn(data), reset(), state("connecting" | "online" | "offline")}.
 */
export function createFeed({ history, events, on }) {
  const pause = createPause();
  let running = false;
  let cursor = null; // last id of the history read so far; the stream does not move it
  let lastEventId = null;
  let streamUp = false;
  let reachable = null; // whether the last call got an answer; null before the first
  let caughtUp = false; // whether the history was read since the stream opened
  let generation = 0; // a history page asked for before forget() is not of this conversation
  let abortStream = () => {};
  let syncing = Promise.resolve();

  function report() {
    on.state(reachable === null ? "connecting" : reachable ? "online" : "offline");
  }

  async function readHistory() {
    for (;;) {
      const asked = generation;
      const page = await history(cursor);
      if (asked !== generation) continue;
      on.messages(page);
      // Until nothing comes, not until a short page: the server may leave out messages that show nothing.
      const last = page.length > 0 ? page[page.length - 1].id : cursor;
      if (last === cursor) return;
      cursor = last;
    }
  }

  /** Reads the history up to now, after any reading already under way. Never rejects; true when it worked. */
  function sync() {
    syncing = syncing
      .then(readHistory)
      .then(() => true, (error) => {
        if (!error.temporary) cursor = null; // it may be this place in the history that is gone
        return false;
      })
      .then((worked) => {
        reachable = worked;
        caughtUp = worked;
        report();
        return worked;
      });
    return syncing;
  }

  function receive({ event, data, id }) {
    if (id) lastEventId = id;
    if (event === "reset") {
      forget();
      on.reset();
      sync();
      return;
    }
    const body = JSON.parse(data);
    if (event === "reply") on.messages([body]);
    if (event === "turn") on.turn(body);
  }

  async function readStream(onOpen) {
    const controller = new AbortController();
    abortStream = () => controller.abort();
    let watchdog = setTimeout(abortStream, SILENCE_MS);
    try {
      const response = await events(lastEventId, controller.signal);
      const reader = response.body.getReader(); // throws where streams are missing: then polling carries on
      const decoder = new TextDecoder();
      const parser = createParser(receive);
      for (let first = true; ; first = false) {
        const { value, done } = await reader.read();
        if (done) return;
        if (first) onOpen();
        if (!reachable) {
          reachable = true;
          report();
        }
        clearTimeout(watchdog);
        watchdog = setTimeout(abortStream, SILENCE_MS);
        parser.push(decoder.decode(value, { stream: true }));
      }
    } finally {
      clearTimeout(watchdog);
      controller.abort();
    }
  }

  async function keepStreaming() {
    for (let failures = 0; running; ) {
      let openedAt = 0;
      await readStream(() => {
        openedAt = Date.now();
        streamUp = true;
        caughtUp = false;
        sync(); // what was said between the last reading and this stream
      }).catch(() => {});
      streamUp = false;
      failures = openedAt && Date.now() - openedAt > STABLE_MS ? 1 : failures + 1;
      await pause.wait(backoffMs(failures));
    }
  }

  async function keepPolling() {
    for (let failures = 0; running; ) {
      await pause.wait(failures ? Math.max(POLL_MS, backoffMs(failures)) : POLL_MS);
      if (streamUp && caughtUp) failures = 0;
      else failures = (await sync()) ? 0 : failures + 1;
    }
  }

  /** Starts once; resolves when the history has been read, or could not be. */
  function start() {
    if (running) return syncing;
    running = true;
    report();
    keepStreaming();
    keepPolling();
    return sync();
  }

  /** The next reading begins at the first message again. */
  function forget() {
    generation += 1;
    cursor = null;
    lastEventId = null;
  }

  return {
    start,
    forget,
    /** Another conversation began: leave the old one's stream. */
    restart() {
      forget();
      abortStream();
      pause.wake();
    },
    /** The network or the person is back: do not sit out the wait, and do not trust a stream that slept. */
    wake() {
      pause.wake();
      if (running) sync();
    },
    stop() {
      running = false;
      abortStream();
      pause.wake();
    },
  };
}
