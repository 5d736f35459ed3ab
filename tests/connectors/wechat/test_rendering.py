"""Text within the platform's limits: never inside a link, never inside what people see as one character."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from connectors.wechat.rendering import (
    HARD_LIMIT,
    LINK,
    WHOLE,
    Choice,
    choice_lines,
    link,
    merge,
    plain,
    render,
    size,
    split,
)

FAMILY = "👨‍👩‍👧‍👦"  # 25 bytes, one character
pieces_of_text = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        [FAMILY, "👍🏽", "e\u0301", "一二三。", "\n", "\n\n", "🇨🇳🇨🇳", link(Choice("7", "我要投诉"))]
    ),
)
texts = st.lists(pieces_of_text, max_size=40).map("".join)
limits = st.integers(200, 600)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


@given(texts, limits)
def test_pieces_are_within_the_limit_and_none_is_blank(text: str, limit: int) -> None:
    assert all(0 < size(piece) <= limit and piece.strip() for piece in split(text, limit))


@given(texts, limits)
def test_pieces_say_what_the_text_says(text: str, limit: int) -> None:
    assert squeezed("".join(split(text, limit))) == squeezed(text)


@given(texts, limits)
def test_links_stay_whole(text: str, limit: int) -> None:
    whole = [found for piece in split(text, limit) for found in LINK.findall(piece)]
    assert whole == LINK.findall(text)


@given(texts.filter(lambda text: not WHOLE.search(text)), limits)
def test_no_piece_begins_inside_a_character(text: str, limit: int) -> None:
    ends, position = {0}, 0
    for cluster in regex.findall(r"\X", text):
        position += len(squeezed(cluster))
        ends.add(position)
    position = 0
    for piece in split(text, limit):
        position += len(squeezed(piece))
        assert position in ends


@given(texts)
def test_text_that_fits_is_one_piece(text: str) -> None:
    if text.strip() and size(text) <= HARD_LIMIT:
        assert split(text, HARD_LIMIT) == [text.strip()]


@pytest.mark.parametrize(("length", "pieces"), [(2_047, 1), (2_048, 1), (2_049, 2)])
def test_the_platform_s_limit_is_met_to_the_byte(length: int, pieces: int) -> None:
    text = "长" * (length // 3) + "a" * (length % 3)
    assert size(text) == length
    assert len(split(text, HARD_LIMIT)) == pieces


ADDRESS = "https://www.12315.cn/cuser/portal/tslogin?from=bot&x=1"


@pytest.mark.parametrize(
    "whole", [ADDRESS, FAMILY, "👩🏽‍⚖️", "e\u0301\u0323", "🇨🇳", link(Choice("1", "查进度"))]
)
def test_character_or_link_at_the_cut_goes_to_the_next_piece(whole: str) -> None:
    before = "-" * (300 - size(whole) + 1)
    assert split(before + whole, 300) == [before, whole]
    assert split(before[1:] + whole, 300) == [before[1:] + whole]


@pytest.mark.parametrize("after", ["，然后登记", "。", " then", "\n", "<br>", "）"])
def test_address_ends_where_something_else_begins(after: str) -> None:
    assert WHOLE.findall(f"请登录{ADDRESS}{after}") == [ADDRESS]


def test_cut_is_after_a_paragraph_else_a_line_else_a_sentence() -> None:
    assert split("一" * 60 + "\n\n" + "二" * 20 + "\n" + "三" * 60, 300) == [
        "一" * 60,
        "二" * 20 + "\n" + "三" * 60,
    ]
    assert split("一" * 60 + "。" + "二" * 20 + "\n" + "三" * 60, 300) == [
        "一" * 60 + "。" + "二" * 20,
        "三" * 60,
    ]
    assert split("一" * 60 + "。" + "二" * 60, 300) == ["一" * 60 + "。", "二" * 60]


def test_character_longer_than_a_message_is_cut_after_all() -> None:
    text = "a" + "\u0301" * 200
    assert "".join(split(text, 100)) == text


def test_link_longer_than_a_message_is_read_as_text() -> None:
    assert split(link(Choice("1", "很长的选项" * 10)), 200) == ["很长的选项" * 10]


def test_nothing_makes_no_piece() -> None:
    assert split("") == split(" \n ") == []


@pytest.mark.parametrize("limit", [0, 63, 2_049])
def test_limit_must_be_one_the_platform_knows(limit: int) -> None:
    with pytest.raises(ValueError, match="limit"):
        split("x", limit)


def test_choices_have_their_number_and_can_be_tapped() -> None:
    lines = choice_lines([Choice("101", "年假"), Choice("102", "转人工")]).split("\n")
    assert [re.sub(r"<[^>]*>", "", line) for line in lines] == ["1. 年假", "2. 转人工"]
    assert all(LINK.search(line) for line in lines)


def test_choices_without_links_keep_their_number() -> None:
    assert choice_lines([Choice("1", "年假")], tappable=False) == "1. 年假"


@given(
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20),
    st.text("abc019_-", min_size=1),
)
def test_tapping_sends_exactly_the_title(title: str, choice_id: str) -> None:
    made = link(Choice(choice_id, title))
    assert LINK.fullmatch(made)
    address = re.findall(r'href="([^"]*)"', made)[0]
    assert address.isascii()
    parts = urlsplit(address)
    assert (parts.scheme, parts.netloc) == ("weixin", "bizmsgmenu")
    query = parse_qs(parts.query, keep_blank_values=True, strict_parsing=True)
    assert query == {"msgmenucontent": [title], "msgmenuid": [choice_id]}


def test_answer_sources_and_choices_are_one_text() -> None:
    text = render(
        "可以退。", [Choice("1", "我要投诉")], ["消费者权益保护法第二十四条", "第二十五条"], tappable=False
    )
    assert text == "可以退。\n\n依据：消费者权益保护法第二十四条；第二十五条\n\n1. 我要投诉"


def test_parts_that_are_empty_leave_no_gap() -> None:
    assert render("好的。") == "好的。"
    assert render("", [Choice("1", "好")], tappable=False) == "1. 好"
    assert render("") == ""


@pytest.mark.parametrize(
    "written", ['<a href="https://evil.cn">点这里</a>', "<A HREF='x'>x</A>", "< a href=x>", "</ a>"]
)
def test_text_cannot_bring_its_own_links(written: str) -> None:
    shown = render(f"商家名：{written}", [Choice("1", written)], [written])
    assert re.findall(r"<\s*a[^>]*>", shown, re.IGNORECASE) == re.findall(r'<a href="weixin:[^"]*">', shown)


def test_other_angle_brackets_are_text() -> None:
    assert plain("3 < 5，<b>，<abc>，a<b") == "3 < 5，<b>，<abc>，a<b"


def test_texts_that_fit_become_one_reply() -> None:
    assert merge(["一", "二", "三"]) == ["一\n\n二\n\n三"]


def test_texts_that_do_not_fit_follow_in_their_order() -> None:
    assert merge(["一" * 50, "二" * 60, "三"], 300) == ["一" * 50, "二" * 60 + "\n\n三"]


@given(st.lists(texts, max_size=6), limits)
def test_merging_loses_and_adds_nothing(said: list[str], limit: int) -> None:
    pieces = merge(said, limit)
    assert all(0 < size(piece) <= limit for piece in pieces)
    assert squeezed("".join(pieces)) == squeezed("".join(said))
