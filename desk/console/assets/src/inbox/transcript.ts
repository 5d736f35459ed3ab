/** The messages of the open conversation: in order, each once, with the notes among them and a line for each day. */

import { conversation, need, openId } from "./page";
import { NoPiece, piece } from "./pieces";
import { send } from "./sending";

const NEAR_END_PX = 80;
const READ_AFTER_MS = 350;
const ZONE = "Asia/Shanghai";
const clock = new Intl.DateTimeFormat("zh-CN", {
  hour: "2-digit",
  minute: "2-digit",
  hour12: false,
  timeZone: ZONE,
});
const day = new Intl.DateTimeFormat("zh-CN", {
  month: "long",
  day: "numeric",
  weekday: "short",
  timeZone: ZONE,
});

/** Where a message stands: by time, messages of one moment by their position, notes behind them. */
function placeOf(item: HTMLElement): string {
  const at = item.dataset.at;
  if (!at) return "~"; // on its way: behind all that is there
  const moment = String(Date.parse(at)).padStart(15, "0");
  return `${moment} ${item.dataset.position?.padStart(10, "0") ?? `n${item.id}`}`;
}

export class Transcript {
  private held = 0; // while something of ours is being sent, its echo waits
  private waiting = false;
  private reading: Promise<void> = Promise.resolve();
  private readUpTo = 0;
  private readTimer = 0;
  private pinned = true; // whoever reads the end stays there when a picture arrives or the field grows
  /** Called with what the person said just now. */
  onHeard: (items: HTMLElement[]) => void = () => {};

  constructor() {
    document.addEventListener("click", (event) => {
      if (!(event.target instanceof Element)) return;
      if (event.target.closest("#earlier")) void this.earlier();
      if (event.target.closest("#to-end")) this.toEnd();
    });
    document.addEventListener("visibilitychange", () => this.read());
    document.addEventListener("scroll", () => this.scrolled(), true);
    document.addEventListener("load", () => this.settle(), true);
    window.addEventListener("resize", () => this.settle());
    document.addEventListener("toggle", (event) => void this.explain(event), true);
  }

  /** A conversation was opened. */
  attach(): void {
    this.readUpTo = 0;
    const list = need("#messages");
    for (const item of [...list.children].sort((a, b) =>
      placeOf(a as HTMLElement) < placeOf(b as HTMLElement) ? -1 : 1,
    ))
      list.append(item);
    this.dress();
    this.toEnd();
  }

  get last(): number {
    const all = document.querySelectorAll<HTMLElement>("#messages > [data-position]");
    return Number(all[all.length - 1]?.dataset.position ?? 0);
  }

  append(item: HTMLElement): void {
    need("#messages").append(item);
    this.dress();
    this.toEnd();
  }

  /** Nothing new is shown until `done` is called: what is being sent would stand there twice. */
  hold(): () => Promise<void> {
    this.held += 1;
    return async () => {
      this.held -= 1;
      if (this.held === 0 && this.waiting) await this.news();
    };
  }

  /** What came behind the last message. */
  news(): Promise<void> {
    if (this.held > 0) {
      this.waiting = true;
      return Promise.resolve();
    }
    this.waiting = false;
    this.reading = this.reading.then(() => this.readNews());
    return this.reading;
  }

