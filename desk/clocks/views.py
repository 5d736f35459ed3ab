"""Clocks as the API shows them."""

import datetime as dt

from desk.cases.states import CaseKind
from desk.cases.wording import STATE_LABELS
from desk.clocks import rules
from desk.clocks.kinds import ClockState, Counting, Period
from desk.clocks.model import CaseClock
from desk.clocks.reading import DueClock
from desk.clocks.schemas import ClockOut, DueClockOut, PauseOut
from desk.clocks.wording import label


def show(clock: CaseClock, *, is_report: bool, today: dt.date) -> ClockOut:
    """One clock, as of this day in China."""
    period = rules.period_of(clock.kind, is_report=is_report)
    runs = clock.state is ClockState.RUNNING
    met_on = clock.stopped_on if clock.state is ClockState.STOPPED else today
    return ClockOut(
        kind=clock.kind,
        label=label(clock.kind, is_report=is_report),
        state=clock.state,
        started_on=clock.started_on,
        due_on=clock.due_on,
        days_left=(clock.due_on - today).days if runs else None,
        overdue=clock.state is not ClockState.PAUSED and met_on is not None and met_on > clock.due_on,
        provisional=clock.provisional,
        counting=period.counting,
        days=_days(period, extended=clock.extended),
        extended=clock.extended,
        pauses=_pauses(clock),
        stopped_on=clock.stopped_on,
        source=period.source,
        certain=period.certain,
    )


def _days(period: Period, *, extended: bool) -> int | None:
    if period.counting is Counting.SET_BY_AGENCY:
        return None
    return period.days + (period.extension if extended else 0)


def _pauses(clock: CaseClock) -> list[PauseOut]:
    over = [PauseOut(since=pause.since, until=pause.until) for pause in clock.stood_still]
    return over if clock.paused_on is None else [*over, PauseOut(since=clock.paused_on, until=None)]


def show_due(due: DueClock, *, today: dt.date) -> DueClockOut:
    """One line of the list."""
    return DueClockOut(
        case_id=due.clock.case_id,
        case_no=due.case_no,
        case_kind=due.case_kind,
        case_state=due.case_state,
        state_label=STATE_LABELS[due.case_state],
        agency_id=due.clock.agency_id,
        clock=show(due.clock, is_report=due.case_kind is CaseKind.REPORT, today=today),
    )
