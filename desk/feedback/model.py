"""What people said of answers."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, named


class Verdict(StrEnum):
    HELPFUL = "helpful"
    UNHELPFUL = "unhelpful"


class TurnFeedback(Base):
    """One person's word on the answer of one turn. A conversation is one person's, so a turn has one."""

    __tablename__ = "turn_feedback"
    __table_args__ = (
        UniqueConstraint("turn_id", name="uq_turn_feedback_turn_id"),
        Index("ix_turn_feedback_conversation_id", "conversation_id"),
        Index("ix_turn_feedback_given_at", "given_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    turn_id: Mapped[str] = mapped_column(ForeignKey("turns.id", name="fk_turn_feedback_turn_id_turns"))
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_turn_feedback_conversation_id_conversations")
    )
    verdict: Mapped[Verdict] = mapped_column(named(Verdict))
    given_at: Mapped[dt.datetime] = mapped_column(Instant, comment="the last word counts")
