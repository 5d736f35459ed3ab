/** Sheets: dialogs that open over the page. */

import { el } from "./dom.js";
import { WORDING } from "./wording.js";

export function open(dialog) {
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", ""); // before 2022's browsers: not modal, but readable
}

export function close(dialog) {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
}

export function isOpen(dialog) {
  return dialog.hasAttribute("open");
}

export function button(kind, label, act) {
  return el("button", { class: kind, type: "button", on: { click: act } }, [label]);
}

export function fill(dialog, title, children) {
  const head = el("div", { class: "sheet__head" }, [
    el("h2", { class: "sheet__title", id: `${dialog.id}-title` }, [title]),
    button("sheet__close", WORDING.close, () => close(dialog)),
  ]);
  dialog.append(el("div", { class: "sheet__inner" }, [head, ...children]));
  // A tap on the backdrop lands on the dialog itself, outside its content.
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) close(dialog);
  });
}
