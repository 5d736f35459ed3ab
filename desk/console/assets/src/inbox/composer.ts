/** The field for replies and notes. Whatever happens around it, what was typed stays. */

import { Refused } from "../shared/csrf";
import { isComposing } from "../shared/keys";
import { notify } from "../shared/notices";
import type { Drafts, Mode } from "./drafts";
import type { Outbox } from "./outbox";
import { conversation, freshId, need, openId } from "./page";
import { send, wordsOf } from "./sending";
import type { Slash } from "./slash";
import type { Transcript } from "./transcript";

const TALLEST_PX = 240;
const WHY: Record<string, (holder: string) => string> = {
  nobody: () => "接入以后才能回复。可以先写好。",
  theirs: (holder) => `由${holder}接待，您可以写内部备注。`,
  ended: () => "会话已经结束。要再联系对方，请重新接入。",
};
const HINTS: Record<Mode, string> = {
  reply: "Enter 发送，Shift+Enter 换行，/ 常用语",
  note: "只有同事看得到，对方看不到",
};

export class Composer {
  private mode: Mode = "reply";
  private noteId = freshId(); // of the note that is being written: a repeat is no second note
  onTyping: () => void = () => {};

  constructor(
    private readonly drafts: Drafts,
    private readonly outbox: Outbox,
    private readonly slash: Slash,
    private readonly transcript: Transcript,
  ) {
    outbox.onTakeBack = (text) => this.insert(text);
    slash.onChosen = (text) => this.replace(text);
    document.addEventListener("input", (event) => event.target === this.field && this.typed());
    document.addEventListener("keydown", (event) => event.target === this.field && this.pressed(event), true);
    document.addEventListener(
      "submit",
      (event) => {
        if (!(event.target instanceof HTMLFormElement) || event.target.id !== "composer") return;
        event.preventDefault();
        event.stopImmediatePropagation();
        void this.submit();
      },
      true,
    );
    document.addEventListener("click", (event) => {
      const wanted =
        event.target instanceof Element && event.target.closest<HTMLElement>("#composer [data-mode]");
      if (wanted && wanted.id !== "composer" && wanted.matches("button"))
        this.write(wanted.dataset.mode as Mode);
    });
  }

  /** Another conversation is open: its own draft. */
  attach(): void {
    if (!this.field) return;
    this.slash.close();
    this.noteId = freshId();
    this.be("reply");
    this.outbox.restore(openId() ?? "");
    this.heed();
  }

  /** Who has the conversation may have changed. */
  heed(): void {
    const head = document.querySelector<HTMLElement>("#talk-head");
    const closed = document.querySelector<HTMLElement>("#composer-closed");
    if (!head || !closed || !this.field) return;
    const whose = head.dataset.whose ?? "nobody";
    const mayReply = whose === "mine";
    closed.hidden = mayReply || this.mode === "note";
    need("#composer-why").textContent = WHY[whose]?.(head.dataset.holder ?? "") ?? "";
    need("#composer-claim").hidden = whose === "theirs";
    need<HTMLButtonElement>("#send").disabled = this.mode === "reply" && !mayReply;
  }

  /** Write a reply or a note now. */
  write(mode: Mode): void {
    if (!this.field) return;
    this.be(mode);
    this.heed();
    this.field.focus();
  }

  /** A text at the end of what is there; never sent by itself. */
  insert(text: string): void {
    if (!this.field) return;
    if (this.mode !== "reply") this.be("reply");
    const before = this.field.value.replace(/\s+$/, "");
    this.replace(before ? `${before}\n${text}` : text);
    this.heed();
  }

  private get field(): HTMLTextAreaElement | null {
    return document.querySelector<HTMLTextAreaElement>("#text");
  }

  private be(mode: Mode): void {
    const field = this.field;
    if (!field) return;
    this.mode = mode;
    need("#composer").dataset.mode = mode;
    field.value = this.drafts.read(openId() ?? "", mode);
    field.setAttribute("aria-label", mode === "note" ? "内部备注" : "回复");
    need("#send").textContent = mode === "note" ? "记下" : "发送";
    need("#composer-hint").textContent = HINTS[mode];
    for (const button of document.querySelectorAll<HTMLElement>(".composer__modes [data-mode]"))
      button.setAttribute("aria-pressed", String(button.dataset.mode === mode));
    this.grow();
  }

  private replace(text: string): void {
    const field = this.field;
    if (!field) return;
    field.value = text;
    field.focus();
    field.setSelectionRange(text.length, text.length);
    this.typed();
  }

  private typed(): void {
    const [field, id] = [this.field, openId()];
    if (!field || !id) return;
    this.drafts.keep(id, this.mode, field.value);
    this.grow();
    if (this.mode === "reply") {
      void this.slash.typed(field.value);
      if (field.value.trim() && !field.value.startsWith("/")) this.onTyping();
    }
  }

  private grow(): void {
    const field = this.field;
    if (!field) return;
    field.style.height = "auto";
    field.style.height = `${Math.min(TALLEST_PX, field.scrollHeight + 2)}px`;
    this.transcript.settle();
  }

  private pressed(event: KeyboardEvent): void {
    if (isComposing(event)) return; // the input method's Enter chooses a word
    if (this.slash.key(event)) return;
    if (event.key === "Escape") {
      this.field?.blur();
      need("#stream").focus({ preventScroll: true });
    }
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.altKey || event.metaKey) return;
    event.preventDefault();
    void this.submit();
  }

  private async submit(): Promise<void> {
    const [field, id] = [this.field, openId()];
    if (!field || !id || need<HTMLButtonElement>("#send").disabled) return;
    const text = field.value.trim();
    if (!text) return;
    this.slash.close();
    if (this.mode === "note") return this.note(id, text);
    this.clear(id, "reply");
    this.outbox.add(id, text);
  }

  private clear(id: string, mode: Mode): void {
    this.drafts.keep(id, mode, "");
    if (this.field && openId() === id && this.mode === mode) this.field.value = "";
    this.grow();
  }

  private async note(id: string, text: string): Promise<void> {
    try {
      await send(conversation(id, "/note"), { text, client_id: this.noteId });
    } catch (error) {
      // The text is still in the field; under the same id a second try is no second note.
      if (error instanceof Refused && error.code === "client_message_reused") this.noteId = freshId();
      notify(wordsOf(error), "bad");
      return;
    }
    this.noteId = freshId();
    this.clear(id, "note");
    if (openId() === id) await this.transcript.news();
  }
}
