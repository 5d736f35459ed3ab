"""The table of legal clocks."""

import datetime as dt

from sqlalchemy import Date, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from desk.calendar import Pause
from desk.clocks.kinds import ClockKind, ClockState
from desk.store.base import Base, Instant, Json, named

NOT_STOPPED = text("state <> 'stopped'")


class CaseClock(Base):
    """One period of one case. Late is a stopped clock whose stopped_on lies behind due_on.

    The lists of what is due read (state, due_on, id) in order, for one agency or one kind as well: what they cost
    does not grow with the clocks that have stopped.
    """

    __tablename__ = "case_clocks"
    __table_args__ = (
        Index("ix_case_clocks_case_id_kind", "case_id", "kind"),
        Index(
            "uq_case_clocks_running",
            "case_id",
            "kind",
            unique=True,
            sqlite_where=NOT_STOPPED,
            postgresql_where=NOT_STOPPED,
        ),
        Index("ix_case_clocks_state_due_on", "state", "due_on", "id"),
        Index("ix_case_clocks_state_kind_due_on", "state", "kind", "due_on", "id"),
        Index("ix_case_clocks_state_agency_id_due_on", "state", "agency_id", "due_on", "id"),
    )

    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    case_id: Mapped[str] = mapped_column(ForeignKey("cases.id", name="fk_case_clocks_case_id_cases"))
    agency_id: Mapped[str | None] = mapped_column(
        String(36), comment="copy of the case's: the lists of what is due are read by agency"
    )
    kind: Mapped[ClockKind] = mapped_column(named(ClockKind))
    state: Mapped[ClockState] = mapped_column(named(ClockState))
    started_on: Mapped[dt.date] = mapped_column(Date, comment="the day that is not counted")
    due_on: Mapped[dt.date] = mapped_column(Date, comment="last day, counted in China")
    provisional: Mapped[bool] = mapped_column(comment="counted with holidays not announced yet")
    paused_on: Mapped[dt.date | None] = mapped_column(Date, comment="since when it stands still")
    pauses: Mapped[list[list[str]]] = mapped_column(
        Json, comment="pauses that are over, each [since, until]; the days after since do not count"
    )
    extended: Mapped[bool]
    stopped_on: Mapped[dt.date | None] = mapped_column(
        Date, comment="the day on which it was met or fell away"
    )
    overdue_noted_at: Mapped[dt.datetime | None] = mapped_column(
        Instant, comment="when its being overdue was logged, once"
    )
    created_at: Mapped[dt.datetime] = mapped_column(Instant)

    @property
    def stood_still(self) -> tuple[Pause, ...]:
        """The pauses that are over."""
        return tuple(
            Pause(dt.date.fromisoformat(since), dt.date.fromisoformat(until)) for since, until in self.pauses
        )
