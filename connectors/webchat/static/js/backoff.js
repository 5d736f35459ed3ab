/** How long to wait before trying again, and a wait that something better (the network is back) can cut short. */

const FIRST_MS = 1000;
const LONGEST_MS = 30000;
const JITTER = 0.2; // spreads the phones that all lost the same server

/** Milliseconds before attempt number `attempt` (1 is the first repeat). */
export function backoffMs(attempt) {
  const base = Math.min(LONGEST_MS, FIRST_MS * Math.pow(2, attempt - 1));
  return base * (1 - JITTER + 2 * JITTER * Math.random());
}

/** `wait(ms)` resolves after `ms`, or as soon as `wake()` is called. */
export function createPause() {
  const waiting = new Set();
  function wait(ms) {
    return new Promise((resolve) => {
      const entry = { resolve, timer: 0 };
      entry.timer = setTimeout(() => finish(entry), ms);
      waiting.add(entry);
    });
  }
  function finish(entry) {
    clearTimeout(entry.timer);
    waiting.delete(entry);
    entry.resolve();
  }
  return { wait, wake: () => Array.from(waiting).forEach(finish) };
}
