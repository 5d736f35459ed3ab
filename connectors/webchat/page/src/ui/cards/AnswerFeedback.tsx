/** 有用 or 没用, under an answer. A second tap on the same takes it back. */

import { useState } from "react";
import type { Verdict } from "../../types";
import { WORDING } from "../../wording";
import { usePage } from "../context";

const VERDICTS: readonly Verdict[] = ["helpful", "unhelpful"];

interface Props {
  messageId: string;
  given: Verdict | null;
}

export function AnswerFeedback({ messageId, given }: Props) {
  const { chat } = usePage();
  const [verdict, setVerdict] = useState(given);
  const [note, setNote] = useState("");

  async function say(tapped: Verdict) {
    const before = verdict;
    const after = tapped === before ? null : tapped;
    setVerdict(after); // at once; a failure puts it back
    setNote("");
    try {
      await chat.giveFeedback(messageId, after);
      if (after === "unhelpful") setNote(WORDING.feedbackThanks);
    } catch {
      setVerdict(before);
      setNote(WORDING.feedbackFailed);
    }
  }

  return (
    <div className="feedback">
      <div role="group" aria-label={WORDING.feedbackLabel} className="feedback__acts">
        {VERDICTS.map((one) => (
          <button
            key={one}
            type="button"
            className={`feedback__button feedback__button--${one}`}
            aria-pressed={verdict === one}
            onClick={() => say(one)}
          >
            {WORDING.feedback[one]}
          </button>
        ))}
      </div>
      <span className="feedback__note" role="status">
        {note}
      </span>
    </div>
  );
}
