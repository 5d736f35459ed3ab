"""What a telephone switch sends us and what it is answered: one signed contract for every hotline.

Source: the hotline section of the protocol notes, "Contract for our hotline connector". A switch that speaks another
language has an adapter (connectors.hotline.adapters) that translates into this and back.

Whatever tells of a person or quotes one is left out of `repr`, so that no log line shows it.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

VERSION = 1
MOST_SAID = 60  # characters of one spoken item: what a listener keeps in mind
MOST_ITEMS = 40  # of one answer
MOST_DIGITS = 32

Id = Annotated[str, StringConstraints(min_length=1, max_length=128, pattern=r"^[!-~]+$")]  # visible ASCII
Number = Annotated[str, StringConstraints(max_length=64)]  # as the switch writes it; read by hotline.numbers
Line = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Text = Annotated[str, StringConstraints(max_length=2000)]
Digits = Annotated[str, StringConstraints(pattern=r"^[0-9A-D*#]*$", max_length=MOST_DIGITS)]
# Unix seconds, 2001 to 2286: a switch that sends milliseconds is told so at its first call.
Timestamp = Annotated[int, Field(strict=True, ge=10**9, lt=10**10)]
Milliseconds = Annotated[int, Field(strict=True, ge=0, le=24 * 3600 * 1000)]


class Wire(BaseModel):
    """A part of the contract: nothing is added to it, nothing in it changes."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Event(StrEnum):
    """What happened in the call."""

    OVERFLOW = "overflow"  # a caller who waited for an agent comes to us
    START = "start"  # a caller who comes to us at once
    SPEECH = "speech"
    DTMF = "dtmf"
    SILENCE = "silence"  # nothing was said for as long as `expect.no_input_s`
    PLAYBACK_DONE = "playback_done"
    CALLBACK_REQUEST = "callback_request"  # the switch's own menu took a wish to be called back
    HANGUP = "hangup"


class Reason(StrEnum):
    """Why no agent took the call."""

    QUEUE_FULL = "queue_full"
    QUEUE_TIMEOUT = "queue_timeout"
    NO_AGENT = "no_agent"
    OFF_HOURS = "off_hours"
    IVR_CHOICE = "ivr_choice"  # the caller chose the assistant
    AGENT_DECLINED = "agent_declined"


class Asr(Wire):
    """What a recogniser understood. confidence: None where it tells none, which counts as sure."""

    text: Annotated[Text, Field(repr=False)]
    confidence: Annotated[float, Field(ge=0, le=1)] | None = None
    final: bool
    begin_ms: Milliseconds | None = None
    end_ms: Milliseconds | None = None


class Told(Wire):
    """Something that was said before we came to the call, by the switch's own menu or to it."""

    role: Literal["caller", "system"]
    text: Annotated[Text, Field(repr=False)]


class CallbackWish(Wire):
    """Where and when the caller wants to be called; slot_from and slot_to: Unix seconds."""

    number: Annotated[Number | None, Field(repr=False)] = None
    slot_from: Timestamp | None = None
    slot_to: Timestamp | None = None


class Consent(Wire):
    """What the caller agreed to; None: not asked."""

    record: bool | None = None
    sms: bool | None = None


class HotlineRequest(Wire):
    """One event of one call. `seq` grows by one within a call and is the same when the event is sent again."""

    version: Literal[1]
    event_id: Id
    call_id: Id
    seq: Annotated[int, Field(strict=True, ge=0, lt=10**6)]
    ts: Timestamp
    event: Event
    caller: Annotated[Number | None, Field(repr=False)] = None
    caller_hidden: bool = False
    callee: Annotated[Number | None, Field(repr=False)] = None
    orig_callee: Annotated[Number | None, Field(repr=False)] = None
    queue: Line | None = None
    reason: Reason | None = None
    wait_s: Annotated[int, Field(strict=True, ge=0, le=24 * 3600)] | None = None
    position: Annotated[int, Field(strict=True, ge=0, le=10_000)] | None = None
    asr: Asr | None = None
    digits: Annotated[Digits | None, Field(repr=False)] = None
    history: Annotated[tuple[Told, ...], Field(max_length=50, repr=False)] = ()
    callback: CallbackWish | None = None
    hangup_by: Literal["caller", "agent", "system", "network"] | None = None
    consent: Consent = Consent()

    @model_validator(mode="after")
    def _what_the_event_needs(self) -> "HotlineRequest":
        if self.event is Event.SPEECH and self.asr is None:
            raise PydanticCustomError("asr_missing", "speech 事件要带上 asr")
        if self.event is Event.DTMF and self.digits is None:
            raise PydanticCustomError("digits_missing", "dtmf 事件要带上 digits")
        return self


class Action(StrEnum):
    """What the switch does once it has said what is to be said."""

    LISTEN = "listen"
    TRANSFER = "transfer"
    VOICEMAIL = "voicemail"
    CALLBACK = "callback"  # a call-back was booked; the call ends
    HANGUP = "hangup"


class Say(Wire):
    """One item to speak. bargein: the caller may talk or type over it."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=MOST_SAID), Field(repr=False)]
    bargein: bool = True


class Input(StrEnum):
    SPEECH = "speech"
    DTMF = "dtmf"


class Expect(Wire):
    """What is listened for after speaking. end_silence_ms: how long a pause ends a sentence."""

    input: tuple[Input, ...] = (Input.SPEECH, Input.DTMF)
    max_digits: Annotated[int, Field(ge=1, le=MOST_DIGITS)] = 1
    finish_on: Literal["#"] = "#"
    no_input_s: Annotated[int, Field(ge=1, le=60)] = 8
    end_silence_ms: Annotated[int, Field(ge=300, le=3000)] = 800


class Transfer(Wire):
    """To whom, and what the agent should know before saying the first word."""

    queue: str
    case_id: str | None = None
    summary: Annotated[str | None, Field(repr=False)] = None


class CallbackBooked(Wire):
    """ticket: under which it is known; window: when, as it is said."""

    ticket: str
    window: str


class SmsParams(Wire):
    code: Annotated[str | None, Field(repr=False)] = None
    url: Annotated[str | None, Field(repr=False)] = None


class Sms(Wire):
    """A text message that the switch sends to the caller; only after consent."""

    template: str
    to: Literal["caller"] = "caller"
    params: SmsParams = SmsParams()


class HotlineResponse(Wire):
    """The answer to one event."""

    call_id: Id
    seq: int
    say: Annotated[tuple[Say, ...], Field(max_length=MOST_ITEMS)] = ()
    expect: Expect | None = None
    action: Action = Action.LISTEN
    transfer: Transfer | None = None
    callback: CallbackBooked | None = None
    sms: Sms | None = None
    case_id: str | None = None
