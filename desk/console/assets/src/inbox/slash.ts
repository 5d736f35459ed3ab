/** The menu of canned replies: `/` at the beginning of the field, then part of a shortcut or of a title. */

import { Refused } from "../shared/csrf";
import { notify } from "../shared/notices";
import { at, conversation, need, openId } from "./page";
import { NoPiece, piece } from "./pieces";
import { wordsOf } from "./sending";

const FRESH_MS = 60_000;
const SHOWN = 8;

interface Canned {
  id: string;
  shortcut: string;
  title: string;
  text: string;
}

/** Those whose shortcut begins so, then those whose shortcut or title has it. */
export function matching(all: Canned[], typed: string): Canned[] {
  const wanted = typed.toLowerCase();
  const begins = all.filter((one) => one.shortcut.toLowerCase().startsWith(wanted));
  const has = all.filter(
    (one) =>
      !begins.includes(one) &&
      (one.shortcut.toLowerCase().includes(wanted) || one.title.toLowerCase().includes(wanted)),
  );
  return [...begins, ...has].slice(0, SHOWN);
}

export class Slash {
  private all: Canned[] = [];
  private readAt = 0;
  private shown: Canned[] = [];
  private at = 0;
  /** A reply was chosen, filled for this conversation. */
  onChosen: (text: string) => void = () => {};

  get isOpen(): boolean {
    return this.shown.length > 0;
  }

  /** The field's text changed. */
  async typed(text: string): Promise<void> {
    const wanted = /^\/(\S*)$/.exec(text)?.[1];
    if (wanted === undefined) return this.close();
    await this.fetch();
    if (need<HTMLTextAreaElement>("#text").value !== text) return;
    this.shown = matching(this.all, wanted);
    this.at = 0;
    this.draw();
  }

  /** Whether the key was the menu's. */
  key(event: KeyboardEvent): boolean {
    if (!this.isOpen) return false;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : this.shown.length - 1)) % this.shown.length;
      this.draw();
    } else if (event.key === "Enter" || event.key === "Tab") void this.choose(this.at);
    else if (event.key === "Escape") this.close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  close(): void {
    this.shown = [];
    this.draw();
  }

  private async fetch(): Promise<void> {
    if (Date.now() - this.readAt < FRESH_MS) return;
    try {
      const found = await piece(at("/canned/menu"), { quiet: true });
      this.readAt = Date.now();
      this.all = [...found.querySelectorAll<HTMLElement>("[data-id]")].map((one) => ({
        id: one.dataset.id ?? "",
        shortcut: one.dataset.shortcut ?? "",
        title: one.dataset.title ?? "",
        text: one.textContent ?? "",
      }));
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }

  private draw(): void {
    const menu = document.querySelector<HTMLElement>("#slash");
    const field = document.querySelector<HTMLElement>("#text");
    if (!menu || !field) return;
    menu.hidden = !this.isOpen;
    field.setAttribute("aria-expanded", String(this.isOpen));
    menu.replaceChildren(...this.shown.map((one, index) => this.option(one, index)));
    if (this.isOpen) field.setAttribute("aria-activedescendant", `slash-${this.at}`);
    else field.removeAttribute("aria-activedescendant");
    menu.children[this.at]?.scrollIntoView({ block: "nearest" });
  }

  private option(one: Canned, index: number): HTMLElement {
    const item = document.createElement("li");
    item.id = `slash-${index}`;
    item.role = "option";
    item.className = "slash__one";
    item.setAttribute("aria-selected", String(index === this.at));
    const name = document.createElement("span");
    name.className = "slash__name";
    name.textContent = `/${one.shortcut} ${one.title}`;
    const text = document.createElement("span");
    text.className = "slash__text";
    text.textContent = one.text;
    item.append(name, text);
    // The field keeps the focus.
    item.addEventListener("pointerdown", (event) => event.preventDefault());
    item.addEventListener("click", () => void this.choose(index));
    return item;
  }

  private async choose(index: number): Promise<void> {
    const [one, id] = [this.shown[index], openId()];
    this.close();
    if (!one || !id) return;
    try {
      const answer = await fetch(conversation(id, `/canned/${one.id}`), {
        headers: { Accept: "application/json" },
      });
      const body = (await answer.json()) as { text?: string; detail?: string };
      if (!answer.ok || body.text === undefined)
        throw new Refused(answer.status, "", body.detail ?? "没有成功");
      this.onChosen(body.text);
    } catch (error) {
      notify(wordsOf(error), "bad");
    }
  }
}
