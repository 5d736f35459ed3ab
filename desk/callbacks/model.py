"""Tables of call-backs: the slots taken, the bookings, the calls made."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.callbacks.rules import CallbackState, Outcome
from desk.store.base import Base, Instant, named


class CallbackSlot(Base):
    """A slot of which somebody has taken a place, or whose capacity was changed. Its row decides between two who
    want the last place."""

    __tablename__ = "callback_slots"
    __table_args__ = (CheckConstraint("booked >= 0", name="not_below_nobody"),)

    start_at: Mapped[dt.datetime] = mapped_column(Instant, primary_key=True)
    capacity: Mapped[int] = mapped_column(SmallInteger)
    booked: Mapped[int] = mapped_column(SmallInteger)


class Callback(Base):
    """One booking. `open_for` is its origin while it is open, so that a call or conversation has one at a time."""

    __tablename__ = "callbacks"
    __table_args__ = (
        UniqueConstraint("ticket", name="uq_callbacks_ticket"),
        UniqueConstraint("open_for", name="uq_callbacks_open_for"),
        Index("ix_callbacks_state_start_at_id", "state", "start_at", "id"),
        Index("ix_callbacks_conversation_id", "conversation_id"),
        Index("ix_callbacks_case_id", "case_id"),
        Index("ix_callbacks_phone_digest", "phone_digest"),
        Index("ix_callbacks_ended_at", "ended_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    ticket: Mapped[str] = mapped_column(String(8), comment="figures, as they are said on the telephone")
    open_for: Mapped[str | None] = mapped_column(
        String(64), comment="keyed digest of the call or conversation; null once it has ended"
    )
    conversation_id: Mapped[str | None] = mapped_column(String(36), comment="where it was asked for")
    case_id: Mapped[str | None] = mapped_column(String(36), comment="the case it is about, if there is one")
    channel: Mapped[str] = mapped_column(String(20), comment="hotline, webchat …")
    reason: Mapped[str | None] = mapped_column(
        String(20), comment="why no agent was there: connectors.hotline.contract.Reason"
    )
    phone_sealed: Mapped[str | None] = mapped_column(Text, comment="sealed: E.164; null: forgotten")
    phone_digest: Mapped[str | None] = mapped_column(
        String(64), comment="keyed: finds what one person booked"
    )
    start_at: Mapped[dt.datetime] = mapped_column(Instant)
    end_at: Mapped[dt.datetime] = mapped_column(Instant)
    state: Mapped[CallbackState] = mapped_column(named(CallbackState))
    attempts: Mapped[int] = mapped_column(SmallInteger, comment="calls made")
    taken_by: Mapped[str | None] = mapped_column(
        String(36), comment="the member of staff who is about to call; see desk.callbacks.taking"
    )
    taken_name: Mapped[str | None] = mapped_column(String(60), comment="their name, for the others")
    taken_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    ended_at: Mapped[dt.datetime | None] = mapped_column(Instant)


class CallbackAttempt(Base):
    """One call, and what came of it."""

    __tablename__ = "callback_attempts"
    __table_args__ = (
        UniqueConstraint("callback_id", "number", name="uq_callback_attempts_callback_id_number"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    callback_id: Mapped[str] = mapped_column(
        ForeignKey("callbacks.id", name="fk_callback_attempts_callback_id_callbacks")
    )
    number: Mapped[int] = mapped_column(SmallInteger, comment="from 1")
    outcome: Mapped[Outcome] = mapped_column(named(Outcome))
    actor: Mapped[str] = mapped_column(String(80), comment="who called, role:client/officer")
    at: Mapped[dt.datetime] = mapped_column(Instant)
