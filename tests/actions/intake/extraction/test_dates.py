"""Days people name, seen from Saturday, 21 November 2026."""

import datetime as dt

import pytest

from actions.intake.extraction.dates import (
    DateProblem,
    PartialDate,
    find_dates,
    format_date,
    older_than_three_years,
    parse_date,
)

TODAY = dt.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("answer", "iso"),
    [
        ("昨天", "2026-11-20"), ("前天晚上", "2026-11-19"), ("大前天", "2026-11-18"), ("今天下午", "2026-11-21"),
        ("上周三", "2026-11-11"), ("上个礼拜五", "2026-11-13"), ("这周一", "2026-11-16"), ("周三", "2026-11-18"),
        ("上个月", "2026-10"), ("上月15号", "2026-10-15"), ("上上个月", "2026-09"), ("3月5号", "2026-03-05"),
        ("三月五号", "2026-03-05"), ("12月25号", "2025-12-25"), ("2月29日", "2024-02-29"), ("15号", "2026-11-15"),
        ("30号", "2026-10-30"), ("去年6月", "2025-06"), ("去年6月18号", "2025-06-18"), ("前年3月", "2024-03"),
        ("去年双十一", "2025-11-11"), ("双十一", "2026-11-11"), ("双12", "2025-12-12"), ("今年国庆", "2026-10-01"),
        ("去年春节", "2025-01"), ("中秋节", "2026-09"), ("618", "2026-06-18"), ("去年", "2025"), ("2023年底", "2023"),
        ("半年前", "2026-05"), ("三年前", "2023"), ("一年半前", "2025-05"), ("两个月前", "2026-09"),
        ("3个多月前", "2026-08"), ("三天前", "2026-11-18"), ("2024年3月", "2024-03"), ("24年5月1日", "2024-05-01"),
        ("2024/3/5", "2024-03-05"), ("2024.3.5", "2024-03-05"), ("2024-03-05", "2024-03-05"), ("2024-3", "2024-03"),
        ("20240305", "2024-03-05"), ("0305", "2026-03-05"), ("3/5", "2026-03-05"), ("2024", "2024"),
        ("二零二四年三月五号", "2024-03-05"), ("２０２４年３月５日", "2024-03-05"), ("大概3月5号吧", "2026-03-05"),
    ],
)  # fmt: skip
def test_a_date_is_read(answer: str, iso: str) -> None:
    parsed = parse_date(answer, today=TODAY)
    assert isinstance(parsed, PartialDate), parsed
    assert parsed.iso == iso


@pytest.mark.parametrize("answer", ["前几天", "前段时间", "上周", "最近", "好几年前"])
def test_a_vague_time_has_no_day_but_is_an_answer(answer: str) -> None:
    parsed = parse_date(answer, today=TODAY)
    assert isinstance(parsed, PartialDate)
    assert (parsed.iso, parsed.approximate) == (None, True)


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ("", DateProblem.EMPTY), ("明天", DateProblem.IN_FUTURE), ("下周三", DateProblem.IN_FUTURE),
        ("2030年1月1日", DateProblem.IN_FUTURE), ("明年3月", DateProblem.IN_FUTURE), ("2月30日", DateProblem.IMPOSSIBLE),
        ("2023年2月29日", DateProblem.IMPOSSIBLE), ("13月1日", DateProblem.IMPOSSIBLE), ("32号", DateProblem.IMPOSSIBLE),
        ("1850年3月1日", DateProblem.IMPOSSIBLE), ("138年前", DateProblem.IMPOSSIBLE), ("1988年春节", DateProblem.IMPOSSIBLE),
        ("不记得了", DateProblem.NOT_UNDERSTOOD), ("100块", DateProblem.NOT_UNDERSTOOD),
    ],
)  # fmt: skip
def test_what_is_no_past_date_is_refused_with_its_reason(answer: str, problem: DateProblem) -> None:
    assert parse_date(answer, today=TODAY) is problem


def test_a_date_in_a_story_takes_the_year_named_before() -> None:
    dates = find_dates("2023年5月1日下单，6月3日才发货", today=TODAY)
    assert [(date.iso, date.year_assumed) for date in dates] == [("2023-05-01", False), ("2023-06-03", True)]


def test_a_date_without_any_year_is_the_last_one_that_is_not_in_the_future() -> None:
    (date,) = find_dates("12月1日下单的", today=TODAY)
    assert (date.iso, date.year_assumed) == ("2025-12-01", True)


@pytest.mark.parametrize(
    "story",
    ["五一广场的店", "住8号楼", "10号线旁边", "用了18年了", "端午粽子坏了", "3次5天", "每月3号扣款", "单号20240305123", "一周一次课", "8月供还没交", "老字号138年前就有了"],
)  # fmt: skip
def test_what_is_not_a_date_is_left_alone(story: str) -> None:
    assert find_dates(story, today=TODAY) == []


@pytest.mark.parametrize(
    ("iso", "older"),
    [
        ("2023-11-20", True), ("2023-11-21", False), ("2023-11", False), ("2023-10", True),
        ("2022", True), ("2023", False), ("2026-01-01", False),
    ],
)  # fmt: skip
def test_three_years_are_over_only_when_no_day_meant_is_younger(iso: str, older: bool) -> None:
    assert older_than_three_years(iso, TODAY) is older


def test_three_years_from_a_leap_day() -> None:
    assert older_than_three_years("2024-02-28", dt.date(2027, 3, 1))
    assert not older_than_three_years("2024-02-29", dt.date(2027, 2, 28))


@pytest.mark.parametrize(
    ("iso", "text"), [("2024-03-05", "2024年3月5日"), ("2024-03", "2024年3月"), ("2024", "2024年")]
)
def test_a_date_is_written_for_reading(iso: str, text: str) -> None:
    assert format_date(iso) == text
