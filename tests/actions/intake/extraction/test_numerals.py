"""Numbers as people write them."""

from decimal import Decimal

import pytest

from actions.intake.extraction.numerals import evaluate, numbers


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("一万二", 12000), ("一万二千", 12000), ("一万零二", 10002), ("八百五", 850), ("三百零五", 305),
        ("一千八", 1800), ("二十", 20), ("十五", 15), ("两万三千五百", 23500), ("两万零五百", 20500),
        ("一亿两千万", 120_000_000), ("三万亿", 3_000_000_000_000), ("壹仟叁佰捌拾", 1380),
        ("1w", 10000), ("1.2w", 12000), ("1w5", 15000), ("3k", 3000), ("3k5", 3500), ("1万5", 15000),
        ("2千300", 2300), ("38万", 380000), ("1,380.50", Decimal("1380.50")),
    ],
)  # fmt: skip
def test_a_number_has_its_value(text: str, value: int | Decimal) -> None:
    assert evaluate(text) == value


@pytest.mark.parametrize("text", ["几千", "数百", "十几万", "三四百", "五六千", "二零二四", ""])
def test_a_guess_or_a_code_has_no_value(text: str) -> None:
    assert evaluate(text) is None


@pytest.mark.parametrize(
    ("text", "value"), [("三千多", 3000), ("两百来", 200), ("一千余", 1000), ("一百多万", 1_000_000)]
)
def test_more_than_is_approximate(text: str, value: int) -> None:
    (number,) = numbers(text)
    assert number.value == value
    assert number.approximate


@pytest.mark.parametrize("text", ["4-5千", "500-600", "三千到四千", "2~3万"])
def test_a_range_is_one_number_without_a_value(text: str) -> None:
    assert [(number.text, number.value) for number in numbers(text)] == [(text, None)]


@pytest.mark.parametrize("text", ["百货大楼", "千万别去", "万一坏了", "abc", "kg"])
def test_words_that_look_like_numbers_are_none(text: str) -> None:
    assert numbers(text) == []
