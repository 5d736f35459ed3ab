"""What the intake reads out of any words: possible values, at the places it says. tests/actions/intake/extraction has the
properties of whole stories; here hostile pieces, and what no value may be."""

import datetime as dt
import re

from hypothesis import given
from hypothesis import strategies as st

from actions.intake.extraction.addresses import ParsedAddress, parse_address
from actions.intake.extraction.dates import FIRST_YEAR, PartialDate, find_dates, format_date, parse_date
from actions.intake.extraction.demands import find_demands, parse_demands
from actions.intake.extraction.folding import fold
from actions.intake.extraction.money import LIMIT_FEN, ParsedAmount, find_money, format_amount, parse_amount
from actions.intake.extraction.names import ParsedName, parse_name
from actions.intake.extraction.orders import order_number
from actions.intake.extraction.phones import ParsedPhone, own_phone, parse_phone
from actions.intake.extraction.purchase_dates import purchase_date
from desk.conversations.errors import EmptyMessage, MessageTooLong
from desk.conversations.incoming import clean_text
from tests.fuzz.planted import TEXTS
from tests.fuzz.profile import examples

TODAY = dt.date(2026, 11, 21)
ISO = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
E164 = re.compile(r"\+[1-9]\d{6,14}", re.ASCII)
PIECES = """
我 姓 叫 在 买 了 是 花了 大概 - — ¥ ￥ $ 元 块 万 亿 千 百 十 零 〇 两 半 多 毛 角 分 钱 负 ٣ ² ① ９ ꓭ 0 1 2 00 999999999 12345678901234567890 1e9 . ,
， 。 / 年 月 日 号 去年 明年 前年 大前天 下周三 上个月 闰 初一 除夕 双十一 国庆 2026 9999 0000 2月30日 13月 32号 ago 天前 年前 个世纪
138 +86 0086 0431- 400 12345 13912345678 转 分机 手机 电话 订单号 单号 编号 : 订单号：E2026100200001 SF 尾号 \
市 省 区 县 路 街 村 镇 号楼 单元 室 长春市 朝阳区 同志街 大经路9号 退 换 赔偿 三倍 不退 要求 \u200b \u202e \ufeff \0 \ud800 👩‍👩‍👧 \n \t
"""
WORDS = st.one_of(
    st.lists(st.sampled_from([*PIECES.split(), " ", "\u3000"]), max_size=25).map("".join),
    st.text(max_size=80),
    st.sampled_from([one.text[:2000] for one in TEXTS]),
)
read = examples(250)


def lies_in(text: str, start: int, end: int, slice_: str) -> bool:
    return 0 <= start < end <= len(text) and text[start:end] == slice_


@read
@given(WORDS)
def test_sums_are_positive_and_bounded(text: str) -> None:
    for one in find_money(text):
        assert 0 < one.fen <= LIMIT_FEN
        assert lies_in(text, one.start, one.end, one.text)
        format_amount(one.fen)
    told = parse_amount(text)
    if isinstance(told, ParsedAmount):
        assert 0 < told.fen <= LIMIT_FEN


@read
@given(WORDS)
def test_days_exist_and_have_been(text: str) -> None:
    for one in find_dates(text, today=TODAY):
        assert lies_in(text, one.start, one.end, one.text)
        check_day(one)
    bought = purchase_date(text, today=TODAY)
    if bought is not None:
        check_day(bought.value)
    told = parse_date(text, today=TODAY)
    if isinstance(told, PartialDate):
        check_day(told)


def check_day(one: PartialDate) -> None:
    if one.iso is None:
        return
    assert ISO.fullmatch(one.iso), one.iso
    assert str(FIRST_YEAR) <= one.iso <= TODAY.isoformat(), one.iso
    if len(one.iso) == 10:
        dt.date.fromisoformat(one.iso)
    format_date(one.iso)


@read
@given(WORDS)
def test_phones_are_numbers_that_can_be_called(text: str) -> None:
    told = parse_phone(text, region="吉林省长春市")
    if isinstance(told, ParsedPhone):
        assert E164.fullmatch(told.e164), told.e164
        assert told.extension is None or (told.extension.isascii() and told.extension.isdigit())
    own = own_phone(text)
    if own is not None:
        assert lies_in(text, own.start, own.end, own.text)
        assert E164.fullmatch(own.value.e164)


@read
@given(WORDS)
def test_names_and_addresses_of_what_the_desk_hears_can_be_shown_and_kept(said: str) -> None:
    try:
        text = clean_text(said)
    except (EmptyMessage, MessageTooLong):
        return
    check_shown(text)
    name, address = parse_name(text), parse_address(text)
    if isinstance(name, ParsedName):
        assert name.name == name.name.strip() != ""
        check_shown(name.name)
    if isinstance(address, ParsedAddress):
        assert address.text == address.text.strip() != ""
        check_shown(address.text)


def check_shown(text: str) -> None:
    """A text that can be encoded, without control characters. The case API takes the rest that nobody sees (desk.cases.fields)."""
    text.encode()
    assert not [c for c in text if ord(c) < 32 and c not in "\n\t"], ascii(text)


@read
@given(WORDS)
def test_order_numbers_are_letters_and_digits(text: str) -> None:
    found = order_number(text)
    if found is not None:
        assert lies_in(text, found.start, found.end, found.text)
        assert re.fullmatch(r"[A-Za-z0-9-]{7,40}", found.value), ascii(found.value)


@read
@given(WORDS)
def test_demands_lie_in_the_text(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(parse_demands(text)) == len(set(parse_demands(text)))
    for one in find_demands(text):
        assert lies_in(text, one.start, one.end, one.text)
