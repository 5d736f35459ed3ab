"""What goes into and comes out of the API of conversations. Field descriptions end up in /openapi.json."""

import datetime as dt
from enum import StrEnum
from typing import Annotated, Any

from pydantic import ConfigDict, Field, StringConstraints

from desk.cases.content import Strict
from desk.cases.fields import AttachmentId, Fen, Timestamp
from desk.handoff.presence import PresenceKind, Who
from desk.handoff.states import CloseReason, Flag, HandoffReason, ServiceEvent, ServiceState
from desk.handoff.triggers import Effect

StaffId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,36}$")]
Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20)]
Shortcut = Annotated[str, StringConstraints(pattern=r"^\S{1,20}$")]
ClientId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,36}$")]
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)]
Position = Annotated[int, Field(strict=True, ge=0)]


class Queue(StrEnum):
    """Which conversations a list shows."""

    WAITING = "waiting"  # nobody has them; who is next first
    MINE = "mine"  # of the asked staff member; the newest activity first
    OPEN = "open"  # waiting, served or put aside
    FLAGGED = "flagged"  # supervisors should look
    ENDED = "ended"  # the newest end first
    ALL = "all"


class StaffOut(Strict):
    id: Annotated[
        str, Field(description="`<client>/<id>` for people of an API client; else an account's of the desk")
    ]
    name: str


class StaffIn(Strict):
    """Who acts, as your organisation knows its people; known here as `<your client's name>/<id>`."""

    id: StaffId
    name: Title


class StaffActIn(Strict):
    """An act that needs nothing else."""

    staff: StaffIn


class TransferIn(StaffActIn):
    to: Annotated[StaffIn | None, Field(description="The new holder; null: back to the queue")] = None


class CloseIn(StaffActIn):
    reason: CloseReason
    ask_satisfaction: Annotated[bool, Field(description="Ask the person how it was, if they were served")] = (
        False
    )


class SnoozeIn(StaffActIn):
    until: Annotated[Timestamp, Field(description="At most thirty days from now")]


class SendIn(StaffActIn):
    text: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    client_message_id: Annotated[ClientId, Field(description="Yours; the same again sends nothing twice")]


class NoteIn(StaffActIn):
    text: Annotated[str, StringConstraints(min_length=1, max_length=5000)]
    client_note_id: Annotated[ClientId, Field(description="Yours; the same again adds nothing")]


class LabelsIn(StaffActIn):
    labels: Annotated[list[Label], Field(max_length=20, description="The whole set")]


class ReadIn(StaffActIn):
    position: Annotated[Position, Field(description="Read up to this message")]


class PresenceIn(StaffActIn):
    kind: PresenceKind


class CannedIn(StaffActIn):
    shortcut: Annotated[Shortcut, Field(description="What is typed after /")]
    title: Title
    text: Annotated[
        str,
        StringConstraints(min_length=1, max_length=2000),
        Field(description="With {{name}}, {{case_no}}, {{case_state}}, {{respondent}}, {{staff}}"),
    ]


class RuleIn(StaffActIn):
    """All conditions that are given must hold; at least one is given."""

    name: Title
    effect: Effect
    active: bool = True
    topic: Annotated[str, StringConstraints(max_length=60)] | None = None
    keyword: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40)] | None = (
        None
    )
    amount_from_fen: Annotated[Fen | None, Field(description="Of a filed case, at least, in fen")] = None
    region: Annotated[
        str | None,
        StringConstraints(min_length=2, max_length=40),
        Field(description="Begins the region of a filed case: its name, or its GB/T 2260 code"),
    ] = None
    channel: Annotated[str, StringConstraints(max_length=20)] | None = None


class ConversationQuery(Strict):
    """Filters and page."""

    queue: Queue = Queue.OPEN
    staff_id: StaffId | None = None
    channel: Annotated[str, StringConstraints(max_length=20)] | None = None
    label: Label | None = None
    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


