/** The line that shows a turn under way, from the `turn` events, or guessed from what was sent. */

import { WORDING } from "./wording.js";

const LONG_MS = 12000; // then say that it takes longer
const GIVE_UP_MS = 90000; // a turn whose end was never told
const GUESS_MS = 20000; // a turn whose beginning was never told

/** `show(text | null)` draws the line or takes it away. */
export function createTurns(show) {
  let timers = [];

  function clear() {
    timers.forEach(clearTimeout);
    timers = [];
    show(null);
  }

  function begin(text, limit) {
    timers.forEach(clearTimeout);
    show(text);
    timers = [setTimeout(clear, limit)];
  }

  function think(limit) {
    begin(WORDING.typing, limit);
    timers.push(setTimeout(() => show(WORDING.typingLong), LONG_MS));
  }

  const reactions = {
    running: () => think(GIVE_UP_MS),
    waiting: () => begin(WORDING.waiting, GIVE_UP_MS),
    done: clear,
    failed: clear,
  };

  return {
    guess: () => think(GUESS_MS),
    clear,
    on(state) {
      if (reactions[state]) reactions[state]();
    },
  };
}
