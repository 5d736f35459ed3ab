"""The table of events: written with what they tell of, numbered after it was committed."""

import datetime as dt

from sqlalchemy import BigInteger, Index, Integer, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant

NUMBER = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts by itself in an INTEGER key alone
UNNUMBERED = text("number IS NULL")


class EventHead(Base):
    """One row: the last number given. Locking it is what keeps two numberers apart; nobody else touches it."""

    __tablename__ = "desk_event_head"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
    dropped: Mapped[int] = mapped_column(
        BigInteger, comment="events up to this number are gone because of their age"
    )


class DeskEvent(Base):
    """One thing that happened. Nothing anybody said stands here: whoever is told reads the conversation."""

    __tablename__ = "desk_events"
    __table_args__ = (
        Index("uq_desk_events_number", "number", unique=True),
        Index("ix_desk_events_unnumbered", "id", postgresql_where=UNNUMBERED, sqlite_where=UNNUMBERED),
        Index("ix_desk_events_conversation_id", "conversation_id"),
        Index("ix_desk_events_at", "at"),
    )

    id: Mapped[int] = mapped_column(NUMBER, primary_key=True, autoincrement=True)
    number: Mapped[int | None] = mapped_column(
        BigInteger, comment="order in which it became visible: the stream's event id; null: not given yet"
    )
    type: Mapped[str] = mapped_column(String(40), comment="see desk.events.types")
    conversation_id: Mapped[str] = mapped_column(String(36))
    session_id: Mapped[str | None] = mapped_column(String(36), comment="the service session")
    state: Mapped[str | None] = mapped_column(String(32), comment="of the session, afterwards")
    position: Mapped[int | None] = mapped_column(comment="of the message that it is about")
    sender: Mapped[str | None] = mapped_column(String(10), comment="of that message")
    staff_id: Mapped[str | None] = mapped_column(String(80), comment="who acted, or who has it now")
    staff_name: Mapped[str | None] = mapped_column(String(80))
    at: Mapped[dt.datetime] = mapped_column(Instant)
