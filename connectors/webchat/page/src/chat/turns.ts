/** The line that shows a turn under way, from the `turn` events, or guessed from what was sent. */

import type { TurnState } from "../types";
import { WORDING } from "../wording";

const LONG_MS = 12000; // then say that it takes longer
const GIVE_UP_MS = 90000; // a turn whose end was never told
const GUESS_MS = 20000; // a turn whose beginning was never told

export interface Turns {
  guess(): void;
  clear(): void;
  on(state: TurnState): void;
  /** A staff member types, for so long unless it is told again. */
  staff(forMs: number): void;
}

/** `show(text | null)` draws the line or takes it away. */
export function createTurns(show: (line: string | null) => void): Turns {
  let timers: ReturnType<typeof setTimeout>[] = [];

  function clear() {
    timers.forEach(clearTimeout);
    timers = [];
    show(null);
  }

  function begin(line: string, limitMs: number) {
    timers.forEach(clearTimeout);
    show(line);
    timers = [setTimeout(clear, limitMs)];
  }

  function think(limitMs: number) {
    begin(WORDING.typing, limitMs);
    timers.push(setTimeout(() => show(WORDING.typingLong), LONG_MS));
  }

  const reactions: Record<TurnState, () => void> = {
    running: () => think(GIVE_UP_MS),
    waiting: () => begin(WORDING.waiting, GIVE_UP_MS),
    done: clear,
    failed: clear,
  };

  const staff = (forMs: number) => begin(WORDING.staffTyping, forMs);

  return { staff, guess: () => think(GUESS_MS), clear, on: (state) => reactions[state]?.() };
}
