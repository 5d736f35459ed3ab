/** The right pane: what comes from elsewhere (the assistant's notes, the knowledge base) is asked for when it is shown. */

import { openId } from "./page";
import { NoPiece, piece } from "./pieces";
import { sayClocks } from "./transcript";

const PAUSE_MS = 300; // after the last key, before the knowledge base is searched

export class About {
  private timer = 0;
  /** A suggestion is wanted in the field. */
  onInsert: (text: string) => void = () => {};

  constructor() {
    document.addEventListener("input", (event) => {
      if (!(event.target instanceof HTMLInputElement) || event.target.id !== "find-text") return;
      clearTimeout(this.timer);
      this.timer = window.setTimeout(() => void this.suggest(), PAUSE_MS);
    });
    document.addEventListener(
      "submit",
      (event) => {
        if (!(event.target instanceof HTMLFormElement) || event.target.id !== "find") return;
        event.preventDefault();
        event.stopImmediatePropagation();
        void this.suggest();
      },
      true,
    );
    document.addEventListener("click", (event) => {
      const button = event.target instanceof Element ? event.target.closest("[data-insert]") : null;
      const text = button?.closest(".suggestion")?.querySelector("[data-text]")?.textContent;
      if (text) this.onInsert(text.trim());
    });
  }

  attach(): void {
    const pane = document.querySelector("#about");
    if (pane) sayClocks(pane);
    void this.fill("#draft");
    void this.suggest();
  }

  /** Answers to what the person said last, or to what is searched for. */
  async suggest(): Promise<void> {
    const asked = document.querySelector<HTMLInputElement>("#find-text")?.value.trim() ?? "";
    await this.fill("#suggestions", asked ? `?${new URLSearchParams({ q: asked })}` : "");
  }

  private async fill(selector: string, query = ""): Promise<void> {
    const place = document.querySelector<HTMLElement>(selector);
    const id = openId();
    if (!place?.dataset.from) return;
    try {
      const found = await piece(place.dataset.from + query, { quiet: true });
      if (openId() === id) document.querySelector(selector)?.replaceChildren(found);
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }
}
