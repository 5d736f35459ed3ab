"""`python -m actions.answering.evaluate < parsed > predictions`: the shipped decision for each message.

Reads the lines of `python -m bot.parse` ({"id", "text", "intent", "topic_ranking"}, and "parts" of a message that asks
several things) and writes the predictions that the scorer of the evaluation reads. The same `plan` and thresholds
answer people; of two answers the first is scored.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from actions.answering.decision import Decided, Decision, offers_filing
from actions.answering.grievance import tells_grievance
from actions.answering.names import TELL_PLACE
from actions.answering.plan import plan
from actions.answering.telling_place import says_more
from actions.knowledge.schema import Entry
from actions.knowledge.store import load_knowledge
from actions.settings import KNOWLEDGE
from actions.turn import Label, Turn, read_parts
from actions.updates.beginning import HOW_TO, RECONCILING, is_story

# Acts as the catalogue names them.
ACT_TOPICS = {
    "complain": "file_complaint",
    "report": "file_complaint",
    "out_of_scope_legal": "out_of_scope_legal",
    "out_of_scope_chat": "out_of_scope_chat",
    "progress": "complaint_progress",
    "add_to_case": HOW_TO,
    "withdraw_case": HOW_TO,
    "reconcile": RECONCILING,
}
# Who has filed nothing here is told how it is done (actions/updates/beginning.py).
TOLD_HOW = frozenset({"add_to_case", "withdraw_case", "reconcile"})


def in_catalogue(topic: str, entries: Mapping[str, Entry]) -> str:
    """The catalogue's name of a topic; our own topics name their nearest one."""
    entry = entries.get(topic)
    return (entry and entry.catalogue) or topic


def catalogue_topic(label: Label, entries: Mapping[str, Entry]) -> str | None:
    """The catalogue's name of a label, or None for an act the catalogue does not have."""
    return in_catalogue(label.topic, entries) if label.topic else ACT_TOPICS.get(label.name)


def catalogue_ranking(ranking: Iterable[Label], entries: Mapping[str, Entry]) -> Iterator[dict[str, Any]]:
    """The ranking, best first, in the catalogue's names, each once at its best place."""
    seen: set[str] = set()
    for label in ranking:
        name = catalogue_topic(label, entries)
        if name is not None and name not in seen:
            seen.add(name)
            yield {"topic": name, "confidence": label.confidence}


def read_row(row: Mapping[str, Any]) -> Turn:
    """The turn of one line of `bot.parse`, as the answering actions take it."""
    intent = row["intent"]
    turn = Turn(
        text=row["text"],
        intent=intent["name"] or "nlu_fallback",
        confidence=intent["confidence"],
        ranking=tuple(Label(r["name"], r["confidence"]) for r in row["topic_ranking"]),
        parts=read_parts(row.get("parts")),
    )
    # Nothing is filed with us by who writes these: see BeginCaseUpdate.
    is_matter = (turn.intent == TELL_PLACE and says_more(turn)) or is_story(turn)
    return replace(turn, intent="ask") if is_matter else turn


def predict(rows: Iterable[Mapping[str, Any]], entries: Mapping[str, Entry]) -> Iterator[dict[str, Any]]:
    """One prediction a row."""
    for row in rows:
        turn = read_row(row)
        decided = plan(turn, entries).decided
        if decided.decision is Decision.CHITCHAT and turn.intent in TOLD_HOW:
            decided = Decided(Decision.ANSWER, (ACT_TOPICS[turn.intent],), turn.confidence, decided.rule)
        answered = decided.decision in (Decision.ANSWER, Decision.REDIRECT)
        topic = (
            in_catalogue(decided.topics[0], entries)
            if answered
            else ("file_complaint" if decided.decision is Decision.FILE else None)
        )
        yield {
            "id": row["id"],
            "decision": decided.decision.value,
            "topic": topic,
            "ranking": list(catalogue_ranking(turn.ranking, entries)),
            "offer_complaint": offers_filing(decided, entries, told=tells_grievance(turn.text)),
        }


def main() -> None:
    entries = load_knowledge(KNOWLEDGE).entries
    for prediction in predict((json.loads(line) for line in sys.stdin if line.strip()), entries):
        print(json.dumps(prediction, ensure_ascii=False))


if __name__ == "__main__":
    main()
