"""Tables of the audit log. The migration adds triggers that refuse to change or delete its rows."""

import datetime as dt
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from desk.audit.actions import AuditAction
from desk.store.base import Base, Instant, Json, named

# SQLite gives a rowid, and with it an index of its own, to INTEGER alone.
SEQ = BigInteger().with_variant(Integer(), "sqlite")


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
    action: Mapped[AuditAction] = mapped_column(named(AuditAction), comment="noun:verb")
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