  private async readNews(): Promise<void> {
    const id = openId();
    if (!id) return;
    try {
      for (;;) {
        const found = await piece(conversation(id, `/messages?after=${this.last}`), { quiet: true });
        if (openId() !== id) return;
        const wasNear = this.isNearEnd();
        const fresh = this.merge(found);
        if (fresh.length) this.arrived(fresh, wasNear);
        if (!need<HTMLElement>("ol", found).dataset.later) return;
      }
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }

  private arrived(fresh: HTMLElement[], wasNear: boolean): void {
    const heard = fresh.filter((item) => item.dataset.from === "user");
    if (heard.length) this.onHeard(heard);
    if (wasNear) this.toEnd();
    else need("#to-end").hidden = false;
    this.read();
  }

  private async earlier(): Promise<void> {
    const id = openId();
    const button = need<HTMLButtonElement>("#earlier");
    const before = button.dataset.before;
    if (!id || !before || button.disabled) return;
    button.disabled = true;
    try {
      const found = await piece(conversation(id, `/messages?before=${before}`));
      if (openId() !== id) return;
      const stream = need("#stream");
      const fromEnd = stream.scrollHeight - stream.scrollTop;
      const further = need<HTMLElement>("ol", found).dataset.earlier ?? "";
      button.dataset.before = further;
      button.hidden = !further;
      this.merge(found);
      stream.scrollTop = stream.scrollHeight - fromEnd;
      if (!further) stream.focus({ preventScroll: true });
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    } finally {
      button.disabled = false;
    }
  }

  /** Put items where they belong; what is there already is replaced. Returns those that are new. */
  merge(found: DocumentFragment, { replace = false } = {}): HTMLElement[] {
    const list = need("#messages");
    const fresh: HTMLElement[] = [];
    const hasEarlier = !need("#earlier").hidden;
    const first = list.querySelector<HTMLElement>("[data-position]");
    const oldest = first && hasEarlier ? placeOf(first) : "";
    for (const item of [...found.querySelectorAll<HTMLElement>("ol > .msg")]) {
      const known = document.getElementById(item.id);
      if (known) {
        if (replace) known.replaceWith(item);
        continue;
      }
      if (item.dataset.from === "note" && placeOf(item) < oldest) continue; // comes with its page
      const place = placeOf(item);
      const behind = [...list.querySelectorAll<HTMLElement>(":scope > .msg")].find(
        (one) => placeOf(one) > place,
      );
      list.insertBefore(item, behind ?? null);
      fresh.push(item);
    }
    this.dress();
    return fresh;
  }

  private dress(): void {
    const list = need("#messages");
    for (const line of list.querySelectorAll(":scope > .day")) line.remove();
    let today = "";
    for (const item of list.querySelectorAll<HTMLElement>(":scope > .msg[data-at]")) {
      const at = new Date(item.dataset.at ?? "");
      const said = day.format(at);
      if (said !== today) {
        const line = document.createElement("li");
        line.className = "day";
        line.textContent = said;
        list.insertBefore(line, item);
      }
      today = said;
    }
    sayClocks(list);
  }

  private isNearEnd(): boolean {
    const stream = need("#stream");
    return stream.scrollHeight - stream.scrollTop - stream.clientHeight < NEAR_END_PX;
  }

  private toEnd(): void {
    const stream = need("#stream");
    stream.scrollTop = stream.scrollHeight;
    this.pinned = true;
    need("#to-end").hidden = true;
    this.read();
  }

  /** The height of something changed. */
  settle(): void {
    if (this.pinned && document.querySelector("#stream")) this.toEnd();
  }

  private scrolled(): void {
    if (!document.querySelector("#stream")) return;
    this.pinned = this.isNearEnd();
    if (!this.pinned) return;
    need("#to-end").hidden = true;
    this.read();
  }

  /** Tell the desk how far it was read: what is on the screen of somebody who looks. */
  private read(): void {
    const id = openId();
    if (!id || document.hidden || this.last <= this.readUpTo || !this.isNearEnd()) return;
    clearTimeout(this.readTimer);
    this.readTimer = window.setTimeout(() => {
      if (openId() !== id) return;
      const position = this.last;
      this.readUpTo = position;
      send(conversation(id, "/read"), { position: String(position) }).catch(() => {
        this.readUpTo = 0; // told again with the next message
      });
    }, READ_AFTER_MS);
  }

  /** 「为什么这样答」 is asked for when it is opened. */
  private async explain(event: Event): Promise<void> {
    const details = event.target;
    if (!(details instanceof HTMLDetailsElement) || !details.open || !details.dataset.why) return;
    const place = need(".why__body", details);
    const url = details.dataset.why;
    delete details.dataset.why;
    try {
      place.replaceChildren(await piece(url));
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
      details.dataset.why = url;
      details.open = false;
    }
  }
}

/** Times of day; the whole moment stands in their title. */
export function sayClocks(root: ParentNode): void {
  for (const time of root.querySelectorAll<HTMLTimeElement>("time[data-clock]")) {
    time.title ||= time.textContent?.trim() ?? "";
    time.textContent = clock.format(new Date(time.dateTime));
  }
}
