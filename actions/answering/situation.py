"""What an answering action knows before it answers: the turn, the place, the topic under discussion."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.answering.context import DISCUSSED, Discussed, read_discussed
from actions.answering.grievance import tells_grievance
from actions.answering.places import mentioned
from actions.knowledge.schema import Entry
from actions.last_story import LAST_STORY, keep_story, recent_story
from actions.turn import Turn, read_turn

PLACE = "place"  # the slot: an official chain such as 吉林省长春市


@dataclass(frozen=True)
class Situation:
    """place: where the person is, said just now or before; told: something went wrong for them, by what they
    said now or lately; remember: the events that keep what was said now."""

    turn: Turn
    place: str | None
    discussed: Discussed | None
    told: bool
    remember: tuple[EventType, ...]


def read_situation(tracker: Any, entries: Mapping[str, Entry]) -> Situation:
    """The situation of a rasa-sdk Tracker."""
    turn = read_turn(tracker)
    known = tracker.get_slot(PLACE)
    said = None if turn.is_choice else mentioned(turn.text)
    # 长春 after 长春市朝阳区 is the same place, said with less.
    place = said if said and not (known or "").startswith(said) else known
    discussed = read_discussed(tracker.get_slot(DISCUSSED), entries, now=turn.sent_at)
    now = not turn.is_choice and tells_grievance(turn.text)
    earlier = recent_story(tracker.get_slot(LAST_STORY), now=turn.sent_at)
    before = earlier is not None and tells_grievance(earlier.text)
    # A question asked after a story does not take the story's place.
    story = keep_story(turn, entries) if now or not before else ()
    remember = story + ((SlotSet(PLACE, place),) if place != known else ())
    return Situation(turn, place, discussed, now or before, remember)
