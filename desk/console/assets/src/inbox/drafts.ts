/**
 * What was typed and not sent, by staff member and conversation, in this browser alone. Signing out clears it
 * (shared/leaving.ts); what somebody else left behind on this machine is cleared when another one signs in.
 */

import { PREFIX } from "../shared/leaving";

export type Mode = "reply" | "note";

/** A message on its way, kept until the desk has it. */
export interface Pending {
  id: string;
  text: string;
}

export class Drafts {
  private readonly mine: string;

  constructor(staff: string) {
    this.mine = `${PREFIX}inbox.${staff}.`;
    for (const key of Object.keys(localStorage))
      if (key.startsWith(`${PREFIX}inbox.`) && !key.startsWith(this.mine)) localStorage.removeItem(key);
  }

  read(conversation: string, mode: Mode): string {
    return localStorage.getItem(this.key(conversation, mode)) ?? "";
  }

  keep(conversation: string, mode: Mode, text: string): void {
    this.write(this.key(conversation, mode), text);
  }

  pending(conversation: string): Pending[] {
    try {
      return JSON.parse(localStorage.getItem(this.key(conversation, "pending")) ?? "[]");
    } catch {
      return []; // written by something else than us
    }
  }

  addPending(conversation: string, message: Pending): void {
    const others = this.pending(conversation).filter((one) => one.id !== message.id);
    this.write(this.key(conversation, "pending"), JSON.stringify([...others, message]));
  }

  dropPending(conversation: string, id: string): void {
    const left = this.pending(conversation).filter((one) => one.id !== id);
    this.write(this.key(conversation, "pending"), left.length ? JSON.stringify(left) : "");
  }

  forget(conversation: string): void {
    for (const what of ["reply", "note", "pending"]) localStorage.removeItem(this.key(conversation, what));
  }

  private key(conversation: string, what: string): string {
    return `${this.mine}${conversation}.${what}`;
  }

  private write(key: string, text: string): void {
    try {
      if (text) localStorage.setItem(key, text);
      else localStorage.removeItem(key);
    } catch {
      // The browser's storage is full: the text is still in the field.
    }
  }
}
