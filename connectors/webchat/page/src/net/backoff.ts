/** How long to wait before trying again, and a wait that something better (the network is back) can cut short. */

const FIRST_MS = 1000;
const LONGEST_MS = 30000;
const JITTER = 0.2; // spreads the phones that all lost the same server

/** Milliseconds before attempt number `attempt` (1 is the first repeat). */
export function backoffMs(attempt: number): number {
  const base = Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1));
  return base * (1 - JITTER + 2 * JITTER * Math.random());
}

export interface Pause {
  /** Resolves after `ms`, or as soon as `wake()` is called. */
  wait(ms: number): Promise<void>;
  wake(): void;
}

export function createPause(): Pause {
  const waiting = new Set<() => void>();
  return {
    wait: (ms) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer);
          waiting.delete(finish);
          resolve();
        };
        const timer = setTimeout(finish, ms);
        waiting.add(finish);
      }),
    wake: () => {
      for (const finish of Array.from(waiting)) finish();
    },
  };
}
