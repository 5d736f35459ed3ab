"""What is asked for when a case changes. Field descriptions end up in /openapi.json."""

from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from desk.cases.content import (
    Attachments,
    Demands,
    PriorHandling,
    Strict,
    once,
)
from desk.cases.fields import (
    Choice,
    Code,
    ConversationId,
    Day,
    Fen,
    Name,
    Note,
    PartialDate,
    Phone,
    RegionCode,
    Short,
    Telling,
    Title,
)
from desk.cases.states import CaseEvent, CaseKind, Ground

Officer = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._-]{1,40}$")]
CaseReference = Annotated[str, StringConstraints(min_length=1, max_length=64)]
Grounds = Annotated[list[Ground], Field(max_length=8), AfterValidator(once)]
Recovered = Annotated[int, Field(strict=True, ge=0, le=10**12)]


class TransitionIn(Strict):
    """What an officer does with a case."""

    event: CaseEvent
    grounds: Annotated[Grounds, Field(description="16-n for reject, 23-n for terminate")] = Field(
        default_factory=list
    )
    reason: Annotated[
        Telling | None, Field(description="In words; told to the consumer where the notice has room for it")
    ] = None
    due_on: Annotated[
        Day | None, Field(description="Last day that the agency sets: to supplement, to report back")
    ] = None
    agency: Annotated[CaseReference | None, Field(description="Code or id of the agency it is sent to")] = (
        None
    )
    duplicate_of: Annotated[
        CaseReference | None, Field(description="Number or id of the case it is merged into")
    ] = None
    recovered_fen: Annotated[Recovered | None, Field(description="What the consumer got back, in fen")] = None
    officer: Annotated[
        Officer | None, Field(description="Who did it, as your organisation names its people; no real name")
    ] = None


class UpdateKind(StrEnum):
    SUPPLEMENT = "supplement"
    WITHDRAW = "withdraw"


class UpdateIn(Strict):
    """What the consumer adds or wants."""

    kind: UpdateKind
    text: Annotated[Telling | None, Field(description="In their own words")] = None
    attachments: Annotated[Attachments, Field(description="Ids of files sent in that conversation")] = Field(
        default_factory=list
    )
    channel: Annotated[Code, Field(description="How it reached us")]
    conversation_id: Annotated[
        ConversationId | None,
        Field(description="Where it was told: must be one that filed the case, unless you handle cases"),
    ] = None


class SatisfactionIn(Strict):
    """How the consumer rates the handling."""

    rating: Annotated[int, Field(strict=True, ge=1, le=5, description="1 bad … 5 good")]
    comment: Annotated[Note | None, Field(description="Sealed at rest")] = None
    conversation_id: ConversationId | None = None


class ComplainantPatch(Strict):
    name: Name | None = None
    phone: Phone | None = None
    address: Title | None = None


class RespondentPatch(Strict):
    name: Title | None = None
    address: Title | None = None
    platform: Short | None = None
    shop: Short | None = None
    contact: Short | None = None
    phone: Short | None = None


class PurchasePatch(Strict):
    product: Title | None = None
    purchased_on: PartialDate | None = None
    amount_fen: Fen | None = None
    order_no: Short | None = None
    channel: Short | None = None


class ConsentPatch(Strict):
    publication: Choice | None = None
    mediation: Choice | None = None
    delegation: Choice | None = None
    reconciliation: Choice | None = None


class CasePatch(Strict):
    """A merge patch (RFC 7396): members left out stay, null empties what may be empty. The story stays as told."""

    complainant: ComplainantPatch | None = None
    respondent: RespondentPatch | None = None
    purchase: PurchasePatch | None = None
    consent: ConsentPatch | None = None
    demands: Demands | None = None
    demand_text: Note | None = None
    region: Short | None = None
    region_code: RegionCode | None = None
    category: Code | None = None
    topic: Code | None = None
    known_on: PartialDate | None = None
    prior_handling: PriorHandling | None = None
    reason: Annotated[Note | None, Field(description="Why; stands in the timeline, sealed")] = None
    officer: Annotated[Officer | None, Field(description="Who did it, as in a transition")] = None


class DuplicateQuery(Strict):
    """A dispute, as far as known, before it is filed."""

    kind: CaseKind = CaseKind.COMPLAINT
    phone: Phone
    respondent: Title
    order_no: Short | None = None
    product: Title | None = None
    amount_fen: Fen | None = None
    purchased_on: PartialDate | None = None
