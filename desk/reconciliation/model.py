"""Tables of reconciliations. What people write is sealed."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.cases.states import Role
from desk.reconciliation.states import EndReason, ReconciliationState
from desk.store.base import Base, Instant, named


class MessageKind(StrEnum):
    """What was said."""

    MESSAGE = "message"
    PROPOSAL = "proposal"
    DECLINE = "decline"  # why a proposal was declined
    REFUSAL = "refusal"  # why the enterprise does not reconcile


class ProposalAnswer(StrEnum):
    """What became of a proposal."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"  # by a newer one


STILL_OPEN = text("ended_at IS NULL")


class Reconciliation(Base):
    """A complaint offered to its enterprise. A case may be offered again after it failed, never twice at a time."""

    __tablename__ = "reconciliations"
    __table_args__ = (
        Index(
            "uq_reconciliations_case_id_open",
            "case_id",
            unique=True,
            sqlite_where=STILL_OPEN,
            postgresql_where=STILL_OPEN,
        ),
        Index("ix_reconciliations_case_id_id", "case_id", "id"),
        Index("ix_reconciliations_enterprise_id_id", "enterprise_id", "id"),
        Index("ix_reconciliations_enterprise_id_offered_at", "enterprise_id", "offered_at"),
        Index("ix_reconciliations_offered_at", "offered_at"),
    )

    id: Mapped[str] = mapped_column(
        String(36),
        primary_key=True,
        comment="what the enterprise knows it by; it never learns the case number",
    )
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", name="fk_reconciliations_case_id_cases"))
    enterprise_id: Mapped[str] = mapped_column(
        ForeignKey("enterprises.id", name="fk_reconciliations_enterprise_id_enterprises")
    )
    clock_id: Mapped[str] = mapped_column(
        ForeignKey("case_clocks.id", name="fk_reconciliations_clock_id_case_clocks"),
        comment="the ten working days",
    )
    state: Mapped[ReconciliationState] = mapped_column(named(ReconciliationState))
    automatic: Mapped[bool] = mapped_column(comment="offered on filing, not chosen afterwards")
    share_contact: Mapped[bool] = mapped_column(comment="the consumer agreed that the phone is shown")
    proposal_id: Mapped[str | None] = mapped_column(
        String(36), comment="the message with the proposal that is open or was accepted"
    )
    offered_at: Mapped[dt.datetime] = mapped_column(Instant)
    answered_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="the enterprise's first words")
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    end_reason: Mapped[EndReason | None] = mapped_column(named(EndReason), comment="of a failure")
    recovered_fen: Mapped[int | None] = mapped_column(BigInteger, comment="agreed refund, in fen")


class ReconciliationMessage(Base):
    """Something one side said. Ids grow with time, so they are the order of the talk."""

    __tablename__ = "reconciliation_messages"
    __table_args__ = (
        UniqueConstraint(
            "reconciliation_id", "author", "client_message_id", name="uq_reconciliation_messages_client_id"
        ),
        Index("ix_reconciliation_messages_reconciliation_id_id", "reconciliation_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    reconciliation_id: Mapped[str] = mapped_column(
        ForeignKey("reconciliations.id", name="fk_reconciliation_messages_reconciliation_id_reconciliations")
    )
    author: Mapped[Role] = mapped_column(named(Role), comment="consumer or enterprise")
    kind: Mapped[MessageKind] = mapped_column(named(MessageKind))
    client_message_id: Mapped[str] = mapped_column(
        String(36), comment="given by the caller; of a decline, the proposal's id"
    )
    text_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: the words; null once erased")
    refund_fen: Mapped[int | None] = mapped_column(BigInteger, comment="of a proposal")
    answer: Mapped[ProposalAnswer | None] = mapped_column(named(ProposalAnswer), comment="of a proposal")
    at: Mapped[dt.datetime] = mapped_column(Instant)
