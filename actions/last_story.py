"""The slot that keeps what a person told before they began a complaint, so that they need not tell it twice."""

import datetime as dt
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.turn import Turn

LAST_STORY = "last_story"  # {"text", "at": ISO 8601}, or None
STORY_LENGTH = 14  # characters from which a message is kept
STORY_STAYS = dt.timedelta(hours=24)  # what was told before that is another matter


def keep_story(turn: Turn) -> tuple[EventType, ...]:
    """The event that keeps a typed message of some length."""
    if turn.is_choice or len(turn.text) < STORY_LENGTH:
        return ()
    return (SlotSet(LAST_STORY, {"text": turn.text, "at": turn.sent_at.isoformat()}),)


def recent_story(kept: Any, *, now: dt.datetime) -> str | None:
    """The text in the slot, if it was told lately."""
    if not kept or now - dt.datetime.fromisoformat(kept["at"]) > STORY_STAYS:
        return None
    return str(kept["text"])
