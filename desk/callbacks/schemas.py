"""What goes into and comes out of the API of call-backs. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated

from pydantic import Field

from desk.callbacks.hours import MOST_A_SLOT
from desk.callbacks.rules import CallbackState, Outcome
from desk.cases.content import Strict
from desk.cases.fields import AttachmentId, ConversationId, Timestamp
from desk.cases.requests import Officer

Officers = Annotated[
    Officer | None, Field(description="Who did it, as your organisation names its people; no real name")
]


class CallbackQuery(Strict):
    """Filters and page."""

    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    state: CallbackState | None = None
    since: Timestamp | None = None
    until: Timestamp | None = None
    conversation_id: ConversationId | None = None


class AttemptIn(Strict):
    """What came of a call."""

    number: Annotated[
        int,
        Field(
            strict=True,
            ge=1,
            le=100,
            description="Which call it was, from 1: `attempts` and one; the same again is harmless",
        ),
    ]
    outcome: Outcome
    officer: Officers = None


class ActIn(Strict):
    """An officer's act that needs nothing else."""

    officer: Officers = None


class CapacityIn(Strict):
    """How many are called in one slot."""

    start: Annotated[Timestamp, Field(description="When the slot begins")]
    capacity: Annotated[
        int, Field(strict=True, ge=0, le=MOST_A_SLOT, description="0 closes it; what is booked stays")
    ]
    officer: Officers = None


class AttemptOut(Strict):
    number: int
    outcome: Outcome
    actor: str
    at: dt.datetime


class CallbackOut(Strict):
    """A call-back as lists show it: its number masked."""

    id: str
    ticket: Annotated[str, Field(description="What the person was told")]
    state: CallbackState
    start: dt.datetime
    end: dt.datetime
    phone: Annotated[str | None, Field(description="Masked; null once it was forgotten")]
    channel: str
    reason: Annotated[str | None, Field(description="Why no agent was there, as the hotline tells it")]
    conversation_id: str | None
    case_id: str | None
    attempts: Annotated[list[AttemptOut], Field(description="Calls made, oldest first")]
    created_at: dt.datetime
    ended_at: dt.datetime | None


class CallbackPage(Strict):
    """In the order in which they were asked for."""

    callbacks: list[CallbackOut]
    next_cursor: str | None


class NumberOut(Strict):
    """Whom to call."""

    phone: Annotated[str, Field(description="E.164, in clear")]


class SlotOut(Strict):
    start: dt.datetime
    end: dt.datetime
    capacity: int
    booked: int
    left: Annotated[int, Field(description="Places that can still be taken")]


class SlotList(Strict):
    """What is offered now, soonest first; full ones too."""

    slots: list[SlotOut]