class LastMessageOut(Strict):
    position: int
    from_: Annotated[str, Field(alias="from", serialization_alias="from")]
    text: Annotated[str | None, Field(description="Numbers masked, at most 80 characters")]
    at: dt.datetime

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class ConversationOut(Strict):
    """A conversation by its newest service session."""

    id: str
    channel: str
    state: ServiceState
    reason: HandoffReason
    urgent: bool
    owner: Annotated[str, Field(description="Who answers now: assistant or staff")]
    goes_on: Annotated[bool, Field(description="The person chose the assistant while they wait")]
    requested_at: dt.datetime
    queued_at: dt.datetime | None
    waiting_seconds: Annotated[
        int | None, Field(description="Of a queued one, since when it waits; of a served one, for an answer")
    ]
    place: Annotated[int | None, Field(description="In the queue, from 1")]
    claimed_by: StaffOut | None
    claimed_at: dt.datetime | None
    snoozed_until: dt.datetime | None
    flag: Flag | None
    flagged_at: dt.datetime | None
    last_message: LastMessageOut | None
    last_position: int
    unread: Annotated[
        int | None, Field(description="The person's messages that the asked staff member has not read")
    ]
    labels: list[str]
    ended_at: dt.datetime | None
    close_reason: CloseReason | None
    satisfaction: int | None


class ConversationPage(Strict):
    conversations: list[ConversationOut]
    next_cursor: str | None


class SessionOut(Strict):
    id: str
    state: ServiceState
    reason: HandoffReason
    requested_at: dt.datetime
    claimed_by: StaffOut | None
    ended_at: dt.datetime | None
    close_reason: CloseReason | None
    satisfaction: int | None


class StepOut(Strict):
    event: ServiceEvent
    from_state: ServiceState | None
    to_state: ServiceState
    actor: str
    at: dt.datetime
    detail: dict[str, Any] | None


class NoteOut(Strict):
    id: str
    author: StaffOut
    text: str
    created_at: dt.datetime


class CaseRef(Strict):
    id: str
    case_no: str
    state: str
    state_label: str


class PresentOut(Strict):
    who: Who
    id: str
    name: str
    kind: PresenceKind
    until: dt.datetime


class ConversationDetail(ConversationOut):
    sessions: Annotated[list[SessionOut], Field(description="Newest first")]
    events: Annotated[list[StepOut], Field(description="Of the newest session, oldest first")]
    notes: Annotated[list[NoteOut], Field(description="Oldest first")]
    cases: Annotated[list[CaseRef], Field(description="Filed in this conversation, newest first")]
    presence: list[PresentOut]


class SentFileOut(Strict):
    id: str
    name: str
    media_type: str


class MessageOut(Strict):
    """One message as staff see it."""

    id: str
    position: int
    from_: Annotated[str, Field(alias="from", serialization_alias="from")]
    text: Annotated[str | None, Field(description="Phone and identity numbers masked")]
    quick_replies: Annotated[list[str], Field(description="Titles of the choices that were offered")]
    attachment: SentFileOut | None
    answer: dict[str, Any] | None
    case: dict[str, Any] | None
    author: StaffOut | None
    created_at: dt.datetime

    model_config = ConfigDict(populate_by_name=True, serialize_by_alias=True)


class MessagePage(Strict):
    """Oldest first. before, after: positions for the pages on either side; null: there is none."""

    messages: list[MessageOut]
    before: int | None
    after: int | None


class SentOut(Strict):
    message: MessageOut
    repeated: bool


class LabelsOut(Strict):
    labels: list[str]


class QueueCounts(Strict):
    waiting: int
    mine: int
    open: int
    flagged: int
    unread: Annotated[int, Field(description="The asked staff member's conversations with unread messages")]


class CannedOut(Strict):
    id: str
    shortcut: str
    title: str
    text: str
    changed_at: dt.datetime


class CannedList(Strict):
    canned_replies: list[CannedOut]


class FilledOut(Strict):
    text: Annotated[str, Field(description="Filled for the conversation")]


class RuleOut(Strict):
    id: str
    name: str
    effect: Effect
    active: bool
    topic: str | None
    keyword: str | None
    amount_from_fen: int | None
    region: str | None
    channel: str | None
    changed_at: dt.datetime


class RuleList(Strict):
    handoff_rules: list[RuleOut]
