"""The table of legal clocks."""

import datetime as dt
from enum import StrEnum

from sqlalchemy import Date, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from desk.clocks.kinds import ClockKind
from desk.store.base import Base, Instant, named


class ClockState(StrEnum):
    RUNNING = "running"
    PAUSED = "paused"
    STOPPED = "stopped"


class CaseClock(Base):
    """One period of one case. Late is a stopped clock whose stopped_on lies behind due_on."""

    __tablename__ = "case_clocks"
    __table_args__ = (
        Index("ix_case_clocks_case_id_kind", "case_id", "kind"),
        Index("ix_case_clocks_state_due_on", "state", "due_on"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", name="fk_case_clocks_case_id_cases"))
    kind: Mapped[ClockKind] = mapped_column(named(ClockKind))
    state: Mapped[ClockState] = mapped_column(named(ClockState))
    started_on: Mapped[dt.date] = mapped_column(Date, comment="the day that is not counted")
    due_on: Mapped[dt.date] = mapped_column(Date, comment="last day, counted in China")
    provisional: Mapped[bool] = mapped_column(comment="counted with holidays not announced yet")
    paused_on: Mapped[dt.date | None] = mapped_column(Date, comment="since when it stands still")
    paused_days: Mapped[int] = mapped_column(comment="days it stood still before")
    extended: Mapped[bool]
    stopped_on: Mapped[dt.date | None] = mapped_column(
        Date, comment="the day on which it was met or fell away"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)
