/** What stands under an answer: its sources, the case card, the quick replies, an attachment. */

import { el, icon } from "./dom.js";
import { longDate } from "./time.js";
import { WORDING } from "./wording.js";

const COPIED_MS = 2500;

/** Articles of the same law on one line, in the order given. */
function byLaw(sources) {
  const laws = new Map();
  sources.forEach(({ law, article }) => {
    if (!laws.has(law)) laws.set(law, []);
    if (article !== null && article !== undefined && article !== "") laws.get(law).push(article);
  });
  return Array.from(laws);
}

/** The collapsible 依据 row of an answer, or null when there is nothing to show. */
export function sourcesRow(answer) {
  if (!answer) return null;
  const sources = answer.sources || [];
  if (sources.length === 0 && !answer.as_of) return null;
  const lines = byLaw(sources).map(([law, articles]) =>
    el("li", {}, [
      // A document without articles (a press conference) is no law and stands as it is.
      el("span", { class: "sources__law" }, [articles.length > 0 ? WORDING.law(law) : law]),
      articles.map(WORDING.article).join(WORDING.articleJoin),
    ]));
  const unofficial = answer.confidence === "B";
  return el("details", { class: "sources" }, [
    el("summary", { class: "sources__head" }, [
      el("span", {}, [WORDING.sources(sources.length)]),
      unofficial ? el("span", { class: "sources__flag" }, [WORDING.sourcesUnofficial]) : null,
    ]),
    lines.length > 0 ? el("ul", { class: "sources__list" }, lines) : null,
    answer.as_of ? el("p", { class: "sources__date" }, [WORDING.asOf(longDate(answer.as_of))]) : null,
  ]);
}

function select(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

/** Copies the text of `node`; false when the browser forbids it (then it is left selected). */
async function copyText(node) {
  try {
    await navigator.clipboard.writeText(node.textContent); // absent on plain http
    return true;
  } catch (_forbidden) {
    select(node);
    return document.execCommand("copy");
  }
}

export function caseCard(given) {
  if (!given) return null;
  const number = el("strong", { class: "case__no" }, [given.case_no]);
  const label = el("span", { role: "status" }, [WORDING.copy]);
  let timer = 0;
  async function copy() {
    label.textContent = (await copyText(number)) ? WORDING.copied : WORDING.copyByHand;
    clearTimeout(timer);
    timer = setTimeout(() => {
      label.textContent = WORDING.copy;
    }, COPIED_MS);
  }
  const state = given.status ? WORDING.caseStates[given.status] || given.status : null;
  return el("div", { class: "case" }, [
    el("p", { class: "case__title" }, [WORDING.caseTitle]),
    el("p", { class: "case__line" }, [number]),
    state ? el("p", { class: "case__state" }, [WORDING.caseStatus(state)]) : null,
    el("button", { class: "case__copy", type: "button", on: { click: copy } }, [label]),
    el("p", { class: "case__keep" }, [WORDING.caseKeep]),
  ]);
}

/**
 * A row of big buttons, or null. `close(payload?)` disables all and marks the chosen one.
 * Returned as {node, close}.
 */
export function quickReplies(replies, onChoose) {
  if (!replies || replies.length === 0) return null;
  const buttons = replies.map((reply) =>
    el("button", { class: "quick__button", type: "button", on: { click: (event) => choose(reply, event) } }, [
      reply.title,
    ]));
  const node = el("div", { class: "quick" }, buttons);

  function close(payload) {
    node.classList.add("quick--closed");
    replies.forEach((reply, index) => {
      buttons[index].disabled = true;
      if (reply.payload === payload) buttons[index].classList.add("quick__button--chosen");
    });
  }

  function choose(reply, event) {
    if (buttons[0].disabled) return;
    close(reply.payload);
    // detail 0: pressed with the keyboard, whose focus must not fall back to the top of the page.
    onChoose(reply, { byKeyboard: event.detail === 0 });
  }

  return { node, close };
}

const SIZE_UNITS = ["B", "KB", "MB"];

function humanSize(bytes) {
  if (!bytes) return "";
  const power = Math.min(SIZE_UNITS.length - 1, Math.floor(Math.log(bytes) / Math.log(1024)));
  const value = bytes / Math.pow(1024, power);
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${SIZE_UNITS[power]}`;
}

/** `file`: {name, size?}. */
export function fileChip(file) {
  return el("span", { class: "file" }, [
    icon("file"),
    el("span", { class: "file__name" }, [file.name || WORDING.attachmentName]),
    file.size ? el("span", { class: "file__size" }, [humanSize(file.size)]) : null,
  ]);
}
