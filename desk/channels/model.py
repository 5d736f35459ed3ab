"""Tables of delivery: how far each person was told, and what went out as the answer to which request."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.channels.rules import Reach
from desk.store.base import Base, Instant, named


class Recipient(Base):
    """The person behind a conversation on a channel that must be written to. A cursor, as for a stream: whatever
    stands behind it was not told. The row is its own lock."""

    __tablename__ = "recipients"
    __table_args__ = (
        UniqueConstraint("conversation_id", name="uq_recipients_conversation"),
        Index("ix_recipients_due_at", "due_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_recipients_conversation")
    )
    channel: Mapped[str] = mapped_column(String(20), comment="who sends, see desk.channels.port")
    sealed_address: Mapped[str] = mapped_column(Text, comment="the channel's address of the person, sealed")
    reach: Mapped[Reach] = mapped_column(named(Reach))
    error_code: Mapped[str | None] = mapped_column(String(60), comment="why the last delivery failed")
    told_position: Mapped[int] = mapped_column(comment="messages up to this position were told")
    told_parts: Mapped[int] = mapped_column(comment="parts of the next message that were told already")
    due_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="when something may be pushed; null: nothing waits"
    )
    passive_until: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="until then the answer to the person's own request may carry it"
    )
    claimed_until: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="a worker is sending; it holds the row no longer than this"
    )
    claims: Mapped[int] = mapped_column(comment="fences off a worker that was too slow")
    attempts: Mapped[int] = mapped_column(comment="failed tries in a row")
    message_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="newest contact: a message")
    message_sent: Mapped[int] = mapped_column(comment="sends since that message")
    click_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="newest contact: a click or scan")
    click_sent: Mapped[int] = mapped_column(comment="sends since that click")
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class PassiveReply(Base):
    """What the answer to one request of the person carried, so that the channel's repeat gets the same."""

    __tablename__ = "passive_replies"
    __table_args__ = (
        UniqueConstraint("conversation_id", "channel_message_id", name="uq_passive_replies_request"),
        Index("ix_passive_replies_given_at", "given_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_passive_replies_conversation")
    )
    channel_message_id: Mapped[str] = mapped_column(String(64))
    from_position: Mapped[int] = mapped_column(comment="messages up to this position were told before it")
    from_parts: Mapped[int] = mapped_column(comment="parts of the next message told before it")
    parts: Mapped[int] = mapped_column(comment="how many parts it carried")
    given_at: Mapped[dt.datetime] = mapped_column(Instant)
