"""Numbers that choose, and words that do not."""

import pytest

from desk.conversations.numbering import chosen_number, menu_id, parse_menu_id


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1", 1),
        ("１", 1),
        ("1.", 1),
        ("1、", 1),
        ("①", 1),
        ("一", 1),
        ("（2）", 2),
        ("12", 12),
        ("十二", 12),
        ("第一个", 1),
        ("选2", 2),
        ("我选第三个吧", 3),
        ("按4", 4),
        ("第2项", 2),
    ],
)
def test_a_number_chooses(text: str, number: int) -> None:
    assert chosen_number(text, bare=True) == number


@pytest.mark.parametrize(
    "text", ["", "0", "21", "1280", "一千", "1个月", "第一次", "两天前", "3.5", "1-2", "我"]
)
def test_a_story_does_not(text: str) -> None:
    assert chosen_number(text, bare=True) is None


@pytest.mark.parametrize("text", ["1", "①", "一", "１"])
def test_where_no_numbers_are_shown_a_number_alone_may_be_a_price(text: str) -> None:
    assert chosen_number(text, bare=False) is None
    assert chosen_number("第一个", bare=False) == 1


def test_ids_of_menus_are_read_back_and_nothing_else_is() -> None:
    assert parse_menu_id(menu_id(12, 0)) == (12, 0)
    for other in ("12", "-1", "12-", "12-0-1", "１-2", "01a2-3", "1-100"):
        assert parse_menu_id(other) is None
