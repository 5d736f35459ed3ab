/** Keyboard shortcuts that never get in the way of typing Chinese. */

/** Whether an input method is composing: its Enter and letters are not ours. keyCode 229 is what older ones send. */
export function isComposing(event: KeyboardEvent): boolean {
  return event.isComposing || event.keyCode === 229;
}

/** Whether keys go into a text. */
export function isTyping(event: KeyboardEvent): boolean {
  return (
    event.target instanceof HTMLElement && event.target.matches("input, textarea, select, [contenteditable]")
  );
}
