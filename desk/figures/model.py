"""The table of facts: one narrow row a case, kept in the transaction of each change of the case."""

import datetime as dt

from sqlalchemy import BigInteger, Date, ForeignKey, Index, Integer, SmallInteger, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.cases.states import CaseKind
from desk.figures.rules import Outcome
from desk.store.base import Base, named


class CaseFacts(Base):
    """What a case adds to the figures; see desk.figures.rules. No row: it was merged into another one.

    A row is computed anew from the case, its timeline and its clocks whenever a line is added to the timeline,
    so it is never older than the case, and can be thrown away and made again.
    """

    __tablename__ = "case_facts"
    __table_args__ = (
        Index("ix_case_facts_received_on", "received_on"),
        Index("ix_case_facts_respondent_key_received_on", "respondent_key", "received_on"),
        Index("ix_case_facts_category_received_on", "category", "received_on"),
        Index("ix_case_facts_region_code_received_on", "region_code", "received_on"),
    )

    case_id: Mapped[str] = mapped_column(
        String(36),
        ForeignKey("cases.id", name="fk_case_facts_case_id_cases", ondelete="CASCADE"),
        primary_key=True,
    )
    kind: Mapped[CaseKind] = mapped_column(named(CaseKind))
    received_on: Mapped[dt.date] = mapped_column(Date, comment="day of receipt in China")
    month: Mapped[str] = mapped_column(String(7), comment="YYYY-MM of it")
    agency_id: Mapped[str | None] = mapped_column(String(36))
    category: Mapped[str | None] = mapped_column(String(64))
    region_code: Mapped[str | None] = mapped_column(String(6))
    channel: Mapped[str] = mapped_column(String(64))
    respondent_key: Mapped[str] = mapped_column(String(200))
    accepted: Mapped[bool]
    outcome: Mapped[Outcome | None] = mapped_column(named(Outcome), comment="null: it goes on")
    decided_in_time: Mapped[bool | None] = mapped_column(comment="null: not decided, or not to be")
    mediated_in_time: Mapped[bool | None] = mapped_column(comment="null: mediation not ended, or none")
    reconciled: Mapped[bool | None] = mapped_column(comment="null: the enterprise was not asked first")
    days_to_decide: Mapped[int | None] = mapped_column(Integer)
    days_to_end: Mapped[int | None] = mapped_column(Integer)
    recovered_fen: Mapped[int | None] = mapped_column(BigInteger)
    satisfaction: Mapped[int | None] = mapped_column(SmallInteger, comment="1 to 5")
