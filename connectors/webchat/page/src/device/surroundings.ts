/** What happens around the page: the network, other tabs, the keyboard that covers it. */

import type { Chat } from "../chat/chat";
import { isSessionChange } from "./store";

const KEYBOARD_PX = 120; // anything lower is a browser's own bar

export function followNetwork(chat: Chat): void {
  window.addEventListener("online", () => chat.wake());
  window.addEventListener("offline", () => chat.connection.set("offline"));
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) chat.wake();
  });
  // Another tab cleared this device, or replaced the session: this tab must not go on with the old one.
  window.addEventListener("storage", (event) => {
    if (isSessionChange(event)) window.location.reload();
  });
}

/** iOS lays its keyboard over the page instead of shrinking it: shrink it ourselves. */
export function followKeyboard(app: HTMLElement): void {
  const viewport = window.visualViewport;
  viewport?.addEventListener("resize", () => {
    const covered = window.innerHeight - viewport.height;
    const keyboard = covered > KEYBOARD_PX && viewport.scale < 1.01; // zoomed in is not a keyboard
    app.style.height = keyboard ? `${viewport.height}px` : "";
    if (keyboard) window.scrollTo(0, 0);
  });
}
