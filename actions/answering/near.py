"""What a reading of a message says about the topic under discussion, its neighbours, and other matters. Pure."""

from collections.abc import Iterable, Mapping

from actions.knowledge.schema import Entry
from actions.turn import Label, Turn

LEANS = 0.10  # probability for the message alone from which it says anything for a topic


def is_near(here: Entry, there: Entry) -> bool:
    """The same topic, or a neighbour of it: of its group, or named as related by one of them."""
    return here.group == there.group or there.topic in here.related or here.topic in there.related


def near(labels: Iterable[Label], here: Entry, entries: Mapping[str, Entry]) -> tuple[Label, ...]:
    """The labels of the topic under discussion and of its neighbours, in their order."""
    known = ((label, entries.get(label.topic or "")) for label in labels)
    return tuple(label for label, entry in known if entry and is_near(here, entry))


def own_support(turn: Turn, here: Entry, entries: Mapping[str, Entry]) -> float:
    """How likely the message alone goes on about the matter: it asks on, or is of a topic near. 0 to 1."""
    of_matter = sum(label.confidence for label in near(turn.topics, here, entries))
    return min(1.0, turn.probability("ask_more") + of_matter)


def leans_to_neighbour(turn: Turn, here: Entry, entries: Mapping[str, Entry]) -> bool:
    """Whether the message alone is rather of one neighbour than of the topic before or of none."""
    goes_on = turn.probability("ask_more") + turn.probability(f"ask/{here.topic}")
    others = (label for label in near(turn.topics, here, entries) if label.topic != here.topic)
    return any(label.confidence > goes_on for label in others)


def named_elsewhere(turn: Turn, here: Entry, entries: Mapping[str, Entry]) -> Entry | None:
    """The entry that the message alone leans to most, if it is not near the topic before."""
    known = ((label, entries.get(label.topic or "")) for label in turn.topics)
    label, entry = next((pair for pair in known if pair[1]), (None, None))
    if label is None or entry is None or label.confidence < LEANS or is_near(here, entry):
        return None
    return entry
