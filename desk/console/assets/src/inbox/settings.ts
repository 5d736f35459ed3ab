/** The form of a canned reply: a variable is put in where the cursor stands. */

export function installSettings(): void {
  document.addEventListener("click", (event) => {
    const button = event.target instanceof Element && event.target.closest<HTMLElement>("[data-variable]");
    const field = document.querySelector<HTMLTextAreaElement>("#f-text");
    if (!button || !field) return;
    field.setRangeText(`{{${button.dataset.variable}}}`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
    field.dispatchEvent(new Event("input", { bubbles: true }));
  });
}
