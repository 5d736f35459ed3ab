"""Reading clocks: what is due, earliest first; those of one case; how many are overdue. Nothing here writes."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, tuple_
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.errors import InvalidQuery
from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.cases.states import CaseKind, CaseState
from desk.clock import legal_day
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.clocks.rules import Window
from desk.errors import FieldError
from desk.ids import is_uuid


@dataclass(frozen=True)
class DueClock:
    """A running clock with what a list needs to know of its case; nothing personal."""

    clock: CaseClock
    case_no: str
    case_kind: CaseKind
    case_state: CaseState


async def due_list(
    session: AsyncSession,
    *,
    window: Window,
    agency_ids: Collection[str] | None = None,
    kind: ClockKind | None = None,
    cursor: str | None = None,
    limit: int = 50,
    now: dt.datetime,
) -> tuple[list[DueClock], str | None]:
    """One page of running clocks, earliest first, and the cursor of the next one.

    agency_ids: of these agencies only; None: of all, also of cases that lie with no agency yet.
    Raises InvalidQuery for a cursor that no page gave.
    """
    first, last = window.bounds(legal_day(now))
    wanted = (
        select(CaseClock, Case.case_no, Case.kind, Case.state)
        .join(Case, Case.id == CaseClock.case_id)
        .where(CaseClock.state == ClockState.RUNNING, SHOWN)
        .order_by(CaseClock.due_on, CaseClock.id)
        .limit(limit + 1)
    )
    if first is not None:
        wanted = wanted.where(CaseClock.due_on >= first)
    if last is not None:
        wanted = wanted.where(CaseClock.due_on <= last)
    if agency_ids is not None:
        wanted = wanted.where(CaseClock.agency_id.in_(agency_ids))
    if kind is not None:
        wanted = wanted.where(CaseClock.kind == kind)
    if cursor is not None:
        wanted = wanted.where(tuple_(CaseClock.due_on, CaseClock.id) > _place(cursor))
    rows = await session.execute(wanted)
    found = [DueClock(clock, case_no, case_kind, state) for clock, case_no, case_kind, state in rows]
    page = found[:limit]
    return page, _cursor(page[-1].clock) if len(found) > limit else None


def _place(cursor: str) -> tuple[dt.date, str]:
    """The due day and the id behind which the page begins. Raises InvalidQuery."""
    due_on, _, clock_id = cursor.partition("_")
    try:
        place = dt.date.fromisoformat(due_on), clock_id.lower()
    except ValueError:
        place = None
    if place is None or not is_uuid(clock_id):
        raise InvalidQuery(errors=(FieldError("/cursor", "cursor_format", "不是有效的编号"),))
    return place


def _cursor(clock: CaseClock) -> str:
    return f"{clock.due_on.isoformat()}_{clock.id}"


async def clocks_of(session: AsyncSession, case_id: str) -> Sequence[CaseClock]:
    """All clocks of a case, also those that stopped, in the order in which they were started."""
    found = await session.scalars(
        select(CaseClock).where(CaseClock.case_id == case_id).order_by(CaseClock.id)
    )
    return found.all()


async def running_of(session: AsyncSession, case_id: str, kind: ClockKind) -> CaseClock | None:
    """The clock of this kind that runs; None when none does."""
    found: CaseClock | None = await session.scalar(
        select(CaseClock).where(
            CaseClock.case_id == case_id, CaseClock.kind == kind, CaseClock.state == ClockState.RUNNING
        )
    )
    return found


async def count_overdue(session: AsyncSession, *, now: dt.datetime) -> dict[ClockKind, int]:
    """How many running clocks of each kind have their last day behind them; every kind is there."""
    rows = await session.execute(
        select(CaseClock.kind, func.count().label("overdue"))
        .where(CaseClock.state == ClockState.RUNNING, CaseClock.due_on < legal_day(now))
        .group_by(CaseClock.kind)
    )
    return dict.fromkeys(ClockKind, 0) | {row.kind: row.overdue for row in rows}
