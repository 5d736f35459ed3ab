/** The card at the top of the log. It is the page's own: opening the page sends nothing. */

import { el } from "./dom.js";
import { WORDING } from "./wording.js";

/** `onEntry(text)` follows a tap on one of the usual questions. */
export function fillGreeting(section, onEntry) {
  const entries = WORDING.entries.map((entry) =>
    el("button", { class: "entry", type: "button", on: { click: () => onEntry(entry.text) } }, [
      el("span", { class: "entry__mark", "aria-hidden": "true" }, [entry.mark]),
      el("span", { class: "entry__words" }, [
        el("span", { class: "entry__title" }, [entry.title]),
        el("span", { class: "entry__hint" }, [entry.hint]),
      ]),
    ]));
  section.append(
    el("h2", { class: "greeting__title" }, [WORDING.greetingTitle]),
    el("p", { class: "greeting__text" }, [WORDING.greetingText]),
    el("p", { class: "greeting__prompt" }, [WORDING.greetingPrompt]),
    el("div", { class: "entries" }, entries),
    el("p", { class: "greeting__note" }, [WORDING.greetingNote]),
  );
}
