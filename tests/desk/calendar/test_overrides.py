"""The operator's calendar file: read as meant, or refused by entry."""

import datetime as dt
from pathlib import Path

import pytest

from desk.calendar import CalendarFileError, Overrides, read_calendar, read_overrides


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "calendar.json"


def test_absent_file_says_nothing(path: Path) -> None:
    assert read_overrides(path) == Overrides()


def test_days_and_holidays_are_read(path: Path) -> None:
    path.write_text(
        '[{"date": "2027-01-09", "working": true}, {"from": "2027-01-01", "to": "2027-01-03", "working": false}]',
        encoding="utf-8",
    )
    assert read_overrides(path).days == {
        day("2027-01-09"): True,
        day("2027-01-01"): False,
        day("2027-01-02"): False,
        day("2027-01-03"): False,
    }


def test_announced_year_makes_its_dates_certain(path: Path) -> None:
    holiday = '{"from": "2027-01-01", "to": "2027-01-03", "working": false}'
    path.write_text(f"[{holiday}]", encoding="utf-8")
    assert read_calendar(path).working_days_after(day("2026-12-23"), 7).provisional
    path.write_text(f'[{holiday}, {{"announced": 2027}}]', encoding="utf-8")
    assert not read_calendar(path).working_days_after(day("2026-12-23"), 7).provisional


@pytest.mark.parametrize(
    "content",
    [
        "{",
        "{}",
        pytest.param("[" * 100_000, id="nested"),
        "[1]",
        '["date"]',
        '[{"date": "2027-01-02"}]',
        '[{"date": "2027-1-2", "working": true}]',
        '[{"date": "2027-01-02", "working": "yes"}]',
        '[{"date": "2027-01-02", "working": true, "note": "x"}]',
        '[{"date": "2027-01-02", "working": true}, {"date": "2027-01-02", "working": false}]',
        '[{"from": "2027-01-03", "to": "2027-01-01", "working": false}]',
        '[{"from": "2027-01-01", "to": "2027-12-31", "working": false}]',
        '[{"date": "2027-01-02", "working": false}, {"from": "2027-01-01", "to": "2027-01-03", "working": false}]',
        '[{"announced": 2027}]',  # without a single day off it would wipe the holidays out
        '[{"announced": "2027"}]',
        '[{"announced": true}]',
        '[{"announced": 2027, "working": false}]',
    ],
)
def test_slip_in_the_file_is_named(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8")
    with pytest.raises(CalendarFileError, match=r"calendar\.json"):
        read_overrides(path)
