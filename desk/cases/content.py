"""What is told in a case: the parts shared by what goes into the API and what comes out.

Fields follow 市场监督管理投诉举报处理办法 第十条 to 第十二条 and 第二十八条. Descriptions end up in /openapi.json.
"""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from desk.cases.fields import (
    AttachmentId,
    Choice,
    Code,
    ConversationId,
    Day,
    Fen,
    Name,
    Note,
    PartialDate,
    Phone,
    Reference,
    RegionCode,
    Short,
    Story,
    Timestamp,
    Title,
)
from desk.cases.states import CaseKind

MAX_ATTACHMENTS = 9
MAX_JOINT = 50  # who complain together beside the complainant
MAX_SPEAKERS = 2  # 第十二条: two of them speak for all


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


class PriorHandling(StrEnum):
    """Whether the dispute was brought before somebody already (第十六条第二项)."""

    NONE = "none"
    COURT = "court"
    ARBITRATION = "arbitration"
    AUTHORITY = "authority"
    CONSUMER_ASSOCIATION = "consumer_association"


def once(items: list[str]) -> list[str]:
    """Said twice is said once; the order stays."""
    return list(dict.fromkeys(items))


Demands = Annotated[list[Demand], Field(min_length=1), AfterValidator(once)]
Attachments = Annotated[list[AttachmentId], Field(max_length=MAX_ATTACHMENTS), AfterValidator(once)]


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
    delegation: Annotated[
        Choice | None, Field(description="To mediation by a delegated body (第十九条); null: not asked")
    ] = None
    reconciliation: Annotated[
        Choice | None, Field(description="To talk with the enterprise first; null: not asked")
    ] = None


class Respondent(Strict):
    """The business."""

    name: Annotated[Title, Field(description="As on its licence, shop or platform")]
    address: Annotated[Title | None, Field(description="Where it does business")] = None
    platform: Annotated[Short | None, Field(description="Online platform")] = None
    shop: Annotated[Short | None, Field(description="Shop on the platform")] = None
    contact: Annotated[Short | None, Field(description="Whom one talked to. Sealed, masked")] = None
    phone: Annotated[Short | None, Field(description="As it stands on the receipt. Sealed, masked")] = None


class Purchase(Strict):
    """What was bought."""

    product: Annotated[Title, Field(description="Goods or service")]
    purchased_on: Annotated[PartialDate | None, Field(description="YYYY, YYYY-MM or YYYY-MM-DD")] = None
    purchased_on_text: Annotated[Short | None, Field(description="As the person said it")] = None
    amount_fen: Annotated[Fen | None, Field(description="Price paid, in fen")] = None
    amount_text: Annotated[Short | None, Field(description="As the person said it")] = None
    order_no: Annotated[Short | None, Field(description="Order number")] = None
    channel: Annotated[Short | None, Field(description="How it was bought")] = None


class Representative(Strict):
    """Who complains for the complainant, and how far they may go (第十一条). Sealed at rest."""

    name: Annotated[Name, Field(description="Real name")]
    phone: Annotated[Phone, Field(description="E.164 of a mobile or landline")]
    matters: Annotated[Note, Field(description="What they were asked to do")]
    authority: Annotated[Note, Field(description="How far they may go, for example accepting a settlement")]
    valid_from: Annotated[Day, Field(description="First day, YYYY-MM-DD")]
    valid_until: Annotated[Day, Field(description="Last day, YYYY-MM-DD")]
    letter: Annotated[
        AttachmentId | None,
        Field(description="The signed letter of authority; its original is to be shown on request"),
    ] = None


class JointComplaint(Strict):
    """Others with the same dispute against the same business (第十二条). Sealed at rest."""

    members: Annotated[list[Complainant], Field(min_length=1, max_length=MAX_JOINT)]
    speakers: Annotated[
        list[Annotated[int, Field(strict=True, ge=0, le=MAX_JOINT)]],
        Field(
            max_length=MAX_SPEAKERS,
            description="Who speaks for all: 0 is the complainant, 1 the first member …",
        ),
        AfterValidator(once),
    ] = [0]


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
    region: Annotated[Short | None, Field(description="Place of the matter, in words")] = None
    region_code: Annotated[
        RegionCode | None, Field(description="The same by GB/T 2260; found from the words when left out")
    ] = None
    category: Annotated[
        Code | None, Field(description="Code of /services; found from the topic when left out")
    ] = None
    known_on: Annotated[
        PartialDate | None,
        Field(description="When the person learnt of the wrong: three years count from then"),
    ] = None
    happened_on: Annotated[PartialDate | None, Field(description="Of a report: when it happened")] = None
    happened_where: Annotated[Title | None, Field(description="Of a report: where it happened. Sealed")] = (
        None
    )
    prior_handling: Annotated[
        PriorHandling | None, Field(description="Who has dealt with it already; null: not asked")
    ] = None
    representative: Representative | None = None
    joint: JointComplaint | None = None
    source_ref: Annotated[
        Reference | None, Field(description="Its number where it came from, say a 12345 work order")
    ] = None
    attachments: Annotated[Attachments, Field(description="Ids of uploaded evidence")] = []
