/** Keys. Never while an input method composes, never while something is typed, never with Ctrl, Alt or Meta. */

import { isComposing, isTyping } from "../shared/keys";

export interface Keys {
  step(by: 1 | -1): void;
  claim(): void;
  reply(): void;
  note(): void;
  close(): void;
  help(): void;
}

export function installShortcuts(keys: Keys): void {
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || isTyping(event) || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.defaultPrevented || (event.repeat && !"jk".includes(event.key))) return;
    if (document.querySelector("dialog[open]")) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act(keys);
  });
}

const ACTS: Record<string, (keys: Keys) => void> = {
  j: (keys) => keys.step(1),
  k: (keys) => keys.step(-1),
  c: (keys) => keys.claim(),
  r: (keys) => keys.reply(),
  n: (keys) => keys.note(),
  e: (keys) => keys.close(),
  "?": (keys) => keys.help(),
};
