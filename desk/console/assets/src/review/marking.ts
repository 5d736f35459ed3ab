/**
 * Entities are marked by selecting characters of the wording. Places are counted in characters as Python counts them (code
 * points), not in UTF-16 units. When the wording is edited, marks move with their words; those whose words are gone go.
 */

import { notify } from "../shared/notices";

interface Mark {
  start: number;
  end: number;
  type: string;
}

const chars = (text: string): string[] => Array.from(text);
/** From a place in UTF-16 units to one in characters. */
const place = (text: string, units: number): number => chars(text.slice(0, units)).length;

/** Where the marks stand after the text was edited in one stretch. */
export function moved(marks: readonly Mark[], before: string, after: string): Mark[] {
  const old = chars(before);
  const now = chars(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < now.length - head && old.at(-1 - tail) === now.at(-1 - tail))
    tail += 1;
  const shift = now.length - old.length;
  return marks.flatMap((mark) => {
    if (mark.end <= head) return [mark];
    if (mark.start >= old.length - tail)
      return [{ ...mark, start: mark.start + shift, end: mark.end + shift }];
    return [];
  });
}

class Marking {
  private marks: Mark[];
  private before: string;

  constructor(
    private readonly wording: HTMLTextAreaElement,
    private readonly kept: HTMLInputElement,
    private readonly list: HTMLElement,
    private readonly type: HTMLSelectElement,
  ) {
    this.marks = JSON.parse(kept.value || "[]");
    this.before = wording.value;
    wording.addEventListener("input", () => this.edited());
    wording.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() === "e" && event.altKey) this.add();
    });
    this.show();
  }

  add(): void {
    const { selectionStart, selectionEnd, value } = this.wording;
    const [start, end] = [place(value, selectionStart), place(value, selectionEnd)];
    const words = chars(value).slice(start, end).join("");
    const refused = this.refusal(words, start, end);
    if (refused) {
      notify(refused, "info");
      return;
    }
    this.marks.push({ start, end, type: this.type.value });
    this.show();
  }

  /** Why the selected words cannot be marked, or null. */
  private refusal(words: string, start: number, end: number): string | null {
    if (!words.trim()) return "先在训练用语里选中要标的字";
    if (words !== words.trim()) return "选中的字前后不要带空格";
    const overlaps = this.marks.some((mark) => mark.start < end && start < mark.end);
    return overlaps ? "这里已经标过了，先去掉再标" : null;
  }

  private edited(): void {
    const after = moved(this.marks, this.before, this.wording.value);
    if (after.length < this.marks.length) notify("改动的地方有标注，已去掉，请重新标", "info");
    this.marks = after;
    this.before = this.wording.value;
    this.show();
  }

  private remove(mark: Mark): void {
    this.marks = this.marks.filter((one) => one !== mark);
    this.show();
    this.wording.focus();
  }

  private show(): void {
    this.marks.sort((one, other) => one.start - other.start);
    this.kept.value = JSON.stringify(this.marks);
    this.list.replaceChildren(...this.marks.map((mark) => this.chip(mark)));
  }

  private chip(mark: Mark): HTMLElement {
    const words = chars(this.wording.value).slice(mark.start, mark.end).join("");
    const named = this.type.querySelector(`[value="${CSS.escape(mark.type)}"]`)?.textContent ?? mark.type;
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    button.className = "chip chip--accent";
    button.textContent = `${named}：${words} ✕`;
    button.setAttribute("aria-label", `去掉标注 ${named}：${words}`);
    button.addEventListener("click", () => this.remove(mark));
    item.append(button);
    return item;
  }
}

export function installMarking(): void {
  const form = document.querySelector<HTMLFormElement>("[data-review]");
  const wording = form?.querySelector<HTMLTextAreaElement>("textarea[name=wording]");
  const kept = form?.querySelector<HTMLInputElement>("[data-marks]");
  const list = form?.querySelector<HTMLElement>("[data-list]");
  const type = form?.querySelector<HTMLSelectElement>("[data-type]");
  if (!form || !wording || !kept || !list || !type) return;
  const marking = new Marking(wording, kept, list, type);
  form.querySelector("[data-mark]")?.addEventListener("click", () => marking.add());
}
