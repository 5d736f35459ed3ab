/**
 * <button data-opens="id"> opens the dialog of that id, <button data-closes> inside closes it, <button data-copies="id">
 * copies the text of that element. The rest is the browser's.
 */

import { notify } from "./notices";

async function copy(id: string): Promise<void> {
  const shown = document.getElementById(id);
  if (!shown) return;
  try {
    await navigator.clipboard.writeText(shown.textContent?.trim() ?? "");
    notify("已复制", "good");
  } catch {
    // Without TLS browsers have no clipboard for scripts: select it, so that one key copies it.
    getSelection()?.selectAllChildren(shown);
    notify("请按 Ctrl+C 复制", "info");
  }
}

export function installDialogs(): void {
  document.addEventListener("click", (event) => {
    if (!(event.target instanceof Element)) return;
    const opener = event.target.closest<HTMLElement>("[data-opens]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.opens ?? "");
      if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
      return;
    }
    const copier = event.target.closest<HTMLElement>("[data-copies]");
    if (copier) void copy(copier.dataset.copies ?? "");
    if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
    if (event.target instanceof HTMLDialogElement) event.target.close(); // its backdrop
  });
}
