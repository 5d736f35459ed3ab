"""Numbers in words, and tables as files."""

import pytest

from desk.console.insight.saying import Change, chance, change, duration, money, say
from desk.console.insight.tables import Column, Row, Table
from desk.console.insight.tiles import points
from desk.insight.definitions import DEFINITIONS, Better, Measure, Unit
from desk.web.spreadsheets import csv_text


@pytest.mark.parametrize(
    ("unit", "value", "words"),
    [
        (Unit.COUNT, 12345, "12,345"),
        (Unit.SHARE, 0.625, "62.5%"),
        (Unit.TENTHS, 8, "0.8 秒"),
        (Unit.SECONDS, 192, "3 分 12 秒"),
        (Unit.STARS, 4.25, "4.2"),
        (Unit.FEN, 39_900, "¥399"),
        (Unit.SHARE, None, "—"),
    ],
)
def test_values_are_said_in_their_unit(unit: Unit, value: float | None, words: str) -> None:
    assert say(unit, value) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0.0 秒"), (9.96, "10.0 秒"), (59.4, "59 秒"), (60, "1 分"), (3600, "1 小时"), (7800, "2 小时 10 分"),
        (86_400 * 3 + 3600 * 4, "3 天 4 小时"),
    ],
)  # fmt: skip
def test_durations(seconds: float, words: str) -> None:
    assert duration(seconds) == words


def test_money_is_rounded_only_where_it_is_much() -> None:
    assert [money(fen) for fen in (0, 1, 128_450, 1_280_000_0)] == ["¥0", "¥0.01", "¥1,284.50", "¥12.8 万"]


@pytest.mark.parametrize(
    ("unit", "better", "now", "before", "expected"),
    [
        (Unit.COUNT, Better.NEITHER, 12, 10, Change("比上期多 20%")),
        (Unit.COUNT, Better.NEITHER, 8, 10, Change("比上期少 20%")),
        (Unit.COUNT, Better.NEITHER, 70, 10, Change("是上期的 7.0 倍")),
        (Unit.COUNT, Better.NEITHER, 5, 0, Change("上期没有")),
        (Unit.COUNT, Better.NEITHER, 0, 0, Change("与上期持平")),
        (Unit.SHARE, Better.HIGHER, 0.5, 0.4, Change("比上期高 10.0 个百分点", "good")),
        (Unit.SHARE, Better.LOWER, 0.5, 0.4, Change("比上期高 10.0 个百分点", "bad")),
        (Unit.SHARE, Better.HIGHER, 0.5, 0.0, Change("比上期高 50.0 个百分点", "good")),
        (Unit.SHARE, Better.HIGHER, 0.4001, 0.4, Change("与上期持平")),
        (Unit.SHARE, Better.HIGHER, 0.4, None, Change("上期没有")),
        (Unit.SHARE, Better.HIGHER, None, 0.4, None),
        (Unit.TENTHS, Better.LOWER, 5, 8, Change("比上期快 0.3 秒", "good")),
        (Unit.SECONDS, Better.LOWER, 90, 60, Change("比上期慢 30 秒", "bad")),
        (Unit.STARS, Better.HIGHER, 4.5, 4.0, Change("比上期高 0.5 分", "good")),
    ],
)
def test_a_change_says_its_direction_in_words_and_whether_it_is_good(
    unit: Unit, better: Better, now: float | None, before: float | None, expected: Change | None
) -> None:
    assert change(unit, better, now, before) == expected


def test_chances_are_said_without_exponents() -> None:
    assert chance(1.8e-5) == "约 55,556 分之一"
    assert chance(1e-9) == "不到百万分之一"


def test_every_measure_is_defined_and_shares_say_of_what() -> None:
    assert set(DEFINITIONS) == set(Measure)
    for told in DEFINITIONS.values():
        counted = told.unit in (Unit.COUNT, Unit.FEN)
        assert (told.out_of is None) is counted, told.title


def test_a_small_line_needs_three_values_of_which_one_is_more_than_nothing() -> None:
    assert points([1, 2]) == points([0, 0, 0]) == points([1, None, None, 2]) == ""
    assert points([0, 1, 2]) == "2.0,30.0 60.0,16.0 118.0,2.0"
    assert len(points([1, None, 1, 1]).split()) == 3


def test_files_hold_plain_numbers_and_no_formulas() -> None:
    columns = [
        Column("话题"),
        Column("占比", Unit.SHARE),
        Column("挽回金额", Unit.FEN),
        Column("等候", Unit.TENTHS),
    ]
    table = Table("t", "表", columns, [Row(["=1+1", 0.12345, 39_950, 15]), Row(["退款", None, 0, None])])
    lines = csv_text(*table.saved()).splitlines()
    assert lines == [
        "\ufeff话题,占比（比例）,挽回金额（元）,等候（秒）",
        "'=1+1,0.1235,399.5,1.5",
        "退款,,0.0,",
    ]


def test_a_table_of_nothing_is_empty() -> None:
    columns = [Column("评分"), Column("个数", Unit.COUNT)]
    assert Table("t", "表", columns, [Row(["5 分", 0]), Row(["4 分", None])]).is_empty
    assert not Table("t", "表", columns, [Row(["5 分", 1])]).is_empty
