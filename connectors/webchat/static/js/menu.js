/** The ⋯ menu: text size, the privacy note, clearing this device. */

import { byId, el } from "./dom.js";
import { WORDING } from "./wording.js";

const SIZE_KEY = "text_size";
const SIZES = Object.keys(WORDING.textSizes);

function open(dialog) {
  if (dialog.showModal) dialog.showModal();
  else dialog.setAttribute("open", ""); // before 2022's browsers: not modal, but readable
}

function close(dialog) {
  if (dialog.close) dialog.close();
  else dialog.removeAttribute("open");
}

function button(kind, label, act) {
  return el("button", { class: kind, type: "button", on: { click: act } }, [label]);
}

function fill(dialog, title, children) {
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

function sizeChoice(current, choose) {
  const choices = SIZES.map((size) =>
    el("label", { class: `size size--${size}` }, [
      el("input", {
        type: "radio",
        name: "text-size",
        value: size,
        checked: size === current,
        on: { change: () => choose(size) },
      }),
      el("span", {}, [WORDING.textSizes[size]]),
    ]));
  return el("fieldset", { class: "sizes" }, [el("legend", {}, [WORDING.textSize]), ...choices]);
}

/** `onClear()` forgets everything on this device; `onResize()` follows a change of text size. */
export function createMenu({ store, onClear, onResize }) {
  const kept = store.get(SIZE_KEY);
  const size = SIZES.includes(kept) ? kept : SIZES[0];
  document.documentElement.dataset.size = size;

  const menu = byId("menu");
  const privacy = byId("privacy");
  const clear = byId("clear");
  const swap = (next) => {
    close(menu);
    open(next);
  };
  fill(menu, WORDING.menuTitle, [
    sizeChoice(size, (chosen) => {
      document.documentElement.dataset.size = chosen;
      store.set(SIZE_KEY, chosen);
      onResize();
    }),
    button("sheet__item", WORDING.privacyTitle, () => swap(privacy)),
    button("sheet__item sheet__item--danger", WORDING.clear, () => swap(clear)),
  ]);
  fill(privacy, WORDING.privacyTitle, WORDING.privacy.map((line) => el("p", { class: "sheet__text" }, [line])));
  fill(clear, WORDING.clearTitle, [
    el("p", { class: "sheet__text" }, [WORDING.clearText]),
    el("p", { class: "sheet__text sheet__text--soft" }, [WORDING.clearHint]),
    el("div", { class: "sheet__actions" }, [
      button("sheet__button", WORDING.cancel, () => close(clear)),
      button("sheet__button sheet__button--danger", WORDING.clearConfirm, onClear),
    ]),
  ]);
  byId("menu-open").addEventListener("click", () => open(menu));
}
