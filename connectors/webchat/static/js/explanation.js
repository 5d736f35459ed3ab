/** Why a turn was answered as it was. The server sends it on staff and test machines only. */

import { el } from "./dom.js";
import { WORDING } from "./wording.js";

const LABELS = WORDING.why;

const scored = ({ name, confidence }) => `${name} ${WORDING.percent(confidence)}`;

function list(lines, tag) {
  return lines.length > 0 ? el(tag, { class: "why__list" }, lines.map((line) => el("li", {}, [line]))) : null;
}

/** One line of the panel, or nothing when there is nothing to say. */
function row(label, value) {
  const empty = value === null || value === undefined || value === "";
  return empty ? [] : [el("dt", {}, [label]), el("dd", {}, [typeof value === "object" ? value : String(value)])];
}

/** The collapsed panel of a message's `explanation` (its shape: bot/explanation.py), or null without one. */
export function explanationPanel(explanation) {
  if (!explanation) return null;
  const decided = explanation.decided || {};
  const entities = (explanation.entities || []).map(({ entity, value }) => `${entity} = ${value}`);
  const rows = [
    row(LABELS.intent, scored(explanation.intent)),
    row(LABELS.ranking, list((explanation.topic_ranking || []).map(scored), "ol")),
    row(LABELS.entities, list(entities, "ul")),
    row(LABELS.decision, decided.decision),
    row(LABELS.because, decided.rule),
    row(LABELS.topics, (decided.topics || []).join(" ")),
    row(LABELS.place, decided.place),
    row(LABELS.context, decided.context),
    row(LABELS.part, decided.part && [].concat(decided.part).join(" ")),
    row(LABELS.rule, explanation.rule || WORDING.whyNoRule),
    row(LABELS.actions, (explanation.actions || []).join(" ")),
    row(LABELS.policy, explanation.policy),
  ];
  return el("details", { class: "sources why" }, [
    el("summary", { class: "sources__head" }, [el("span", {}, [WORDING.whyTitle])]),
    el("dl", { class: "why__rows" }, rows.flat()),
  ]);
}
