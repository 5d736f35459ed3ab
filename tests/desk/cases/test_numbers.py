"""Case numbers: short, unguessable, forgiving."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases.numbers import ALPHABET, LENGTH, PREFIX, new_case_no, read_case_no


def test_number_has_no_look_alikes() -> None:
    assert len(set(ALPHABET)) == len(ALPHABET)
    assert not set("01ILOQUBGSZ") & set(ALPHABET)
    for _ in range(200):
        number = new_case_no()
        assert number[:2] == PREFIX
        assert len(number) == len(PREFIX) + LENGTH
        assert set(number[2:]) <= set(ALPHABET)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("XB7K3M9TXA", "XB7K3M9TXA"),
        ("xb7k3m9txa", "XB7K3M9TXA"),
        (" XB 7K3M-9TXA ", "XB7K3M9TXA"),
        ("7K3M9TXA", "XB7K3M9TXA"),
        ("ＸＢ７Ｋ３Ｍ９ＴＸＡ", "XB7K3M9TXA"),
        ("X87K3M9TXA", "XB7K3M9TXA"),
        ("XB O0Q BGSZ U", "XBDDD8652V"),
        ("XB I1L 2345 6", "XB77723456"),
        ("编号：XB7K3M9TXA。", "XB7K3M9TXA"),
        ("no such number", "NOSUCHNUMBER"),
        ("", ""),
    ],
)
def test_typed_number_is_read(typed: str, meant: str) -> None:
    assert read_case_no(typed) == meant


@given(st.text())
def test_any_text_can_be_read(typed: str) -> None:
    assert len(read_case_no(typed)) <= 2000
    assert read_case_no(read_case_no(typed)) == read_case_no(typed) or len(read_case_no(typed)) != 10


@given(st.text(alphabet=ALPHABET, min_size=LENGTH, max_size=LENGTH))
def test_number_survives_being_read(body: str) -> None:
    assert read_case_no(PREFIX + body) == PREFIX + body
    assert read_case_no(body) == PREFIX + body
