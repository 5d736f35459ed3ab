/** Opening a conversation, refreshing what stands around its messages, and the panes of a narrow screen. */

import { conversation, need, openId, queue, root } from "./page";
import { NoPiece, piece } from "./pieces";

const GATHER_MS = 150;

interface Wiring {
  /** Another conversation is open; its parts are to be dressed. */
  onOpened(id: string): void;
  onRefreshed(): void;
  onLeft(id: string): void;
}

export class Opening {
  private asked = 0;
  private timer = 0;

  constructor(private readonly wiring: Wiring) {
    window.addEventListener("popstate", () => void this.follow());
    document.addEventListener("click", (event) => {
      const to = event.target instanceof Element && event.target.closest<HTMLElement>("[data-pane-to]");
      if (to) this.pane(to.dataset.paneTo ?? "list");
    });
  }

  async open(id: string, { pushes = true } = {}): Promise<void> {
    const before = openId();
    if (id === before) return this.pane("talk");
    const mine = ++this.asked;
    try {
      const found = await piece(conversation(id, "/panes"));
      if (mine !== this.asked) return;
      if (before) this.wiring.onLeft(before);
      need("#talk").replaceChildren(...need("#new-talk", found).childNodes);
      need("#about").replaceChildren(...need("#new-about", found).childNodes);
      const url = conversation(id, `?${new URLSearchParams({ queue: queue() })}`);
      if (pushes) history.pushState({ id }, "", url);
      this.pane("talk");
      this.wiring.onOpened(id);
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }

  /** What stands above the messages and beside them, soon. */
  refresh(): void {
    if (this.timer) return;
    this.timer = window.setTimeout(() => {
      this.timer = 0;
      void this.renew();
    }, GATHER_MS);
  }

  pane(name: string): void {
    const [page, was] = [root(), root().dataset.pane];
    page.dataset.pane = was === "about" && name === "about" ? "talk" : name;
    if (page.dataset.pane === was) return;
    const target = { talk: "#talk-title", about: "#about", list: "#rows [aria-current]" }[
      page.dataset.pane ?? ""
    ];
    if (target) document.querySelector<HTMLElement>(target)?.focus({ preventScroll: true });
  }

  private async renew(): Promise<void> {
    const id = openId();
    if (!id) return;
    try {
      const found = await piece(conversation(id, "/head"), { quiet: true });
      if (openId() !== id) return;
      const menuWasOpen = document.querySelector<HTMLDetailsElement>("#talk-head details[open]") !== null;
      const focused = keyOf(document.activeElement);
      need("#talk-head").replaceWith(...need("#new-head", found).childNodes);
      this.renewAbout(need("#new-about", found));
      if (menuWasOpen)
        document.querySelector<HTMLDetailsElement>("#talk-head details")?.setAttribute("open", "");
      if (focused) document.querySelector<HTMLElement>(focused)?.focus({ preventScroll: true });
      this.wiring.onRefreshed();
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }

  /** The parts that come from elsewhere stay as they are: somebody may be reading or typing there. */
  private renewAbout(fresh: HTMLElement): void {
    const scrolled = need("#about").scrollTop;
    for (const kept of ["#suggestions", "#draft", "#find"]) {
      const now = document.querySelector(kept);
      const then = fresh.querySelector(kept);
      if (now && then) then.replaceWith(now);
    }
    need("#about").replaceChildren(...fresh.childNodes);
    need("#about").scrollTop = scrolled;
  }

  private async follow(): Promise<void> {
    const id = /\/c\/([0-9a-f-]+)/.exec(location.pathname)?.[1];
    if (id) await this.open(id, { pushes: false });
    else this.pane("list");
  }
}

/** How to find the focused control again after its piece was drawn anew. */
function keyOf(element: Element | null): string | null {
  if (!(element instanceof HTMLElement)) return null;
  if (element.id) return `#${CSS.escape(element.id)}`;
  for (const name of ["act", "ask", "paneTo"] as const) {
    const value = element.dataset[name];
    const attribute = { act: "data-act", ask: "data-ask", paneTo: "data-pane-to" }[name];
    if (value) return `[${attribute}="${CSS.escape(value)}"]`;
  }
  return element.matches("#talk-head summary") ? "#talk-head summary" : null;
}
