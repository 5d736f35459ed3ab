"""The table of follow-up calls."""

import datetime as dt

from sqlalchemy import CheckConstraint, ForeignKey, Index, SmallInteger, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from desk.revisits.rules import Kept, Reached
from desk.store.base import Base, Instant, named


class CaseRevisit(Base):
    """One call, and what came of it. What was said in words stands in the timeline, sealed."""

    __tablename__ = "case_revisits"
    __table_args__ = (
        UniqueConstraint("case_id", "number", name="uq_case_revisits_case_id_number"),
        CheckConstraint("satisfaction BETWEEN 1 AND 5", name="one_to_five"),
        Index("ix_case_revisits_at", "at"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(
        ForeignKey("cases.id", name="fk_case_revisits_case_id_cases", ondelete="CASCADE")
    )
    number: Mapped[int] = mapped_column(SmallInteger, comment="from 1; the call a form was opened for")
    outcome: Mapped[Reached] = mapped_column(named(Reached))
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger, comment="as told on the phone, 1 to 5")
    kept: Mapped[Kept | None] = mapped_column(named(Kept), comment="whether the business did as agreed")
    actor: Mapped[str] = mapped_column(String(80), comment="who called, role and name")
    at: Mapped[dt.datetime] = mapped_column(Instant)
