"""Tables of calls and of the answers given in them."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, Integer, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant


class CallRow(Base):
    """One call. Its row is the lock of its events."""

    __tablename__ = "calls"
    __table_args__ = (
        UniqueConstraint("call_digest", name="uq_calls_call_digest"),
        Index("ix_calls_conversation_id", "conversation_id"),
        Index("ix_calls_ended_at_heard_at", "ended_at", "heard_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    call_digest: Mapped[str] = mapped_column(String(64), comment="keyed: of the switch and its call id")
    switch: Mapped[str] = mapped_column(String(20), comment="whose callbacks they are: hotline, aliyun …")
    conversation_id: Mapped[str | None] = mapped_column(String(36), comment="in which it is talked")
    state_sealed: Mapped[str | None] = mapped_column(
        Text, comment="sealed JSON, shape: connectors.hotline.call.Call; null: forgotten"
    )
    last_seq: Mapped[int] = mapped_column(Integer, comment="-1: nothing was heard yet")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    heard_at: Mapped[dt.datetime] = mapped_column(Instant, comment="when the switch last told anything")
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class CallAnswer(Base):
    """What one event was answered, for when it is sent again."""

    __tablename__ = "call_answers"
    __table_args__ = (
        UniqueConstraint("call_id", "seq", name="uq_call_answers_call_id_seq"),
        UniqueConstraint("call_id", "event_digest", name="uq_call_answers_call_id_event_digest"),
        Index("ix_call_answers_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    call_id: Mapped[str] = mapped_column(ForeignKey("calls.id", name="fk_call_answers_call_id_calls"))
    seq: Mapped[int] = mapped_column(Integer)
    event_digest: Mapped[str] = mapped_column(String(64), comment="keyed: of the switch's id of the event")
    answer_sealed: Mapped[str | None] = mapped_column(
        Text,
        comment="sealed JSON, shape: connectors.hotline.contract.HotlineResponse; null: under way, or forgotten",
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
