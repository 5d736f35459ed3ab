"""What goes into and comes out of the reconciliation API. Field descriptions end up in /openapi.json."""

import datetime as dt
from typing import Annotated

from pydantic import Field, StringConstraints

from desk.cases.content import Demand, Strict
from desk.cases.fields import AttachmentId, Choice, ConversationId, Day, Note, Story
from desk.cases.states import Role
from desk.reconciliation.model import MessageKind, ProposalAnswer
from desk.reconciliation.states import EndReason, ReconciliationState

Said = Annotated[Story, StringConstraints(max_length=1000)]
Refund = Annotated[int, Field(strict=True, ge=0, le=10**12)]
MessageId = Annotated[
    AttachmentId, Field(description="A UUID of the caller's; repeat it with the same words until answered")
]


class ByConsumer(Strict):
    """Something the consumer does, through whoever speaks for them."""

    conversation_id: Annotated[
        ConversationId | None,
        Field(description="Where it was said: must be one that filed the case, unless you handle cases"),
    ] = None


class ChooseIn(ByConsumer):
    """The consumer wants to talk with the enterprise first."""

    share_contact: Annotated[
        Choice | None,
        Field(description="Whether the enterprise sees the phone; null: as it is, at first it does not"),
    ] = None


class MessageIn(Strict):
    """Something to say."""

    message_id: MessageId
    text: Said


class ConsumerMessageIn(ByConsumer, MessageIn):
    """The same of the consumer."""


class ProposalIn(Strict):
    """Terms the enterprise offers. A newer proposal takes the place of the one before."""

    message_id: MessageId
    terms: Said
    refund_fen: Annotated[Refund, Field(description="What the consumer gets back, in fen; 0: no money")]


class RefusalIn(Strict):
    """The enterprise does not want to reconcile."""

    message_id: MessageId
    reason: Note


class AcceptanceIn(ByConsumer):
    """The consumer accepts the proposal they read."""

    proposal_id: AttachmentId


class DeclineIn(ByConsumer):
    """The consumer declines the proposal they read."""

    proposal_id: AttachmentId
    reason: Annotated[Note | None, Field(description="Told to the enterprise")] = None


class EndIn(ByConsumer):
    """The consumer does not want to talk any longer."""

    reason: Annotated[Note | None, Field(description="Kept with the case, not told to the enterprise")] = None


class SaidOut(Strict):
    """Something one side said."""

    id: str
    author: Role
    author_label: Annotated[str, Field(description="Who says it, for people")]
    kind: MessageKind
    text: Annotated[str | None, Field(description="null once erased")]
    refund_fen: Annotated[int | None, Field(description="Of a proposal, in fen")]
    answer: Annotated[ProposalAnswer | None, Field(description="What became of a proposal")]
    at: dt.datetime


class Talk(Strict):
    """What both sides see."""

    id: str
    state: ReconciliationState
    state_label: Annotated[str, Field(description="The state for people")]
    offered_at: dt.datetime
    due_on: Annotated[dt.date, Field(description="Last day, counted in China; 以官方公布为准")]
    due_on_provisional: Annotated[bool, Field(description="Counted with holidays not announced yet")]
    answered_at: Annotated[dt.datetime | None, Field(description="The enterprise's first words")]
    ended_at: dt.datetime | None
    end_reason: Annotated[EndReason | None, Field(description="Of a failure")]
    end_reason_label: str | None
    contact_shared: Annotated[bool, Field(description="The enterprise sees the consumer's phone")]
    recovered_fen: Annotated[int | None, Field(description="Agreed refund, in fen")]


class ConsumerReconciliation(Talk):
    """As the consumer sees it."""

    case_no: str
    enterprise_name: str
    proposal: Annotated[SaidOut | None, Field(description="Open, or accepted")]
    messages: Annotated[list[SaidOut], Field(description="Oldest first")]


class Complaint(Strict):
    """What the enterprise needs to find the purchase and to answer. Phones and names are starred."""

    product: str | None
    purchased_on: Annotated[str | None, Field(description="YYYY, YYYY-MM or YYYY-MM-DD")]
    amount_fen: int | None
    order_no: str | None
    purchase_channel: str | None
    platform: str | None
    shop: str | None
    problem: str
    demands: list[Demand]
    demand_text: str | None


class ConsumerShown(Strict):
    """As much of the consumer as the enterprise may see."""

    name: Annotated[str, Field(description="欧**")]
    phone: Annotated[str, Field(description="139********, in clear only where the consumer agreed")]


class EnterpriseSummary(Talk):
    """A line of the enterprise's list."""

    complaint: Complaint
    consumer: Annotated[ConsumerShown | None, Field(description="null once erased or kept by law only")]


class EnterpriseReconciliation(EnterpriseSummary):
    """As the enterprise sees it. It never learns the number of the case, which opens its status."""

    proposal: Annotated[SaidOut | None, Field(description="Open, or accepted")]
    messages: Annotated[list[SaidOut], Field(description="Oldest first")]


class ReconciliationPage(Strict):
    """Newest first."""

    reconciliations: list[EnterpriseSummary]
    next_cursor: Annotated[str | None, Field(description="Ask with it for the next page; null on the last")]


class ReconciliationQuery(Strict):
    """Filters and page of the list."""

    cursor: AttachmentId | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20
    state: ReconciliationState | None = None


class FiguresQuery(Strict):
    """Which offers are counted: by the legal day of the offer, from `since` to before `until`."""

    since: Day
    until: Day
    answer_days: Annotated[int, Field(ge=1, le=60)] = 3


class EnterpriseFigures(Strict):
    """How an enterprise reconciles. Our own definitions; not those of the national platform."""

    code: str
    name: str
    offered: int
    answered: Annotated[int, Field(description="The enterprise said something")]
    answered_in_time: Annotated[int, Field(description="Within `answer_days` working days of the offer")]
    answer_days: int
    settled: int
    failed: Annotated[dict[EndReason, int], Field(description="By reason; every reason is there")]
    withdrawn: int
    running: int
    median_days: Annotated[
        float | None, Field(description="Calendar days from offer to settlement; null: none settled")
    ]
    recovered_fen: Annotated[int, Field(description="Agreed refunds of settled ones, in fen")]
    rate: Annotated[
        float | None, Field(description="settled / (settled + failed), 0 to 1; null: none ended so")
    ]
