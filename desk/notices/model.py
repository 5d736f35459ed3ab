"""The table of notices."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant, named


class NoticeState(StrEnum):
    QUEUED = "queued"
    DELIVERED = "delivered"
    UNDELIVERABLE = "undeliverable"


class ConsumerNotice(Base):
    """What one recipient is told of one change. It stays with the case: it is the proof of having told."""

    __tablename__ = "notices"
    __table_args__ = (
        UniqueConstraint("change_id", "recipient", name="uq_notices_change_id_recipient"),
        Index("ix_notices_case_id_id", "case_id", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    change_id: Mapped[str] = mapped_column(String(36), comment="the line of the timeline it tells of")
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", name="fk_notices_case_id_cases"), comment="the case that changed"
    )
    recipient: Mapped[str] = mapped_column(
        String(64),
        comment="a conversation of this desk, or the case through which a gateway reaches the person",
    )
    channel: Mapped[str] = mapped_column(String(64), comment="conversation, or the case's channel")
    key: Mapped[str] = mapped_column(String(40), comment="what is told, desk.cases.states.Notice mostly")
    state: Mapped[NoticeState] = mapped_column(named(NoticeState))
    code: Mapped[str | None] = mapped_column(String(60), comment="why it could not be delivered")
    text_sealed: Mapped[str] = mapped_column(Text, comment="sealed: the words")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    delivered_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="when the channel took it")
    message_id: Mapped[str | None] = mapped_column(String(36), comment="the message in the conversation")
