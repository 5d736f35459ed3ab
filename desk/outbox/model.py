"""The outbox table."""

import datetime as dt

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.store.base import Base, Instant
from telemetry.trace import current_trace_id


class OutboxItem(Base):
    """One thing to do outside. `key` makes adding it twice harmless.

    Items with one `ordering_key` are carried out one after another, in the order of `place`. Places are numbers and
    not the ids: the clocks that make UUIDv7 differ between machines, and within a millisecond chance decides.
    """

    __tablename__ = "outbox"
    __table_args__ = (
        UniqueConstraint("kind", "key", name="uq_outbox_key"),
        UniqueConstraint("ordering_key", "place", name="uq_outbox_place"),
        Index("ix_outbox_due", "state", "next_try_at"),
        Index("ix_outbox_finished_at", "finished_at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), comment="file_complaint, forget …: picks the handler")
    key: Mapped[str] = mapped_column(String(128))
    ordering_key: Mapped[str | None] = mapped_column(
        String(128), comment="what it waits in line for, case:<id>; null: it waits for nothing"
    )
    place: Mapped[int | None] = mapped_column(comment="its place in that line, from 1")
    case_id: Mapped[str | None] = mapped_column(String(36), comment="the case it is about")
    conversation_id: Mapped[str | None] = mapped_column(String(36))
    sealed_body: Mapped[str] = mapped_column(Text)  # emptied once it is done: a complaint does not linger
    state: Mapped[str] = mapped_column(String(10), comment="pending, done or dead")
    attempts: Mapped[int]
    failures: Mapped[int] = mapped_column(comment="tries that ended in an error nobody foresaw")
    next_try_at: Mapped[dt.datetime] = mapped_column(Instant)
    error_code: Mapped[str | None] = mapped_column(String(60))
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
    finished_at: Mapped[dt.datetime | None] = mapped_column(Instant)
    trace_id: Mapped[str | None] = mapped_column(
        String(32), default=current_trace_id, comment="what it follows from; see telemetry.trace"
    )
