/** That one looks at or types in a conversation, told to the others; and who else does. */

import { csrf } from "../shared/csrf";
import { conversation, deskNow, openId, root } from "./page";
import { send } from "./sending";
import type { Somebody } from "./stream";

const VIEWING_EVERY_MS = 25_000; // the desk forgets after 45 s
const TYPING_EVERY_MS = 3_000; // … and of typing after 6 s

export class Presence {
  private typedAt = 0;
  private timers: number[] = [];
  onNetworkLost: () => void = () => {};

  constructor() {
    setInterval(() => this.look(), VIEWING_EVERY_MS);
    document.addEventListener("visibilitychange", () => (document.hidden ? this.leave() : this.look()));
    window.addEventListener("pagehide", () => this.leave());
  }

  look(): void {
    const id = openId();
    if (id && !document.hidden) this.tell(id, "viewing");
  }

  type(): void {
    const id = openId();
    if (!id || Date.now() - this.typedAt < TYPING_EVERY_MS) return;
    this.typedAt = Date.now();
    this.tell(id, "typing");
  }

  /** What was typed was sent, or given up. */
  rest(): void {
    if (this.typedAt === 0) return;
    this.typedAt = 0;
    this.look();
  }

  /** Also when the page goes: a beacon is sent even then. */
  leave(id: string | null = openId()): void {
    if (!id) return;
    const fields = new URLSearchParams({ kind: "gone", csrf: csrf() });
    navigator.sendBeacon(conversation(id, "/presence"), fields);
  }

  show(id: string, there: Somebody[]): void {
    if (id !== openId()) return;
    for (const timer of this.timers) clearTimeout(timer);
    const others = there.filter((one) => one.id !== root().dataset.staff);
    this.timers = others.map((one) => {
      const left = Date.parse(one.until) - deskNow();
      return window.setTimeout(
        () =>
          this.show(
            id,
            others.filter((other) => other !== one),
          ),
        Math.max(0, left),
      );
    });
    const typing = document.querySelector<HTMLElement>("#typing");
    if (typing) typing.hidden = !others.some((one) => one.who === "user" && one.kind === "typing");
    const words = others
      .filter((one) => one.who === "staff")
      .map((one) => `${one.name}${one.kind === "typing" ? "正在写" : "也在看"}`);
    const place = document.querySelector("#there");
    if (place && place.textContent !== words.join("，")) place.textContent = words.join("，");
  }

  private tell(id: string, kind: "viewing" | "typing"): void {
    send(conversation(id, "/presence"), { kind }).catch((error) => {
      if (error instanceof TypeError) this.onNetworkLost();
    });
  }
}
