/** The left pane: rows come, change, move and go one by one; the list is read anew only when much was missed. */

import { sayTimes } from "../shared/times";
import type { Counts } from "./badge";
import { at, need, openId, queue, root } from "./page";
import { NoPiece, piece } from "./pieces";
import { tick } from "./ticking";

const GATHER_MS = 180; // events of one moment are asked for at once
const MOST = 50; // ids in one request; more: the whole list

interface Wiring {
  onCounts(counts: Counts): void;
  onOpen(id: string): void;
}

export class List {
  private readonly changed = new Set<string>();
  private timer = 0;
  private asked = 0; // of two readings of the whole list the later one counts, whichever comes first
  private reading: Promise<void> = Promise.resolve();

  constructor(private readonly wiring: Wiring) {
    document.addEventListener("click", (event) => this.clicked(event));
    this.mark();
  }

  /** Something happened in this conversation. */
  touch(id: string): void {
    this.changed.add(id);
    if (this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.renew();
    }, GATHER_MS);
  }

  links(): HTMLAnchorElement[] {
    return [...document.querySelectorAll<HTMLAnchorElement>("#rows .entry")];
  }

  /** The next (1) or previous (-1) row gets the focus. */
  step(by: 1 | -1): void {
    const links = this.links();
    if (links.length === 0) return;
    const focused = links.indexOf(document.activeElement as HTMLAnchorElement);
    const current = focused >= 0 ? focused : links.findIndex((link) => link.ariaCurrent === "true");
    const next = current < 0 ? 0 : Math.min(links.length - 1, Math.max(0, current + by));
    links[next]?.focus();
    links[next]?.scrollIntoView({ block: "nearest" });
  }

  /** The row that keys are about: the focused one. */
  focused(): string | null {
    const row = document.activeElement?.closest<HTMLElement>("#rows [data-id]");
    return row?.dataset.id ?? null;
  }

  /** Which row is the open one. */
  mark(): void {
    const open = openId();
    for (const link of this.links()) {
      const isOpen = link.closest<HTMLElement>("[data-id]")?.dataset.id === open;
      if (isOpen) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
  }

  async show(wanted: string): Promise<void> {
    root().dataset.queue = wanted;
    for (const tab of document.querySelectorAll<HTMLElement>(".queue__tabs [data-queue]")) {
      if (tab.dataset.queue === wanted) tab.setAttribute("aria-current", "true");
      else tab.removeAttribute("aria-current");
    }
    const url = new URL(location.href);
    url.searchParams.set("queue", wanted);
    history.replaceState(history.state, "", url);
    await this.reload();
  }

  /** The whole list anew. */
  reload(): Promise<void> {
    this.changed.clear();
    this.reading = this.read(++this.asked);
    return this.reading;
  }

  private async read(mine: number): Promise<void> {
    try {
      const found = await piece(at(`/list?${new URLSearchParams({ queue: queue() })}`));
      if (mine !== this.asked) return;
      const focused = this.focused();
      need("#rows-frame").replaceWith(need("#rows-frame", found));
      this.told(found);
      this.dress();
      if (focused) this.focus(focused);
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }

  private async renew(): Promise<void> {
    await this.reading; // what is being read may be older than these events
    if (this.changed.size > MOST) return this.reload();
    const ids = [...this.changed];
    this.changed.clear();
    const asked = new URLSearchParams({ queue: queue() });
    for (const id of ids) asked.append("id", id);
    const before = this.asked;
    try {
      const found = await piece(at(`/rows?${asked}`), { quiet: true });
      if (before !== this.asked) return; // the whole list was asked for afterwards: it has this too
      this.told(found);
      this.apply(found);
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
      for (const id of ids) this.changed.add(id); // asked for again with the next event, or when the line is back
    }
  }

  private apply(found: DocumentFragment): void {
    const focused = this.focused();
    const gone = found.querySelector<HTMLElement>("#told")?.dataset.gone ?? "";
    for (const id of gone.split(" ")) if (id) this.row(id)?.remove();
    for (const fresh of [...found.querySelectorAll<HTMLElement>("#rows > [data-id]")]) this.place(fresh);
    this.dress();
    if (focused) this.focus(focused);
  }

  private place(fresh: HTMLElement): void {
    const id = fresh.dataset.id ?? "";
    this.row(id)?.remove();
    const sort = Number(fresh.dataset.sort);
    const list = need("#rows");
    const behind = [...list.children].find((one) => Number((one as HTMLElement).dataset.sort) > sort);
    list.insertBefore(fresh, behind ?? null);
  }

  private row(id: string): HTMLElement | null {
    return document.querySelector(`#rows > [data-id="${CSS.escape(id)}"]`);
  }

  private focus(id: string): void {
    const link = this.row(id)?.querySelector<HTMLElement>(".entry");
    if (link && document.activeElement !== link) link.focus({ preventScroll: true });
  }

  private dress(): void {
    const list = need("#rows");
    need("#rows-none").hidden = list.children.length > 0;
    this.mark();
    tick(list);
    sayTimes(list);
  }

  private told(found: DocumentFragment): void {
    const told = found.querySelector<HTMLElement>("#told")?.dataset;
    if (!told) return;
    for (const count of document.querySelectorAll<HTMLElement>("[data-count]"))
      count.textContent = told[count.dataset.count ?? ""] ?? count.textContent;
    this.wiring.onCounts({ waiting: Number(told.waiting), unread: Number(told.unread) });
  }

  private clicked(event: MouseEvent): void {
    if (!(event.target instanceof Element) || event.button !== 0 || event.metaKey || event.ctrlKey) return;
    const tab = event.target.closest<HTMLElement>(".queue__tabs [data-queue]");
    if (tab) {
      event.preventDefault();
      void this.show(tab.dataset.queue ?? "waiting");
      return;
    }
    const row = event.target.closest<HTMLElement>("#rows [data-id]");
    if (row && event.target.closest(".entry")) {
      event.preventDefault();
      this.wiring.onOpen(row.dataset.id ?? "");
      return;
    }
    const more = event.target.closest<HTMLElement>("#rows-more");
    if (more) void this.further(more);
  }

  private async further(more: HTMLElement): Promise<void> {
    const asked = new URLSearchParams({ queue: queue(), cursor: more.dataset.cursor ?? "" });
    try {
      const found = await piece(at(`/list?${asked}`));
      const list = need("#rows");
      for (const row of [...found.querySelectorAll<HTMLElement>("#rows > [data-id]")])
        if (!this.row(row.dataset.id ?? "")) list.append(row);
      const next = found.querySelector<HTMLElement>("#rows-more");
      if (next) more.replaceWith(next);
      else more.remove();
      this.dress();
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }
}
