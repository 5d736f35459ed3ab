"""Folding a text to one way of writing without moving a character, so that spans stay true.

Full-width letters and signs and the digits of all scripts become ASCII, traditional characters simplified ones, broken
surrogates blanks. Patterns in this package are written for folded text: they say `,` and `(` where people
type ， and （; `。`, `、` and Chinese quotes stay.
"""

import unicodedata
from functools import cache
from typing import Protocol

import opencc

FULL_WIDTH, FULL_WIDTH_SHIFT = range(0xFF01, 0xFF5F), 0xFEE0
SURROGATES = range(0xD800, 0xE000)
LAST_DIGIT = 0x1FBF9  # of Unicode 15
TABLE: dict[int, str] = {
    # Patterns ask for \d, which is a digit of any script: what they find must be a number to everybody else, too.
    **{
        code: str(unicodedata.decimal(chr(code)))
        for code in range(0x80, LAST_DIGIT + 1)
        if unicodedata.category(chr(code)) == "Nd"
    },
    **{code: chr(code - FULL_WIDTH_SHIFT) for code in FULL_WIDTH},
    **dict.fromkeys(SURROGATES, " "),
    **{ord(written): folded for written, folded in zip("\u3000\xa0\0￥﹣–—～", "   ¥---~", strict=True)},
}


class Converter(Protocol):
    def convert(self, text: str) -> str: ...


@cache
def _simplifier() -> Converter:
    """Built on first use: reading its dictionaries takes about 30 ms."""
    converter: Converter = opencc.OpenCC("t2s")
    return converter


def fold(text: str) -> str:
    """The folded text, always of the same length."""
    folded = text.translate(TABLE)
    simplified = _simplifier().convert(folded)
    # Phrase rules may join or split characters; then each character is converted alone.
    return simplified if len(simplified) == len(folded) else _character_by_character(folded)


def _character_by_character(folded: str) -> str:
    return "".join(_one(character) for character in folded)


@cache
def _one(character: str) -> str:
    simplified = _simplifier().convert(character)
    return simplified if len(simplified) == 1 else character
