/** In the queue J and K walk through the rows, Enter opens (a link does that). On an item every control names its key. */

import { isComposing, isTyping } from "../shared/keys";

const STEPS: Record<string, number> = { j: 1, k: -1 };

function walk(step: number): void {
  const rows = [...document.querySelectorAll<HTMLElement>("[data-row]")];
  const here = rows.indexOf(document.activeElement as HTMLElement);
  const next =
    here < 0 ? (step > 0 ? 0 : rows.length - 1) : Math.min(rows.length - 1, Math.max(0, here + step));
  rows[next]?.focus();
}

export function installKeys(): void {
  document.addEventListener("keydown", (event) => {
    if (isComposing(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    // A radio takes letters for nothing, so keys work there; a text keeps them.
    const inText = isTyping(event) && !(event.target as Element).matches("[type=radio], [type=checkbox]");
    if (inText) return;
    const step = STEPS[key];
    if (step !== undefined) {
      walk(step);
      return;
    }
    const control = document.querySelector<HTMLElement>(`[data-key="${CSS.escape(key)}"]`);
    if (!control) return;
    event.preventDefault();
    control.focus();
    control.click();
  });
}
