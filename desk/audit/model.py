"""Tables of the audit log. The migration adds triggers that refuse to change or delete its rows."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Dialect, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import TypeDecorator

from desk.audit.actions import AuditAction
from desk.store.base import Base, Instant, Json

# SQLite gives a rowid, and with it an index of its own, to INTEGER alone.
SEQ = BigInteger().with_variant(Integer(), "sqlite")


class KnownAction(TypeDecorator[str]):
    """An AuditAction; one that this program does not know stays the text it is. An entry of a newer program, or one that
    was altered, must not make the others unreadable: that it was altered is said by the check of the chain."""

    impl = String(32)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return AuditAction(value) if value in set(AuditAction) else value


class AuditEntry(Base):
    """One entry. Everything but the sealed reason is chained; of the reason, its digest is."""

    __tablename__ = "audit_log"
    __table_args__ = (
        Index("ix_audit_log_subject_seq", "subject", "seq"),
        Index("ix_audit_log_action_seq", "action", "seq"),
        Index("ix_audit_log_actor_seq", "actor", "seq"),
    )

    seq: Mapped[int] = mapped_column(SEQ, primary_key=True, autoincrement=False, comment="1, 2, 3 …, no gaps")
    at: Mapped[dt.datetime] = mapped_column(Instant)
    actor: Mapped[str] = mapped_column(String(80), comment="who did it: officer:zhang, client:assistant")
    action: Mapped[str] = mapped_column(KnownAction(), comment="noun:verb")
    subject: Mapped[str] = mapped_column(String(80), comment="what it was done to: case:<id>")
    detail: Mapped[dict[str, Any] | None] = mapped_column(Json, comment="facts without personal data")
    reason_sealed: Mapped[str | None] = mapped_column(
        Text, comment="sealed: the reason in words; may be sealed anew under another key"
    )
    reason_digest: Mapped[str | None] = mapped_column(String(64), comment="keyed, of the reason; chained")
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), comment="keyed, over this entry and the previous hash")


class AuditHead(Base):
    """The one row that says where the log ends. Whoever adds an entry locks it."""

    __tablename__ = "audit_head"
    __table_args__ = (CheckConstraint("id = 1", name="one_row"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    seq: Mapped[int] = mapped_column(BigInteger, comment="of the last entry; 0 before the first")
    hash: Mapped[str] = mapped_column(String(64))
