"""What goes into and comes out of the case API. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from desk.cases.changes import ChangeKind
from desk.cases.content import (
    CaseContent,
    Demand,
    Filing,
    JointComplaint,
    PriorHandling,
    Purchase,
    Representative,
    Respondent,
    Strict,
)
from desk.cases.fields import AttachmentId, Code, ConversationId, LegalDay, RegionPrefix, Short, Title
from desk.cases.states import CaseEvent, CaseKind, CaseState, Ground


class CaseIn(CaseContent):
    """A filing."""

    kind: Filing


class Warning(Strict):
    """Something the filer should know although the case is taken."""

    code: str
    detail: str


class ComplainantOut(Strict):
    """Masked (张**, 138****1234) everywhere but in a disclosure."""

    name: str
    phone: str
    address: str


class ConsentOut(Strict):
    """What the person agreed to."""

    personal_data_at: dt.datetime | None
    publication: bool | None
    mediation: bool | None
    delegation: bool | None
    reconciliation: bool | None


class CaseOut(Strict):
    """A case."""

    id: str
    case_no: str
    kind: CaseKind
    state: CaseState
    state_label: Annotated[str, Field(description="The state for people")]
    created_at: Annotated[dt.datetime, Field(description="When we received it")]
    decide_by: Annotated[dt.date, Field(description="Last day for the decision, a working day in China")]
    decide_by_provisional: Annotated[bool, Field(description="Counted with holidays not announced yet")]
    linked_case_nos: Annotated[list[str], Field(description="Other cases of the same story")]
    received_again: Annotated[
        bool, Field(description="In answer to a filing: this dispute had been filed, and stands here")
    ]
    next_step: Annotated[str, Field(description="What happens next, for people")]
    warnings: list[Warning]
    channel: str
    conversation_id: str | None
    submitted_at: dt.datetime
    complainant: ComplainantOut | None
    consent: ConsentOut
    respondent: Respondent
    purchase: Purchase | None
    problem: str
    demands: list[Demand]
    demand_text: str | None
    topic: str | None
    region: str | None
    region_code: str | None
    category: str | None
    known_on: str | None
    happened_on: str | None
    happened_where: str | None
    prior_handling: PriorHandling | None
    representative: Annotated[Representative | None, Field(description="Name and phone masked")]
    joint: Annotated[JointComplaint | None, Field(description="Everyone masked")]
    source_ref: str | None
    attachments: list[str]
    agency_id: Annotated[str | None, Field(description="Who handles it")]
    duplicate_of: Annotated[str | None, Field(description="Number of the case it was merged into")]
    accepted_at: dt.datetime | None
    closed_at: dt.datetime | None
    recovered_fen: Annotated[int | None, Field(description="What the consumer got back, in fen")]
    satisfaction: Annotated[int | None, Field(description="The consumer's rating, 1 to 5")]


class CasePage(Strict):
    """Newest first."""

    cases: list[CaseOut]
    next_cursor: Annotated[str | None, Field(description="Ask with it for the next page; null on the last")]


class CaseQuery(Strict):
    """Filters and page of the list. All of them must hold."""

    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    conversation_id: ConversationId | None = None
    kind: CaseKind | None = None
    state: CaseState | None = None
    open: bool | None = None
    agency_id: AttachmentId | None = None
    subtree: bool = False
    category: Code | None = None
    region_code: RegionPrefix | None = None
    channel: Code | None = None
    respondent: Title | None = None
    received_from: LegalDay | None = None
    received_until: LegalDay | None = None
    q: Short | None = None


class LookupIn(Strict):
    """A number and the last four digits of the phone left with it."""

    case_no: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    phone_last4: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    conversation_id: Annotated[
        ConversationId | None,
        Field(description="Who asks, when one client asks for many people: tries are counted apart"),
    ] = None


class TimelineLine(Strict):
    """Something that was done with a case."""

    id: str
    what: ChangeKind
    label: Annotated[str, Field(description="The same for people")]
    event: CaseEvent | None
    from_state: CaseState | None
    to_state: CaseState
    grounds: list[Ground]
    grounds_text: Annotated[str | None, Field(description="The legal grounds in words")]
    actor: Annotated[str, Field(description="Role and name, for example officer:console/li")]
    reason: Annotated[str | None, Field(description="In words; phones and long numbers starred")]
    detail: Annotated[dict[str, Any] | None, Field(description="Facts without personal data")]
    at: dt.datetime


class Timeline(Strict):
    """Oldest first."""

    case_no: str
    lines: list[TimelineLine]


class DuplicateCase(Strict):
    """A case that is, or may be, about the same."""

    case_no: str
    state: CaseState
    state_label: str
    created_at: dt.datetime
    same: Annotated[list[str], Field(description="What agrees beside person and business")]


class Duplicates(Strict):
    """What a filing of this dispute would meet."""

    certain: Annotated[
        DuplicateCase | None,
        Field(description="An open case of this very dispute: a filing is merged into it"),
    ]
    possible: Annotated[
        list[DuplicateCase],
        Field(description="The person's other cases against this business, within a year"),
    ]


class CaseStatus(Strict):
    """What the number and four digits open: the status, nothing personal."""

    case_no: str
    state: CaseState
    state_label: str
    created_at: dt.datetime
    decide_by: dt.date
    next_step: str


class ServiceField(Strict):
    """A field of CaseIn that a service needs or welcomes."""

    pointer: Annotated[str, Field(description="RFC 6901 pointer into the filing")]
    label: str
    required: bool


class Service(Strict):
    """Something that can be complained about."""

    code: str
    name: str
    description: str
    authority: Annotated[str, Field(description="Who decides in such matters")]
    fields: list[ServiceField]


class ServiceList(Strict):
    services: list[Service]
