"""The slot that keeps what a person told before they began a complaint, so that they need not tell it twice.

A story stays a day, and other questions may come in between: so it is kept with what it was about, and a complaint
begun about something else does not take it.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from actions.knowledge.schema import Entry
from actions.turn import Turn

# {"text", "at": ISO 8601, "topic": the likeliest or None, "sure": its probability, "perhaps": [further topics]},
# or None. What was kept by an earlier version has only "text" and "at".
LAST_STORY = "last_story"
STORY_LENGTH = 14  # characters from which a message is kept
STORY_STAYS = dt.timedelta(hours=24)  # what was told before that is another matter
HOW_TO_COMPLAIN = "complain_to_12315"  # its group is about complaining, not about what went wrong
CANDIDATES = 3  # topics a story may be about: as many as are offered when we ask back


@dataclass(frozen=True)
class LastStory:
    """topic: the likeliest, None where none is known; sure: its probability, 0 to 1; perhaps: the next ones."""

    text: str
    topic: str | None = None
    sure: float = 0.0
    perhaps: tuple[str, ...] = ()
    at: str = ""  # ISO 8601

    def is_about(self, topic: str | None, entries: Mapping[str, Entry]) -> bool:
        """Whether a complaint about `topic` may be this story: the same topic or one near it, and always where
        either is unknown, or `topic` is how to complain, which is asked of every matter."""
        here, there = entries.get(self.topic or ""), entries.get(topic or "")
        if here is None or there is None or there.topic in self.perhaps:
            return True
        if there.topic in here.related or here.topic in there.related:
            return True
        # The group of what others decide holds many matters: 话费 and 租房 have two authorities.
        is_near = here.group == there.group and here.authority == there.authority
        how_to = entries.get(HOW_TO_COMPLAIN)
        return is_near or (how_to is not None and there.group == how_to.group)


def keep_story(turn: Turn, entries: Mapping[str, Entry]) -> tuple[EventType, ...]:
    """The event that keeps a typed message of some length."""
    if turn.is_choice or len(turn.text) < STORY_LENGTH:
        return ()
    likely = [label for label in turn.topics if label.topic in entries][:CANDIDATES]
    topic, sure = (likely[0].topic, likely[0].confidence) if likely else (None, 0.0)
    return (story_kept(turn, turn.text, topic, sure, tuple(label.topic or "" for label in likely[1:])),)


def story_kept(
    turn: Turn, text: str, topic: str | None, sure: float, perhaps: tuple[str, ...] = ()
) -> EventType:
    """The event that keeps a story as of this turn."""
    at = turn.sent_at.isoformat()
    return SlotSet(
        LAST_STORY, {"text": text, "at": at, "topic": topic, "sure": sure, "perhaps": list(perhaps)}
    )


def recent_story(kept: Any, *, now: dt.datetime) -> LastStory | None:
    """What the slot holds, if it was told lately."""
    if not kept or now - dt.datetime.fromisoformat(kept["at"]) > STORY_STAYS:
        return None
    perhaps = tuple(kept.get("perhaps") or ())
    return LastStory(str(kept["text"]), kept.get("topic"), kept.get("sure") or 0.0, perhaps, kept["at"])
