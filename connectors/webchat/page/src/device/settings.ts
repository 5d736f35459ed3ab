/** How this device shows the page: text size and colours, kept in the store. */

import { createValue, type Value } from "../observable";
import { WORDING } from "../wording";
import type { Store } from "./store";

export type TextSize = keyof typeof WORDING.textSizes;
export type ColourScheme = keyof typeof WORDING.colourSchemes;

export const TEXT_SIZES = Object.keys(WORDING.textSizes) as TextSize[];
export const COLOUR_SCHEMES = Object.keys(WORDING.colourSchemes) as ColourScheme[];

export interface Settings {
  textSize: Value<TextSize>;
  colours: Value<ColourScheme>;
}

function kept<T extends string>(store: Store, key: string, known: readonly T[], first: T): Value<T> {
  const stored = store.get<T>(key);
  const value = createValue(stored && known.includes(stored) ? stored : first);
  value.subscribe(() => store.set(key, value.get()));
  return value;
}

export function createSettings(store: Store): Settings {
  return {
    textSize: kept(store, "text_size", TEXT_SIZES, "standard"),
    colours: kept(store, "colours", COLOUR_SCHEMES, "auto"),
  };
}

/** Keeps `data-size` and `data-color-scheme` of <html> as chosen; the style sheets read them. */
export function applySettings({ textSize, colours }: Settings): void {
  const { dataset } = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = colours.get();
    dataset.size = textSize.get();
    dataset.colorScheme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
  };
  textSize.subscribe(apply);
  colours.subscribe(apply);
  dark.addEventListener?.("change", apply); // missing before iOS 14
  apply();
}
