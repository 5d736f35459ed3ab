"""Tables of the conversation: who, what was said, and the turns that answer it."""

import datetime as dt

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from desk.store.base import Base, Instant
from telemetry.trace import current_trace_id

# Senders of messages, besides the bot.
STAFF_SENDER = "staff"
USER = "user"  # the person
SYSTEM = "system"  # what the desk itself says
DESK = "desk"  # what the desk tells the brain and nobody sees


class Conversation(Base):
    """One person on one channel."""

    __tablename__ = "conversations"
    __table_args__ = (
        UniqueConstraint("channel", "person_digest", name="uq_conversations_person"),
        Index("ix_conversations_activity", "last_activity_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    channel: Mapped[str] = mapped_column(String(20), comment="webchat, wechat, hotline …")
    person_digest: Mapped[str] = mapped_column(String(64), comment="keyed digest of the channel's sender id")
    owner: Mapped[str] = mapped_column(String(20), comment="who answers: assistant or staff")
    owned_until: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="when staff's ownership lapses by itself; null: it does not"
    )
    epoch: Mapped[int] = mapped_column(
        comment="grows when the person erases their data: the brain starts afresh"
    )
    service_epoch: Mapped[int] = mapped_column(
        default=0,
        server_default="0",
        comment="grows when who answers changes: an answer asked for in another one is late",
    )
    last_position: Mapped[int] = mapped_column(comment="position of the newest message; the row is its lock")
    handoff_reason: Mapped[str | None] = mapped_column(String(40), comment="why staff were asked for")
    handoff_at: Mapped[dt.datetime | None] = mapped_column(Instant, comment="since when staff are asked for")
    erased_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="when its content was last erased; nothing new since then"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    last_activity_at: Mapped[dt.datetime] = mapped_column(Instant)

    @property
    def brain_id(self) -> str:
        """The sender id the brain knows this conversation by."""
        return f"{self.id}.{self.epoch}"


class Message(Base):
    """One message, in or out. Position orders the conversation and serves as the stream's event id."""

    __tablename__ = "messages"
    __table_args__ = (
        UniqueConstraint("conversation_id", "position", name="uq_messages_position"),
        UniqueConstraint("conversation_id", "channel_message_id", name="uq_messages_channel_message"),
        Index("ix_messages_turn_id", "turn_id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(
        ForeignKey("conversations.id", name="fk_messages_conversation")
    )
    position: Mapped[int]
    # … or desk: what was read on a picture, seen by nobody
    sender: Mapped[str] = mapped_column(String(10), comment="user, bot, staff or system")
    channel_message_id: Mapped[str | None] = mapped_column(
        String(64), comment="the channel's id of an incoming message"
    )
    turn_id: Mapped[str | None] = mapped_column(
        String(36), comment="the turn that it opened or that produced it"
    )
    sealed_body: Mapped[str] = mapped_column(
        Text, comment="sealed JSON, shape: desk.conversations.messages.Body"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)


class Turn(Base):
    """One incoming message on its way to an answer. Turns of one conversation run strictly one after another."""

    __tablename__ = "turns"
    __table_args__ = (
        UniqueConstraint("message_id", name="uq_turns_message"),
        Index("ix_turns_open", "state", "next_try_at"),
        Index("ix_turns_conversation", "conversation_id", "position"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    conversation_id: Mapped[str] = mapped_column(ForeignKey("conversations.id", name="fk_turns_conversation"))
    message_id: Mapped[str] = mapped_column(ForeignKey("messages.id", name="fk_turns_message"))
    message: Mapped[Message] = relationship(lazy="raise")  # so that one flush writes both, the message first
    position: Mapped[int] = mapped_column(comment="position of its message: the order of turns")
    state: Mapped[str] = mapped_column(String(10), comment="see desk.conversations.rules.TurnState")
    attempts: Mapped[int] = mapped_column(
        comment="claims so far; also fences off a claimant that was too slow"
    )
    asked: Mapped[bool] = mapped_column(
        default=False, server_default=false(), comment="the brain was called for it, whatever came of it"
    )
    failures: Mapped[int] = mapped_column(comment="tries that crashed")
    timeouts: Mapped[int] = mapped_column(comment="tries in which the brain did not answer in time")
    next_try_at: Mapped[dt.datetime] = mapped_column(Instant)
    lease_until: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="a running turn is ours until then"
    )
    excused: Mapped[bool] = mapped_column(comment="the person was told that the answer takes longer")
    error_code: Mapped[str | None] = mapped_column(String(40))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    sealed_explanation: Mapped[str | None] = mapped_column(
        Text, comment="sealed JSON, shape: bot.explanation.explain; null: none"
    )
    trace_id: Mapped[str | None] = mapped_column(
        String(32), default=current_trace_id, comment="the request that opened it; see telemetry.trace"
    )
