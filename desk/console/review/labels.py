"""What a turn may be said to be, as staff read it: topics by their question, acts by their name."""

from collections.abc import Mapping

from actions.knowledge.schema import Entry
from desk.review.training import ASK
from desk.review.wording import ACTS


def labels_of(entries: Mapping[str, Entry]) -> dict[str, str]:
    """Label → words, topics first. entries: those in force."""
    topics = {f"{ASK}{topic}": entry.question for topic, entry in sorted(entries.items())}
    return topics | ACTS


def named(labels: Mapping[str, str], label: str | None) -> str:
    """A label that is none any more is shown as it came."""
    return labels.get(label or "", label or "")
