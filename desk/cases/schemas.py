"""What goes into and comes out of the case API. Field descriptions end up in /openapi.json."""

import datetime as dt
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

from desk.cases.fields import (
    AttachmentId,
    Choice,
    Code,
    ConversationId,
    Fen,
    Name,
    Note,
    PartialDate,
    Phone,
    Short,
    Story,
    Timestamp,
    Title,
)
from desk.cases.states import CaseKind, CaseState

MAX_ATTACHMENTS = 9


class Filing(StrEnum):
    """What is filed: both makes two linked cases."""

    COMPLAINT = "complaint"
    REPORT = "report"
    BOTH = "both"

    @property
    def kinds(self) -> tuple[CaseKind, ...]:
        """The cases it makes; the first one is answered."""
        if self is Filing.BOTH:
            return (CaseKind.COMPLAINT, CaseKind.REPORT)
        return (CaseKind(self.value),)


class Demand(StrEnum):
    """What the consumer asks for."""

    REFUND = "refund"
    RETURN = "return"
    EXCHANGE = "exchange"
    REPAIR = "repair"
    COMPENSATE = "compensate"
    MULTIPLE_DAMAGES = "multiple_damages"
    DELIVER = "deliver"
    APOLOGY = "apology"
    EXPLAIN = "explain"
    PUNISH = "punish"
    INVOICE = "invoice"
    MAKE_UP_QUANTITY = "make_up_quantity"
    OTHER = "other"


def _once(items: list[str]) -> list[str]:
    return list(dict.fromkeys(items))  # said twice is said once


Demands = Annotated[list[Demand], Field(min_length=1), AfterValidator(_once)]
Attachments = Annotated[list[AttachmentId], Field(max_length=MAX_ATTACHMENTS), AfterValidator(_once)]


class Strict(BaseModel):
    """Unknown members are refused: a misspelt field must not vanish silently."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Complainant(Strict):
    """Who complains (市场监督管理投诉举报处理办法 第十条第一项). Sealed at rest."""

    name: Annotated[Name, Field(description="Real name")]
    phone: Annotated[Phone, Field(description="E.164 of a mobile or landline")]
    address: Annotated[Title, Field(description="Where letters reach them")]


class Consent(Strict):
    """What the person agreed to."""

    personal_data_at: Annotated[
        Timestamp | None, Field(description="When; null only for an anonymous report")
    ]
    publication: Annotated[Choice | None, Field(description="To publishing the outcome; null: not asked")] = (
        None
    )
    mediation: Annotated[Choice | None, Field(description="To mediation; null: not asked")] = None


class Respondent(Strict):
    """The business."""

    name: Annotated[Title, Field(description="As on its licence, shop or platform")]
    address: Annotated[Title | None, Field(description="Where it does business")] = None
    platform: Annotated[Short | None, Field(description="Online platform")] = None
    shop: Annotated[Short | None, Field(description="Shop on the platform")] = None


class Purchase(Strict):
    """What was bought."""

    product: Annotated[Title, Field(description="Goods or service")]
    purchased_on: Annotated[PartialDate | None, Field(description="YYYY, YYYY-MM or YYYY-MM-DD")] = None
    purchased_on_text: Annotated[Short | None, Field(description="As the person said it")] = None
    amount_fen: Annotated[Fen | None, Field(description="Price paid, in fen")] = None
    amount_text: Annotated[Short | None, Field(description="As the person said it")] = None
    order_no: Annotated[Short | None, Field(description="Order number")] = None
    channel: Annotated[Short | None, Field(description="How it was bought")] = None


class CaseContent(Strict):
    """What is told in a case; shared by what goes in and what comes out."""

    channel: Annotated[Code, Field(description="How it reached us, for example webchat")]
    conversation_id: Annotated[
        ConversationId | None, Field(description="The conversation it was told in")
    ] = None
    submitted_at: Annotated[Timestamp, Field(description="When the person confirmed it; for information")]
    complainant: Annotated[Complainant | None, Field(description="null only for an anonymous report")] = None
    consent: Consent
    respondent: Respondent
    purchase: Annotated[Purchase | None, Field(description="null only in a report")] = None
    problem: Annotated[Story, Field(description="The story in the person's own words, kept whole")]
    demands: Demands
    demand_text: Annotated[Note | None, Field(description="The demands in the person's own words")] = None
    topic: Annotated[Code | None, Field(description="Topic of the knowledge base")] = None
    region: Annotated[Short | None, Field(description="Place of the matter")] = None
    attachments: Annotated[Attachments, Field(description="Ids of uploaded evidence")] = []


class CaseIn(CaseContent):
    """A filing."""

    kind: Filing


class Warning(Strict):
    """Something the filer should know although the case is taken."""

    code: str
    detail: str


class ComplainantOut(Strict):
    """Masked (张**, 138****1234) unless the caller has scope cases:personal."""

    name: str
    phone: str
    address: str


class ConsentOut(Strict):
    """What the person agreed to."""

    personal_data_at: dt.datetime | None
    publication: bool | None
    mediation: bool | None


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
    attachments: list[str]


class CasePage(Strict):
    """Newest first."""

    cases: list[CaseOut]
    next_cursor: Annotated[str | None, Field(description="Ask with it for the next page; null on the last")]


class CaseQuery(Strict):
    """Filters and page of the list."""

    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    conversation_id: ConversationId | None = None
    state: CaseState | None = None


class LookupIn(Strict):
    """A number and the last four digits of the phone left with it."""

    case_no: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    phone_last4: Annotated[str, StringConstraints(min_length=1, max_length=20)]
    conversation_id: Annotated[
        ConversationId | None,
        Field(description="Who asks, when one client asks for many people: tries are counted apart"),
    ] = None


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
