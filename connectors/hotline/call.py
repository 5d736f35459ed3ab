"""What is kept of a call between two events, and what one event leads to. Values only."""

import datetime as dt
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from connectors.hotline.contract import Action, Reason, Say


class Stage(StrEnum):
    """Where a call stands. The table of connectors.hotline.dialogue says what each event does there."""

    NEW = "new"
    CONSENT = "consent"  # asked whether the sound may be recorded
    LISTENING = "listening"  # the assistant has said something and hears
    WAITING = "waiting"  # the assistant is thinking; 「请稍等」 was said
    SMS = "sms"  # asked whether a link may be sent if the line breaks
    MENU = "menu"  # not understood twice: keys only
    NUMBER = "number"  # call-back: on which number
    SLOT = "slot"  # call-back: when
    TRANSFERRED = "transferred"
    CLOSING = "closing"  # goodbye was said; the switch hangs up
    ENDED = "ended"


class SlotOffer(BaseModel):
    """A time at which we could call back, and how it is said."""

    model_config = ConfigDict(frozen=True)

    start: dt.datetime
    said: str


class Call(BaseModel):
    """One call. It holds a number and what was said last: kept sealed.

    record, sms: None until the caller was asked. choices: how many keys are open, in LISTENING. typed: figures of a phone
    so far. held: what is said once a question in between is answered. failed_transfers: how often nobody took over.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    stage: Stage = Stage.NEW
    last_seq: int = -1
    began_at: dt.datetime | None = None
    reason: Reason | None = None
    wait_s: int | None = None
    position: int | None = None
    queue: str | None = None
    record: bool | None = None
    sms: bool | None = None
    caller: Annotated[str | None, Field(repr=False)] = None  # E.164, where they can be called back
    mobile: bool = False  # whether a text message can be read there
    number: Annotated[str | None, Field(repr=False)] = None  # E.164, where they want to be called back
    wanted: dt.datetime | None = None  # the time that the switch's own menu took for a call back
    said: Annotated[tuple[Say, ...], Field(repr=False)] = ()
    held: Annotated[tuple[Say, ...], Field(repr=False)] = ()
    choices: int = 0
    expects_phone: bool = False
    typed: Annotated[str, Field(repr=False)] = ""
    slots: tuple[SlotOffer, ...] = ()
    unclear: int = 0
    silent: int = 0
    failed_transfers: int = 0
    no_slots: bool = False
    asked_at: dt.datetime | None = None  # since when the assistant has been thinking
    asked_seq: int = -1  # the event it was asked by: an answer to an earlier one is not given to it
    draft: bool = False  # a complaint is being taken and not filed yet
    heard_at: dt.datetime | None = None  # when the switch last told us anything
    can_transfer: bool = True  # what the switch is able to do, see connectors.hotline.adapters
    can_voicemail: bool = True
    can_sms: bool = True  # whether a text message can be sent at all: else none is promised

    @property
    def reads_links(self) -> bool:
        """Whether a link by text message would reach them, if they agreed to one."""
        return self.can_sms and self.caller is not None and self.mobile

    @property
    def nobody(self) -> bool:
        """Whether a transfer leads nowhere: nobody is at work, nobody took over before, or the switch has no agents."""
        return self.reason is Reason.OFF_HOURS or self.failed_transfers > 0 or not self.can_transfer


@dataclass(frozen=True)
class Turn:
    """The assistant is told these words. choice: instead, which of its open choices was taken, from 0."""

    text: str | None = field(default=None, repr=False)
    choice: int | None = None


@dataclass(frozen=True)
class Collect:
    """Is the answer there that the assistant was thinking of?"""


@dataclass(frozen=True)
class OfferSlots:
    """Which times are free for a call back? Go on with dialogue.offer_slots."""


@dataclass(frozen=True)
class Book:
    """A call back to this number at this time. Go on with dialogue.booked or dialogue.slot_taken."""

    number: str = field(repr=False)
    start: dt.datetime


@dataclass(frozen=True)
class HandOff:
    """Staff are asked for; the switch transfers the call."""

    failed: bool = False  # nobody took over: they should see that somebody waited


@dataclass(frozen=True)
class KeepDraft:
    """The call is over. What was told stays; with `resume`, a link to go on is sent to the caller."""

    resume: bool = False


Effect = Turn | Collect | OfferSlots | Book | HandOff | KeepDraft


@dataclass(frozen=True)
class Step:
    """What one event leads to. effect: what is to be done first; Turn, Collect, OfferSlots and Book need their outcome
    told to the dialogue, which then gives the step that is answered. say is empty until then."""

    call: Call
    effect: Effect | None = None
    say: tuple[Say, ...] = ()
    action: Action = Action.LISTEN


@dataclass(frozen=True)
class Reply:
    """What the assistant answered.

    texts: written for a screen. choices: titles, in their order. expects_phone: the next answer is a phone number. draft:
    a complaint is being taken. handoff: staff were asked for. over: nothing is left to talk about.
    """

    texts: tuple[str, ...] = field(default=(), repr=False)
    choices: tuple[str, ...] = field(default=(), repr=False)
    expects_phone: bool = False
    draft: bool = False
    handoff: bool = False
    over: bool = False
