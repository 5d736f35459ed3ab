/**
 * What is typed into a long form survives an expired session, a crash of the tab and the way back: kept in this tab's own
 * storage under the form's name until the form is gone, never on the disk of the browser's profile for longer than the tab.
 * What somebody else left in this tab goes when another one signs in; signing out clears it (shared/leaving.ts).
 * What people in clear are shown is never in such a form.
 */

import { DRAFT } from "../shared/leaving";
import { notify } from "../shared/notices";

const LONGEST_MS = 12 * 60 * 60 * 1000; // a session is over by then

type Kept = { at: number; fields: Record<string, string[]> };
const OURS = new Set(["csrf", "token", "version", "seen"]);
const PERSONAL = /^(complainant_|respondent_(contact|phone)$)/; // typed anew, rather than kept anywhere

function fieldsOf(form: HTMLFormElement): Record<string, string[]> {
  const fields: Record<string, string[]> = {};
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && !OURS.has(name) && !PERSONAL.test(name))
      fields[name] = [...(fields[name] ?? []), value];
  return fields;
}

function read(key: string): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key) ?? "null") as Kept | null;
    return kept && Date.now() - kept.at < LONGEST_MS ? kept : null;
  } catch {
    return null;
  }
}

function restore(form: HTMLFormElement, kept: Kept): boolean {
  let changed = false;
  for (const element of form.elements) {
    if (element instanceof HTMLInputElement && ["checkbox", "radio"].includes(element.type)) {
      const ticked = (kept.fields[element.name] ?? []).includes(element.value);
      changed ||= element.checked !== ticked;
      element.checked = ticked;
    } else if (
      (element instanceof HTMLInputElement && !["hidden", "file"].includes(element.type)) ||
      element instanceof HTMLTextAreaElement ||
      element instanceof HTMLSelectElement
    ) {
      const said = kept.fields[element.name]?.[0];
      if (said === undefined) continue;
      changed ||= element.value !== said;
      element.value = said;
    }
  }
  return changed;
}

/** Of whoever is signed in; empty on the page that asks to sign in, which touches nobody's. */
function ownPrefix(): string {
  const member = document.body.dataset.member ?? "";
  const mine = `${DRAFT}${member}:`;
  if (member)
    for (const key of Object.keys(sessionStorage))
      if (key.startsWith(DRAFT) && !key.startsWith(mine)) sessionStorage.removeItem(key);
  return mine;
}

/** Whether the desk led here, as it does once a form was taken. Not so on the way back from a page that never came. */
function wasLedHere(): boolean {
  const [arrival] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return arrival?.type === "navigate" && arrival.redirectCount > 0;
}

export function installDrafts(): void {
  const prefix = ownPrefix();
  const forms = [...document.querySelectorAll<HTMLFormElement>("form[data-draft]")];
  const here = new Set(forms.map((form) => prefix + (form.dataset.draft ?? "")));
  const sent = sessionStorage.getItem("draft-sent");
  // A page of casework without an error follows a form that was taken: its draft has done its work. Any other page, one
  // that asks to sign in first, say, leaves it.
  const taken = document.querySelector(".case, .subnav") && !document.querySelector("[role=alert]");
  if (sent && taken && !here.has(sent)) sessionStorage.removeItem(sent);
  if (sent && taken && here.has(sent) && wasLedHere()) sessionStorage.removeItem(sent);
  sessionStorage.removeItem("draft-sent");
  for (const form of forms) {
    const key = prefix + (form.dataset.draft ?? "");
    const kept = read(key);
    if (kept && restore(form, kept)) {
      form.closest("details")?.setAttribute("open", "");
      notify("已恢复上次没有提交的内容", "info");
    }
    form.addEventListener("input", () => {
      sessionStorage.setItem(key, JSON.stringify({ at: Date.now(), fields: fieldsOf(form) }));
    });
    form.addEventListener("submit", () => sessionStorage.setItem("draft-sent", key));
  }
}
