"""The topic under discussion: kept when one is answered, forgotten after a while or when a complaint is filed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.knowledge.schema import Entry
from actions.turn import Turn

DISCUSSED = "discussed"  # the slot: {"topic", "text", "at", "answered"}; the brain reads its text
STAYS = dt.timedelta(minutes=30)  # after that 「要多久」 is about something else
LONGEST_TEXT = 120  # characters of the question that are kept


@dataclass(frozen=True)
class Discussed:
    """A topic that was answered, and the question it was asked with.

    answered: the topic of the newest answer, which may be that of an aspect (去哪投诉 of 快递丢了): a place told
    next is told for it. None where it is `topic` itself.
    """

    topic: str
    text: str
    answered: str | None = None


def read_discussed(kept: Any, entries: Mapping[str, Entry], *, now: dt.datetime) -> Discussed | None:
    """What the slot holds; None when it is empty, older than `STAYS`, or of a topic that is no longer known."""
    if not isinstance(kept, Mapping) or kept.get("topic") not in entries:
        return None
    # A message stored out of order is not older than its topic, so the age may be negative.
    if now - dt.datetime.fromisoformat(kept["at"]) > STAYS:
        return None
    return Discussed(kept["topic"], kept.get("text") or "", kept.get("answered"))


def now_discussed(topic: str, text: str, turn: Turn, *, answered: str | None = None) -> EventType:
    """Remember the topic just answered. `text`: the question in words that stand alone."""
    kept = {"topic": topic, "text": text[:LONGEST_TEXT], "at": turn.sent_at.isoformat()}
    return SlotSet(DISCUSSED, kept | {"answered": answered})


def nothing_discussed() -> EventType:
    """A complaint is filed or dropped: what is asked next is about something else."""
    return SlotSet(DISCUSSED, None)
