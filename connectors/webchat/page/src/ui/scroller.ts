/**
 * Keeps the newest message in view, unless the person has scrolled away to read. A long answer is shown from
 * its first line, not from its last.
 */

import type { ScrollWish } from "../chat/thread";
import { createValue, type Value } from "../observable";

const NEAR_PX = 48;
const HEADROOM_PX = 12;

export class Scroller {
  /** Whether there is something below to jump to. */
  readonly mayJump: Value<boolean> = createValue(false);
  private follow = false; // the greeting is read from its top
  private ownScrollTop = -1; // our own scrolling must not look like the person's
  private wasAtEnd = true; // before the box changed its size
  private box: HTMLElement | null = null;

  /** `hasMessages()`: whether there is anything to jump to. */
  constructor(private readonly hasMessages: () => boolean) {}

  attach(box: HTMLElement): () => void {
    this.box = box;
    const scrolled = () => {
      if (Math.abs(box.scrollTop - this.ownScrollTop) > 1) this.follow = this.nearEnd();
      this.refresh();
    };
    const toggled = (event: Event) => {
      (event.target as Element).scrollIntoView({ block: "nearest" }); // a row opened: show what it holds
      this.refresh();
    };
    const settle = () => this.settle();
    box.addEventListener("scroll", scrolled, { passive: true });
    box.addEventListener("toggle", toggled, true);
    const observer = window.ResizeObserver ? new ResizeObserver(settle) : null;
    observer?.observe(box);
    window.addEventListener("resize", settle);
    return () => {
      box.removeEventListener("scroll", scrolled);
      box.removeEventListener("toggle", toggled, true);
      observer?.disconnect();
      window.removeEventListener("resize", settle);
    };
  }

  /** After a drawing: goes where the thread wished. */
  obey(wish: ScrollWish): void {
    if (wish.to === "end") this.toEnd();
    else {
      const node = this.box?.querySelector(`[data-key="${CSS.escape(wish.key)}"]`);
      if (node) this.reveal(node);
    }
  }

  toEnd(): void {
    this.follow = true;
    this.move(this.end());
  }

  /** New content from `node` on: go down, but not past the top of `node`. */
  reveal(node: Element): void {
    if (!this.box) return;
    if (!this.follow) {
      this.refresh();
      return;
    }
    const top = node.getBoundingClientRect().top - this.box.getBoundingClientRect().top + this.box.scrollTop;
    this.move(Math.max(this.box.scrollTop, Math.min(this.end(), top - HEADROOM_PX)));
  }

  /** After a change of size (the keyboard, the text size, the input growing). */
  settle(): void {
    if (this.wasAtEnd && this.hasMessages()) this.toEnd();
    else this.refresh();
  }

  private end(): number {
    return this.box ? this.box.scrollHeight - this.box.clientHeight : 0;
  }

  private nearEnd(): boolean {
    return this.end() - (this.box?.scrollTop ?? 0) < NEAR_PX;
  }

  private refresh(): void {
    this.wasAtEnd = this.nearEnd();
    this.mayJump.set(!this.nearEnd() && this.hasMessages());
  }

  private move(top: number): void {
    if (!this.box) return;
    this.box.scrollTop = top;
    this.ownScrollTop = this.box.scrollTop;
    this.refresh();
  }
}
