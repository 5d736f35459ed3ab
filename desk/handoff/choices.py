"""Choices that the desk offers and carries out itself: the brain never sees them. Pure."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum

PREFIX = "desk:"  # Rasa's payloads begin with a slash


class Choice(StrEnum):
    """What a tap on one of the desk's own choices means; the value is its payload."""

    ASK = "desk:handoff/ask"
    ASK_ANGRY = "desk:handoff/ask_angry"  # offered after an insult
    GO_ON = "desk:handoff/go_on"  # with the assistant, while waiting
    WAIT = "desk:handoff/wait"  # for people, and no assistant meanwhile
    CANCEL = "desk:handoff/cancel"
    WRITE = "desk:handoff/write"  # a message for staff
    WRITTEN = "desk:handoff/written"  # it is complete
    CALL_BACK = "desk:handoff/call_back"


SLOT, RATE = "desk:slot/", "desk:rate/"
BEST, WORST = 5, 1


@dataclass(frozen=True)
class Chosen:
    """A choice of ours, read. slot: the chosen time of a call-back; rated: (session, 1 to 5)."""

    choice: Choice | None = None
    slot: dt.datetime | None = None
    rated: tuple[str, int] | None = None


def is_ours(payload: str | None) -> bool:
    return payload is not None and payload.startswith(PREFIX)


def read(payload: str) -> Chosen:
    """Raises ValueError for a payload that no desk of ours has made."""
    if payload.startswith(SLOT):
        return Chosen(slot=dt.datetime.fromisoformat(payload.removeprefix(SLOT)))
    if payload.startswith(RATE):
        session_id, _, stars = payload.removeprefix(RATE).rpartition("/")
        return Chosen(rated=(session_id, int(stars)))
    return Chosen(Choice(payload))


def slot_payload(start: dt.datetime) -> str:
    return f"{SLOT}{start.astimezone(dt.UTC).isoformat()}"


def rate_payload(session_id: str, stars: int) -> str:
    return f"{RATE}{session_id}/{stars}"
