"""Periods, the one before, and the pieces a chart is drawn of."""

import datetime as dt

import pytest

from desk.insight.periods import Period, Span, period_of, steps

TODAY = dt.date(2026, 11, 20)  # a Friday


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("span", "since", "until", "expected"),
    [
        (Span.TODAY, None, None, ("2026-11-20", "2026-11-20")),
        (Span.WEEK, None, None, ("2026-11-14", "2026-11-20")),
        (Span.MONTH, None, None, ("2026-10-22", "2026-11-20")),
        (Span.QUARTER, None, None, ("2026-08-23", "2026-11-20")),
        (Span.WEEK, "2020-01-01", "2020-01-02", ("2026-11-14", "2026-11-20")),  # not an own range
        (Span.OWN, "2026-10-01", "2026-10-07", ("2026-10-01", "2026-10-07")),
        (Span.OWN, "2026-10-07", "2026-10-01", ("2026-10-01", "2026-10-07")),  # the wrong way round
        (Span.OWN, "2026-10-07", None, ("2026-10-07", "2026-10-07")),
        (Span.OWN, "2026-11-01", "2027-01-01", ("2026-11-01", "2026-11-20")),  # the future is empty
        (Span.OWN, "2027-01-01", "2027-02-01", ("2026-11-20", "2026-11-20")),
        (Span.OWN, "2000-01-01", "2026-11-20", ("2024-11-20", "2026-11-20")),
        (Span.OWN, None, None, ("2026-10-22", "2026-11-20")),
    ],
)
def test_periods(span: Span, since: str | None, until: str | None, expected: tuple[str, str]) -> None:
    first, last = (None if text is None else day(text) for text in (since, until))
    found = period_of(span, first, last, today=TODAY)
    assert (found.since.isoformat(), found.until.isoformat()) == expected


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    before = Period(day("2026-11-08"), day("2026-11-14")).before()
    assert (before.since, before.until) == (day("2026-11-01"), day("2026-11-07"))
    assert Period(TODAY, TODAY).before() == Period(day("2026-11-19"), day("2026-11-19"))


def test_a_chart_of_a_day_shows_two_weeks_and_one_of_a_week_shows_that() -> None:
    assert Period(TODAY, TODAY).shown().days == 14
    assert period_of(Span.WEEK, None, None, today=TODAY).shown().days == 7


def test_long_periods_are_drawn_by_weeks_from_monday_on() -> None:
    assert len(steps(period_of(Span.QUARTER, None, None, today=TODAY))) == 90
    weeks = steps(Period(day("2026-07-01"), TODAY))
    assert weeks[0] == day("2026-06-29")
    assert {one.weekday() for one in weeks} == {0}
    assert weeks[-1] == day("2026-11-16")
