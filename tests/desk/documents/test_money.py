"""Sums written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.documents.money import DIGITS, characters, figures


@pytest.mark.parametrize(
    ("fen", "written", "said"),
    [
        (0, "0.00", "零元整"),
        (1, "0.01", "壹分"),
        (10, "0.10", "壹角整"),
        (39_900, "399.00", "叁佰玖拾玖元整"),
        (123_450, "1,234.50", "壹仟贰佰叁拾肆元伍角整"),
        (100_005, "1,000.05", "壹仟元零伍分"),
        (1_000_500, "10,005.00", "壹万零伍元整"),
        (1_050_000, "10,500.00", "壹万零伍佰元整"),
        (11_050_025, "110,500.25", "壹拾壹万零伍佰元贰角伍分"),
        (10_000_000_100, "100,000,001.00", "壹亿零壹元整"),
        (100_000_000_000_00, "100,000,000,000.00", "壹仟亿元整"),
        (1_000_000_001_000_00, "1,000,000,001,000.00", "壹万亿零壹仟元整"),
        (2_010_030_00, "2,010,030.00", "贰佰零壹万零叁拾元整"),
    ],
)
def test_sum_in_figures_and_characters(fen: int, written: str, said: str) -> None:
    assert (figures(fen), characters(fen)) == (written, said)


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_sum_that_cannot_be_written_out_is_refused(fen: int) -> None:
    with pytest.raises(ValueError, match="written out"):
        characters(fen)


UNITS = {"拾": 10, "佰": 100, "仟": 1000}


def read_back(said: str) -> int:
    """Fen, by a reader of its own: digits times their unit, groups by 万 and 亿."""
    yuan = group = digit = 0
    whole, _, rest = said.partition("元") if "元" in said else ("", "", said)
    for character in whole:
        if character in DIGITS:
            digit = DIGITS.index(character)
        elif character in UNITS:
            group, digit = group + digit * UNITS[character], 0
        elif character == "万":
            group, digit = (group + digit) * 10_000, 0
            yuan, group = yuan + group, 0
        elif character == "亿":
            yuan, group, digit = (yuan + group + digit) * 10**8, 0, 0
    fen = (yuan + group + digit) * 100
    for unit, worth in (("角", 10), ("分", 1)):
        if unit in rest:
            fen += DIGITS.index(rest[rest.index(unit) - 1]) * worth
    return fen


@given(st.integers(0, 10**14 - 1))
def test_written_sum_reads_back_as_the_same(fen: int) -> None:
    said = characters(fen)
    assert read_back(said) == fen
    assert "零零" not in said
