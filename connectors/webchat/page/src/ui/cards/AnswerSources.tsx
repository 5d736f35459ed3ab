/** The 依据 of an answer, unfolding. */

import { longDate } from "../../chat/time";
import type { Answer, Source } from "../../types";
import { WORDING } from "../../wording";
import { Unfolding } from "./Unfolding";

/** Articles of the same law on one line, in the order given. */
function byLaw(sources: readonly Source[]): [string, (string | number)[]][] {
  const laws = new Map<string, (string | number)[]>();
  for (const { law, article } of sources) {
    const articles = laws.get(law) ?? [];
    if (article !== null && article !== undefined && article !== "") articles.push(article);
    laws.set(law, articles);
  }
  return Array.from(laws);
}

export function AnswerSources({ answer }: { answer: Answer }) {
  const sources = answer.sources ?? [];
  if (sources.length === 0 && !answer.as_of) return null;
  const flag = answer.confidence === "B" ? WORDING.sourcesUnofficial : null;
  return (
    <Unfolding title={WORDING.sources(sources.length)} flag={flag}>
      {sources.length > 0 && (
        <ul className="sources__list">
          {byLaw(sources).map(([law, articles]) => (
            <li key={law}>
              {/* A document without articles (a press conference) is no law and stands as it is. */}
              <span className="sources__law">{articles.length > 0 ? WORDING.law(law) : law}</span>
              {articles.map(WORDING.article).join(WORDING.articleJoin)}
            </li>
          ))}
        </ul>
      )}
      {answer.as_of && <p className="sources__date">{WORDING.asOf(longDate(answer.as_of))}</p>}
    </Unfolding>
  );
}
