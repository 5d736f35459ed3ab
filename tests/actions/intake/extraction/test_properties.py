"""What holds for every text."""

import datetime as dt
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.intake.extraction.addresses import parse_address
from actions.intake.extraction.dates import PartialDate, find_dates, format_date, parse_date
from actions.intake.extraction.demands import parse_demands
from actions.intake.extraction.folding import fold
from actions.intake.extraction.found import Found
from actions.intake.extraction.money import (
    LIMIT_FEN,
    ParsedAmount,
    find_money,
    format_amount,
    parse_amount,
)
from actions.intake.extraction.names import parse_name
from actions.intake.extraction.phones import parse_phone
from actions.intake.extraction.story import Story, read_story

TODAY = dt.date(2026, 11, 21)
WORDS = """
我 在 买 了 的 退 不 钱 块 元 万 千 百 多 几 号 月 日 年 去年 前 天 店 超市 公司 市 区 县 镇 省 A市 长春 昨天 一 二 三 十 两 0 1 9 . , ，
。 - / ￥ ( ） “ ” 「 转 86 138 w k % 发票 要求 赔偿 第 条 《 》 没有 2024 30 快 毛 半 个 周 星期 双十一 姓 叫 路 村 😀 é 退一赔三
订单号 微信 淘宝
"""
PIECES = st.sampled_from([*WORDS.split(), " ", "\n", "\u3000", "\ud800", "\0"])
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=30).map("".join))
SLOW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def spans(story: Story) -> list[Found[object]]:
    values = [getattr(story, name) for name in Story.__dataclass_fields__]
    singles = [value for value in values if isinstance(value, Found)]
    return [*singles, *story.merchants, *story.demands]


@SLOW
@given(TEXTS)
def test_any_text_is_read_without_a_crash_and_spans_lie_in_it(text: str) -> None:
    for found in spans(read_story(text, today=TODAY)):
        assert 0 <= found.start < found.end <= len(text)
        assert text[found.start : found.end] == found.text
        assert 0 < found.confidence <= 1


@SLOW
@given(TEXTS)
def test_any_answer_is_a_value_or_a_problem(text: str) -> None:
    parse_amount(text)
    parse_date(text, today=TODAY)
    parse_phone(text, region="吉林省长春市")
    parse_name(text)
    parse_address(text)
    parse_demands(text)


@SLOW
@given(TEXTS)
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(text)


@SLOW
@given(TEXTS)
def test_sums_and_dates_do_not_overlap_and_dates_are_not_in_the_future(text: str) -> None:
    for found in (find_money(text), find_dates(text, today=TODAY)):
        edges = [(one.start, one.end) for one in found]
        assert all(end <= start for (_, end), (start, _) in pairwise(edges))
    assert all(not date.iso or date.iso <= TODAY.isoformat() for date in find_dates(text, today=TODAY))


@given(st.integers(1, LIMIT_FEN))
def test_a_written_amount_is_read_back(fen: int) -> None:
    for written in (format_amount(fen), f"￥{format_amount(fen)}", f"{format_amount(fen)}元"):
        assert parse_amount(written) == ParsedAmount(fen, False, written.removeprefix("￥"))


@given(st.dates(dt.date(1990, 1, 1), TODAY))
def test_a_written_date_is_read_back(day: dt.date) -> None:
    for iso in (day.isoformat(), day.isoformat()[:7], day.isoformat()[:4]):
        parsed = parse_date(format_date(iso), today=TODAY)
        assert isinstance(parsed, PartialDate)
        assert (parsed.iso, parsed.approximate, parsed.year_assumed) == (iso, False, False)


@pytest.mark.parametrize(
    "piece", ["退不", "1,234,", "A市", "在北京", "的公司", "一二三十百千万", "（“", "2024年", "，", "买了个"]
)
def test_5000_characters_of_anything_are_read(piece: str) -> None:
    text = (piece * 5000)[:5000]
    story = read_story(text, today=TODAY)
    found = (story.merchant, story.platform, story.region, story.product, story.problem)
    assert all(text[one.start : one.end] == one.text for one in found if one)
