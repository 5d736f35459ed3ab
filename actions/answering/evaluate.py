"""`python -m actions.answering.evaluate < parsed > predictions`: the shipped decision for each message.

Reads the lines of `python -m bot.parse` ({"id", "intent", "topic_ranking"}) and writes the predictions that
the scorer of the evaluation reads. The same `decide` and thresholds answer people.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actions.answering.decision import Decision, decide, offers_filing
from actions.knowledge.schema import Entry
from actions.knowledge.store import load_knowledge
from actions.settings import KNOWLEDGE
from actions.turn import Label, Turn

# Acts as the catalogue names them.
ACT_TOPICS = {
    "complain": "file_complaint",
    "report": "file_complaint",
    "out_of_scope_legal": "out_of_scope_legal",
    "out_of_scope_chat": "out_of_scope_chat",
    "progress": "complaint_progress",
}


def catalogue_topic(label: Label) -> str | None:
    """The catalogue's name of a label, or None for an act the catalogue does not have."""
    return label.topic or ACT_TOPICS.get(label.name)


def predict(rows: Iterable[Mapping[str, Any]], entries: Mapping[str, Entry]) -> Iterator[dict[str, Any]]:
    """One prediction a row."""
    for row in rows:
        ranking = tuple(Label(r["name"], r["confidence"]) for r in row["topic_ranking"])
        intent = row["intent"]
        turn = Turn(
            text="", intent=intent["name"] or "nlu_fallback", confidence=intent["confidence"], ranking=ranking
        )
        decided = decide(turn, entries)
        answered = decided.decision in (Decision.ANSWER, Decision.REDIRECT)
        topic = (
            decided.topics[0]
            if answered
            else ("file_complaint" if decided.decision is Decision.FILE else None)
        )
        yield {
            "id": row["id"],
            "decision": decided.decision.value,
            "topic": topic,
            "ranking": [
                {"topic": name, "confidence": label.confidence}
                for label in ranking
                if (name := catalogue_topic(label)) is not None
            ],
            "offer_complaint": offers_filing(decided, entries),
        }


def main() -> None:
    entries = load_knowledge(KNOWLEDGE).entries
    for prediction in predict((json.loads(line) for line in sys.stdin if line.strip()), entries):
        print(json.dumps(prediction, ensure_ascii=False))


if __name__ == "__main__":
    main()
