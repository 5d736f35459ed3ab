"""What is published, oldest first and the less certain first: ``python -m actions.knowledge.listing``.

Who keeps the knowledge reads it to see what to check again. A regional override is a line of its own: its
figures age by themselves.
"""

import argparse
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from actions.knowledge.render import source_card
from actions.knowledge.schema import Entry
from actions.knowledge.store import load_knowledge
from actions.settings import KNOWLEDGE
from actions.turn import LEGAL_ZONE

COLUMNS = ("as of", "days", "conf", "topic", "question", "sources")


@dataclass(frozen=True)
class Line:
    """One published text: an entry, or its override for one place."""

    topic: str  # service_station, or service_station@辽宁省
    question: str
    confidence: str
    as_of: dt.date
    sources: tuple[str, ...]

    def age(self, today: dt.date) -> int:
        """Days since it was checked last."""
        return (today - self.as_of).days


def lines_of(entry: Entry) -> Iterator[Line]:
    """The entry, then its places."""
    cards = (source_card(source) for source in entry.sources)
    sources = tuple(f"{card['law']} {card['article']}".strip() for card in cards)
    yield Line(entry.topic, entry.question, entry.confidence, entry.as_of, sources)
    for region in entry.regions:
        topic = f"{entry.topic}@{region.name}"
        yield Line(topic, entry.question, entry.confidence, region.as_of, (region.source,))


def listing(
    entries: Iterable[Entry], *, today: dt.date, older_than: int = -1, confidence: str | None = None
) -> list[Line]:
    """Lines older than so many days and of this confidence, oldest first; of one day, B before A."""
    found = (line for entry in entries for line in lines_of(entry))
    wanted = (
        line
        for line in found
        if line.age(today) > older_than and (confidence is None or line.confidence == confidence)
    )
    return sorted(wanted, key=lambda line: (line.as_of, line.confidence != "B", line.topic))


def table(lines: Iterable[Line], *, today: dt.date) -> Iterator[str]:
    """Tab-separated, a heading first: it opens in a spreadsheet, and `column -ts $'\\t'` aligns it."""
    yield "\t".join(COLUMNS)
    for line in lines:
        cells = (line.as_of.isoformat(), str(line.age(today)), line.confidence, line.topic, line.question)
        yield "\t".join((*cells, "；".join(line.sources)))


def main(arguments: Sequence[str] | None = None) -> None:
    """Command line."""
    parser = argparse.ArgumentParser(prog="python -m actions.knowledge.listing", description=__doc__)
    parser.add_argument(
        "--older-than", type=int, default=-1, metavar="DAYS", help="only what is older than this"
    )
    parser.add_argument("--confidence", choices=("A", "B"), help="only what is this certain")
    today = dt.datetime.now(LEGAL_ZONE).date()
    parser.add_argument(
        "--today", type=dt.date.fromisoformat, default=today, help="count days up to this date"
    )
    chosen = parser.parse_args(arguments)
    lines = listing(
        load_knowledge(KNOWLEDGE).entries.values(),
        today=chosen.today,
        older_than=chosen.older_than,
        confidence=chosen.confidence,
    )
    print("\n".join(table(lines, today=chosen.today)))


if __name__ == "__main__":
    main()
