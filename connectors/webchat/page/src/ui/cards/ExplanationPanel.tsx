/** Why a turn was answered as it was. The server sends it on staff and test machines only. */

import type { ReactNode } from "react";
import type { Explanation, Scored } from "../../types";
import { WORDING } from "../../wording";
import { Unfolding } from "./Unfolding";

const LABELS = WORDING.why;

const scored = ({ name, confidence }: Scored) => `${name} ${WORDING.percent(confidence)}`;

function lines(texts: string[], Tag: "ol" | "ul"): ReactNode {
  if (texts.length === 0) return null;
  return (
    <Tag className="why__list">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </Tag>
  );
}

/** Values of the decision are words, numbers or lists of them. */
const words = (value: unknown) =>
  value === null || value === undefined ? null : [value].flat().map(String).join(" ");

export function ExplanationPanel({ explanation }: { explanation: Explanation }) {
  const decided = explanation.decided ?? {};
  const entities = (explanation.entities ?? []).map(({ entity, value }) => `${entity} = ${value}`);
  const rows: [string, ReactNode][] = [
    [LABELS.intent, scored(explanation.intent)],
    [LABELS.ranking, lines((explanation.topic_ranking ?? []).map(scored), "ol")],
    [LABELS.entities, lines(entities, "ul")],
    [LABELS.decision, words(decided.decision)],
    [LABELS.because, words(decided.rule)],
    [LABELS.topics, words(decided.topics)],
    [LABELS.place, words(decided.place)],
    [LABELS.context, words(decided.context)],
    [LABELS.part, words(decided.part)],
    [LABELS.rule, explanation.rule || WORDING.whyNoRule],
    [LABELS.actions, words(explanation.actions ?? [])],
    [LABELS.policy, explanation.policy],
  ];
  return (
    <Unfolding title={WORDING.whyTitle} kind="why">
      <dl className="why__rows">
        {rows
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
    </Unfolding>
  );
}
