"""What goes into and comes out of the API of this room. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, model_validator

from desk.cases.content import Complainant, Representative, Strict
from desk.cases.fields import ConversationId, Note, Phone
from desk.cases.schemas import CaseOut
from desk.privacy.errors import OnePersonPlease
from desk.privacy.rules import Outcome

CaseNo = Annotated[str, StringConstraints(min_length=1, max_length=40)]


class PersonIn(Strict):
    """Whose data: exactly one of these. Who asks must have been identified before."""

    phone: Annotated[Phone | None, Field(description="E.164, as left with complaints")] = None
    conversation_id: Annotated[ConversationId | None, Field(description="A conversation of theirs")] = None
    case_no: Annotated[CaseNo | None, Field(description="A case of theirs: stands for its phone")] = None

    @model_validator(mode="after")
    def _one(self) -> "PersonIn":
        if sum(value is not None for value in (self.phone, self.conversation_id, self.case_no)) != 1:
            raise OnePersonPlease
        return self


class ErasureIn(PersonIn):
    """Whose data, and why: the reason is kept, sealed, as proof of what was done."""

    reason: Note


class MessageExport(Strict):
    sender: Annotated[str, Field(description="user, bot, staff or system; desk: read on a photograph")]
    at: dt.datetime
    content: Annotated[dict[str, Any], Field(description="As it is held: text, choices, answer, file")]


class KeptFiling(Strict):
    """A complaint that could not be filed yet."""

    state: str
    at: dt.datetime
    content: dict[str, Any]


class AssistantMemory(Strict):
    """What the assistant's own store holds of a conversation: what is being told in it, in a few sealed events."""

    id: str
    held: Annotated[bool | None, Field(description="null: its store cannot be seen from here")]


class ServiceExport(Strict):
    """A time that staff were wanted."""

    reason: str
    state: str
    requested_at: dt.datetime
    ended_at: dt.datetime | None
    close_reason: str | None
    satisfaction: int | None
    callback_phone: str | None


class NoteExport(Strict):
    at: dt.datetime
    text: str


class ConversationExport(Strict):
    id: str
    channel: str
    created_at: dt.datetime
    last_activity_at: dt.datetime
    erased_at: dt.datetime | None
    messages: list[MessageExport]
    explanations: Annotated[list[dict[str, Any]], Field(description="Why turns were answered as they were")]
    services: Annotated[list[ServiceExport], Field(description="When staff were wanted, and how it ended")]
    notes: Annotated[list[NoteExport], Field(description="What staff noted; others' numbers starred")]
    labels: list[str]
    kept_filings: list[KeptFiling]
    assistant_memory: AssistantMemory


class ChangeOut(Strict):
    """A line of a case's timeline."""

    what: str
    at: dt.datetime
    actor: str
    event: str | None
    from_state: str | None
    to_state: str
    grounds: list[str]
    reason: Annotated[
        str | None, Field(description="In clear what the person told; numbers starred in others'")
    ]
    detail: dict[str, Any] | None


class SaidOut(Strict):
    """A notice to the person, or words with the enterprise."""

    by: Annotated[str, Field(description="system, consumer or enterprise")]
    at: dt.datetime
    what: str
    text: Annotated[str, Field(description="Numbers starred in the enterprise's")]


class CaseExport(Strict):
    """A case of theirs. Others in it are masked: people who complain along, agents, whom they talked to."""

    case: CaseOut
    timeline: list[ChangeOut]
    said: list[SaidOut]
    restricted_at: dt.datetime | None
    erased_at: dt.datetime | None


class Mention(Strict):
    """Somebody else's case in which they take part; only their own entry is shown."""

    case_no: str
    role: Literal["representative", "joint"]
    entry: Complainant | Representative


class FileOut(Strict):
    id: str
    name: str
    media_type: str
    size: int
    sha256: Annotated[str, Field(description="Of the content as kept, hex")]
    created_at: dt.datetime
    case_no: str | None
    path: Annotated[str | None, Field(description="In the zip; null when it is not there")] = None


class CallbackExport(Strict):
    """A call back that they asked for."""

    ticket: str
    state: str
    start: dt.datetime
    phone: str
    channel: str
    created_at: dt.datetime


class PersonExport(Strict):
    """Everything held of one person (个人信息保护法 第四十五条)."""

    request_id: str
    at: dt.datetime
    conversations: list[ConversationExport]
    shared_conversations: Annotated[
        list[str], Field(description="Conversations in which matters of others were told: look by hand")
    ]
    cases: list[CaseExport]
    mentions: list[Mention]
    files: list[FileOut]
    callbacks: list[CallbackExport]


class CaseOutcome(Strict):
    case_no: str
    outcome: Outcome
    law: str
    told: Annotated[str, Field(description="For the person")]
    until: Annotated[
        dt.datetime | None, Field(description="When the period of keeping ends; null: not known")
    ]


class ConversationOutcome(Strict):
    id: str
    outcome: Outcome
    law: str
    told: str


class ErasureOut(Strict):
    """What was erased, what is restricted, and why (个人信息保护法 第四十七条)."""

    request_id: str
    at: dt.datetime
    conversations: list[ConversationOutcome]
    cases: list[CaseOutcome]
    mentions: Annotated[
        list[str], Field(description="Others' cases in which they take part: kept with those")
    ]
    outside: Annotated[
        dict[str, str], Field(description="What follows outside the database: files, assistant, counters")
    ]
