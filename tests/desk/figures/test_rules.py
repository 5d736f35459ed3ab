"""What one case adds to the figures."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases.states import CaseEvent, CaseKind, CaseState
from desk.clocks.kinds import ClockKind
from desk.figures.rules import Event, Facts, Outcome, Ran, facts_of, growth, median, period_before, rate

RECEIVED = dt.datetime(2026, 11, 20, 17, 0, tzinfo=dt.UTC)  # already the 21st in China
DAY = dt.date(2026, 11, 21)


def event(what: CaseEvent, days: int, before: CaseState | None = None) -> Event:
    return Event(what, before, RECEIVED + dt.timedelta(days=days))


def clock(kind: ClockKind, due: int, stopped: int | None) -> Ran:
    return Ran(
        kind,
        DAY + dt.timedelta(days=due),
        None if stopped is None else DAY + dt.timedelta(days=stopped),
    )


def facts(*events: Event, clocks: tuple[Ran, ...] = (), kind: CaseKind = CaseKind.COMPLAINT) -> Facts:
    return facts_of(kind, RECEIVED, events, clocks)


def test_a_case_is_received_on_the_day_in_china() -> None:
    assert facts() == Facts(received_on=DAY)


@pytest.mark.parametrize(("stopped", "in_time"), [(9, True), (10, True), (11, False)])
def test_a_decision_on_the_last_day_is_in_time(stopped: int, in_time: bool) -> None:
    made = facts(event(CaseEvent.ACCEPT, stopped), clocks=(clock(ClockKind.DECIDE, 10, stopped),))
    assert (made.accepted, made.decided_in_time, made.days_to_decide) == (True, in_time, stopped)


@pytest.mark.parametrize(("stopped", "in_time"), [(60, True), (61, False)])
def test_mediation_is_in_time_until_its_clock_is_over(stopped: int, in_time: bool) -> None:
    made = facts(
        event(CaseEvent.ACCEPT, 2),
        event(CaseEvent.TERMINATE, stopped, CaseState.MEDIATING),
        clocks=(clock(ClockKind.DECIDE, 10, 2), clock(ClockKind.MEDIATE, 60, stopped)),
    )
    assert (made.outcome, made.mediated_in_time, made.days_to_end) == (Outcome.TERMINATED, in_time, stopped)


def test_withdrawn_before_a_decision_is_no_decision() -> None:
    made = facts(event(CaseEvent.WITHDRAW, 3), clocks=(clock(ClockKind.DECIDE, 10, 3),))
    assert (made.outcome, made.decided_in_time, made.mediated_in_time) == (Outcome.WITHDRAWN, None, None)


def test_settled_with_the_enterprise_first_needs_no_decision() -> None:
    made = facts(
        event(CaseEvent.OFFER_RECONCILIATION, 1),
        event(CaseEvent.SETTLE, 5, CaseState.RECONCILING),
        clocks=(clock(ClockKind.DECIDE, 10, 1), clock(ClockKind.RECONCILE, 14, 5)),
    )
    assert (made.outcome, made.reconciled) == (Outcome.SETTLED, True)
    assert (made.accepted, made.decided_in_time, made.mediated_in_time) == (False, None, None)


def test_a_failed_reconciliation_stays_one_when_mediation_settles() -> None:
    made = facts(
        event(CaseEvent.OFFER_RECONCILIATION, 1),
        event(CaseEvent.FAIL_RECONCILIATION, 9),
        event(CaseEvent.ACCEPT, 12),
        event(CaseEvent.SETTLE, 30, CaseState.MEDIATING),
        clocks=(
            clock(ClockKind.DECIDE, 10, 1),
            clock(ClockKind.DECIDE, 18, 12),
            clock(ClockKind.MEDIATE, 72, 30),
        ),
    )
    assert (made.outcome, made.reconciled, made.decided_in_time) == (Outcome.SETTLED, False, True)


def test_a_reopened_case_counts_as_it_stands_now() -> None:
    rejected = event(CaseEvent.REJECT, 4), event(CaseEvent.REOPEN, 8)
    clocks = clock(ClockKind.DECIDE, 10, 4), clock(ClockKind.DECIDE, 18, None)
    assert facts(*rejected, clocks=clocks) == Facts(received_on=DAY)
    again = facts(*rejected, event(CaseEvent.ACCEPT, 20), clocks=(clocks[0], clock(ClockKind.DECIDE, 18, 20)))
    assert (again.accepted, again.outcome, again.decided_in_time) == (True, None, False)


def test_revisiting_and_publishing_do_not_change_the_outcome() -> None:
    made = facts(event(CaseEvent.REJECT, 4), event(CaseEvent.REVISIT, 9))
    assert (made.outcome, made.days_to_end) == (Outcome.REJECTED, 4)


def test_a_report_is_opened_and_concluded_without_mediation() -> None:
    made = facts(
        event(CaseEvent.OPEN, 14),
        event(CaseEvent.DECIDE, 80),
        clocks=(clock(ClockKind.DECIDE, 21, 14), clock(ClockKind.INVESTIGATE, 104, 80)),
        kind=CaseKind.REPORT,
    )
    assert (made.accepted, made.outcome, made.decided_in_time) == (True, Outcome.CONCLUDED, True)
    assert made.mediated_in_time is None


@given(st.lists(st.integers(0, 30), min_size=1, max_size=40))
def test_the_median_of_counted_values_is_the_median(values: list[int]) -> None:
    import statistics

    assert median({value: values.count(value) for value in set(values)}) == statistics.median(values)


def test_of_nothing_there_is_no_rate_no_growth_and_no_median() -> None:
    assert (rate(0, 0), growth(3, 0), median({})) == (None, None, None)
    assert (rate(1, 3), growth(3, 2), growth(1, 2)) == (0.3333, 0.5, -0.5)


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    assert period_before(dt.date(2026, 11, 1), dt.date(2026, 11, 30)) == (
        dt.date(2026, 10, 2),
        dt.date(2026, 10, 31),
    )
