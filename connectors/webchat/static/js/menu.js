/** The ⋯ menu: text size, sending where one is, the privacy note, clearing this device. */

import { byId, el } from "./dom.js";
import { createLocationSheet } from "./location.js";
import { button, close, fill, open } from "./sheet.js";
import { WORDING } from "./wording.js";

const SIZE_KEY = "text_size";
const SIZES = Object.keys(WORDING.textSizes);

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

/**
 * `onClear()` forgets everything on this device; `onResize()` follows a change of text size; the others are
 * the location sheet's.
 */
export function createMenu({ store, onClear, onResize, onLocation, onTypeInstead }) {
  const kept = store.get(SIZE_KEY);
  const size = SIZES.includes(kept) ? kept : SIZES[0];
  document.documentElement.dataset.size = size;

  const menu = byId("menu");
  const privacy = byId("privacy");
  const clear = byId("clear");
  const location = createLocationSheet(byId("location"), { onLocation, onTypeInstead });
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
    button("sheet__item", WORDING.locationTitle, () => {
      close(menu);
      location.open();
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
