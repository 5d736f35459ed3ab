/** Forms over the panes: fetched when they are wanted, sent by a script, and what is wrong said beside its field. */

import { Refused } from "../shared/csrf";
import { notify } from "../shared/notices";
import { need } from "./page";
import { NoPiece, piece } from "./pieces";
import { send, wordsOf } from "./sending";
import type { Transcript } from "./transcript";

export class Asking {
  onDone: () => void = () => {};

  constructor(private readonly transcript: Transcript) {
    document.addEventListener("click", (event) => {
      if (!(event.target instanceof Element)) return;
      const asks = event.target.closest<HTMLElement>("[data-ask]");
      if (asks) void this.open(asks.dataset.ask ?? "");
      const picture = event.target.closest<HTMLElement>("[data-picture]");
      if (picture) this.picture(picture.dataset.picture ?? "", picture.dataset.name ?? "");
    });
    document.addEventListener(
      "submit",
      (event) => {
        const form = event.target;
        if (
          !(form instanceof HTMLFormElement) ||
          !(form.matches("[data-send]") || form.matches("[data-clear]"))
        )
          return;
        event.preventDefault();
        event.stopImmediatePropagation();
        void (form.matches("[data-clear]") ? this.reveal(form) : this.send(form));
      },
      true,
    );
  }

  async open(url: string): Promise<void> {
    try {
      const found = await piece(url);
      const dialog = need<HTMLDialogElement>("#ask");
      dialog.replaceChildren(found);
      dialog.classList.toggle("dialog--wide", dialog.querySelector("[data-wide]") !== null);
      if (!dialog.open) dialog.showModal();
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }

  private picture(url: string, name: string): void {
    const dialog = need<HTMLDialogElement>("#picture");
    const image = document.createElement("img");
    image.src = url;
    image.alt = name;
    const close = document.createElement("button");
    close.type = "button";
    close.className = "button";
    close.dataset.closes = "";
    close.textContent = "关上";
    dialog.replaceChildren(image, close);
    dialog.showModal();
  }

  private async send(form: HTMLFormElement): Promise<void> {
    const button = form.querySelector<HTMLButtonElement>("button:not([type=button])");
    if (button?.disabled) return;
    if (button) button.disabled = true;
    this.tell(form, "", []);
    try {
      const fields = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
      const answer = await send(form.action, fields);
      need<HTMLDialogElement>("#ask").close();
      if (typeof answer.said === "string") notify(answer.said, "good");
      this.onDone();
    } catch (error) {
      this.tell(form, wordsOf(error), error instanceof Refused ? error.errors : []);
    } finally {
      if (button) button.disabled = false;
    }
  }

  private async reveal(form: HTMLFormElement): Promise<void> {
    try {
      const body = new URLSearchParams(new FormData(form) as unknown as Record<string, string>);
      const found = await piece(form.action, { body });
      need<HTMLDialogElement>("#ask").close();
      this.transcript.merge(found, { replace: true });
    } catch (error) {
      if (!(error instanceof NoPiece)) throw error;
    }
  }

  private tell(
    form: HTMLFormElement,
    words: string,
    errors: readonly { pointer: string; detail: string }[],
  ): void {
    const body = form.closest("dialog") ?? form;
    const place = body.querySelector("[data-wrong]");
    if (place) place.textContent = words;
    for (const old of form.querySelectorAll("[data-wrong-field]")) old.remove();
    for (const field of form.querySelectorAll("[aria-invalid]")) field.removeAttribute("aria-invalid");
    for (const { pointer, detail } of errors) this.mark(form, pointer.slice(1), detail);
    form.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }

  private mark(form: HTMLFormElement, name: string, detail: string): void {
    const field = form.elements.namedItem(name);
    if (!(field instanceof HTMLElement)) return;
    const said = document.createElement("span");
    said.className = "field__wrong";
    said.id = `w-${name}`;
    said.dataset.wrongField = "";
    said.textContent = detail;
    field.setAttribute("aria-invalid", "true");
    field.setAttribute("aria-describedby", said.id);
    (field.closest(".check") ?? field).after(said);
  }
}
