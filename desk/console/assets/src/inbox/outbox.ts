/** What is said is shown at once and kept until the desk has it; under one id, so that a repeat is no second message. */

import { Refused } from "../shared/csrf";
import type { Drafts, Pending } from "./drafts";
import { conversation, freshId, need, openId } from "./page";
import { send, wordsOf } from "./sending";
import type { Transcript } from "./transcript";

export class Outbox {
  /** Put a text back into the field. */
  onTakeBack: (text: string) => void = () => {};
  onNetworkLost: () => void = () => {};

  constructor(
    private readonly drafts: Drafts,
    private readonly transcript: Transcript,
  ) {}

  /** Say it. */
  add(id: string, text: string): void {
    const message = { id: freshId(), text };
    this.drafts.addPending(id, message);
    void this.carry(id, message, this.draw(message));
  }

  /** What an earlier page of this browser did not get through, as not sent. */
  restore(id: string): void {
    for (const message of this.drafts.pending(id))
      this.failed(id, message, this.draw(message), "上次没有发出去");
  }

  private draw(message: Pending): HTMLElement {
    const pattern = need<HTMLTemplateElement>("#mine-pattern");
    const item = need<HTMLElement>(".msg", pattern.content.cloneNode(true) as DocumentFragment);
    need(".msg__text", item).textContent = message.text;
    this.transcript.append(item);
    return item;
  }

  private async carry(id: string, message: Pending, item: HTMLElement): Promise<void> {
    need(".msg__again", item).hidden = true;
    item.classList.remove("msg--failed");
    need(".msg__state", item).textContent = "正在发送…";
    const done = this.transcript.hold();
    try {
      await send(conversation(id, "/say"), { text: message.text, client_id: message.id });
    } catch (error) {
      await done();
      if (!(error instanceof Refused)) this.onNetworkLost();
      this.failed(id, message, item, `没有发出去：${wordsOf(error)}`);
      return;
    }
    this.drafts.dropPending(id, message.id);
    await done();
    if (openId() === id) await this.transcript.news(); // its place is taken by what the desk has kept
    item.remove();
  }

  private failed(id: string, message: Pending, item: HTMLElement, words: string): void {
    item.classList.add("msg--failed");
    need(".msg__state", item).textContent = words;
    need(".msg__again", item).hidden = false;
    need("[data-again]", item).onclick = () => void this.carry(id, message, item);
    need("[data-take-back]", item).onclick = () => {
      this.drafts.dropPending(id, message.id);
      item.remove();
      this.onTakeBack(message.text);
    };
  }
}
