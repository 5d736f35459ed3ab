"""Numbers as people write them: 1,380.00, 1.2w, 3k, 38万, 一万二, 八百五, 三百零五, 两百来, 三千多, 几千.

Works on folded text. A number that names no single value (几千, 三四百, 4-5千) is read as vague: it has a
span, so that nobody takes a part of it, and no value.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

DIGITS = {
    **{c: n for n, c in enumerate("零一二三四五六七八九")},
    **{c: n for n, c in enumerate("零壹贰叁肆伍陆柒捌玖")},
    "〇": 0, "两": 2, "俩": 2,
}  # fmt: skip
SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000, "k": 1000, "K": 1000}
LARGE_UNITS = {"万": 10_000, "萬": 10_000, "w": 10_000, "W": 10_000, "亿": 100_000_000}

HAN_DIGIT = "零〇一二两俩三四五六七八九壹贰叁肆伍陆柒捌玖"
HAN_UNIT = "十百千万亿拾佰仟萬"
MORE = "多来余几"  # 三千多, 两百来块, 一千余元, 一万几
ARABIC = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
# 1.2w, 3k: a Latin unit only right after digits and not inside a word (kg, WiFi, 3km)
LATIN_UNIT = r"[wWkK](?![a-zA-Z])"
ARABIC_NUMBER = rf"{ARABIC}(?:\s?{LATIN_UNIT}[1-9]?(?![\d.a-zA-Z])|[百千万亿]+(?:(?:零|\d|[{HAN_DIGIT}{HAN_UNIT}])*(?!\d))?)?"
# Not beginning with 百, 千 or 万: 百货, 千万别, 万一 are words.
HAN_NUMBER = rf"[{HAN_DIGIT}十拾几数][{HAN_DIGIT}{HAN_UNIT}几]*"
SINGLE = rf"(?:{ARABIC_NUMBER}|{HAN_NUMBER})(?:[{MORE}]?[万亿])?[多来余]?"
NUMBER = re.compile(
    rf"(?<![\d.a-zA-Z万])(?P<low>{SINGLE})(?P<range>(?:\s?[-~至到]\s?|、)(?P<high>{SINGLE}))?"
)

TOKEN = re.compile(rf"{ARABIC}|[{HAN_DIGIT}{HAN_UNIT}wWkK]")


@dataclass(frozen=True)
class Number:
    """A number and its span; `value` is None when it names no single value."""

    value: Decimal | None
    start: int
    end: int
    text: str
    approximate: bool
    han: bool  # written in Chinese numerals


def _tokens(text: str) -> list[str]:
    return [match[0] for match in TOKEN.finditer(text)]


def _is_plain(token: str) -> bool:
    return token[0].isdigit()


def evaluate(text: str) -> Decimal | None:
    """The value of one number's text, or None when it is vague or malformed.

    >>> evaluate("一万二"), evaluate("八百五"), evaluate("三百零五"), evaluate("1.2w")
    (Decimal('12000'), Decimal('850'), Decimal('305'), Decimal('12000.0'))
    """
    tokens = _tokens(text)
    if not tokens or any(c in text.rstrip(MORE) for c in "几数") or _is_pair_of_guesses(tokens):
        return None
    if all(token in DIGITS for token in tokens) and len(tokens) > 1:
        return None  # 二零二四 is a year or a code, never a count
    return _sum_up(tokens)


def _is_pair_of_guesses(tokens: list[str]) -> bool:
    """三四百, 五六千: two neighbouring digits in front of a unit."""
    return any(a in DIGITS and b in DIGITS and DIGITS[a] for a, b in pairwise(tokens))


def _sum_up(tokens: list[str]) -> Decimal | None:
    total = section = Decimal(0)
    current: Decimal | None = None
    last_unit, after_zero = 0, False
    for token in tokens:
        if token in LARGE_UNITS:
            total = _with_large_unit(total, section + (current or 0), LARGE_UNITS[token])
            section, current, last_unit, after_zero = Decimal(0), None, LARGE_UNITS[token], False
        elif token in SMALL_UNITS:
            section += (1 if current is None else current) * SMALL_UNITS[token]
            current, last_unit, after_zero = None, SMALL_UNITS[token], False
        elif current is not None:
            return None  # two numbers with no unit between them
        elif token in DIGITS and DIGITS[token] == 0 and last_unit:
            after_zero = True
        else:
            current = Decimal(token.replace(",", "")) if _is_plain(token) else Decimal(DIGITS[token])
    return total + section + _tail(current, last_unit, after_zero)


def _with_large_unit(total: Decimal, group: Decimal, unit: int) -> Decimal:
    """三万亿 multiplies what stands before it, 一亿两千万 adds to it."""
    return (total + group) * unit if 0 < total < unit else total + (group or 1) * unit


def _tail(current: Decimal | None, last_unit: int, after_zero: bool) -> Decimal:
    """What a digit at the end counts: 一万二 is 12000, 一万零二 is 10002, 十二 is 12."""
    if current is None:
        return Decimal(0)
    shortened = last_unit >= 100 and not after_zero and current < 10
    return current * last_unit / 10 if shortened else current


def numbers(folded: str) -> list[Number]:
    """Every number of a folded text, ranges taken as one vague number."""
    result = []
    for match in NUMBER.finditer(folded):
        if match["range"] and not _is_range(match["low"], match["high"], match["range"]):
            low_end = match.end("low")
            result.append(_number(folded, match.start(), low_end, vague=False))
            result.extend(_shift(number, low_end) for number in numbers(folded[low_end : match.end()]))
        else:
            result.append(_number(folded, match.start(), match.end(), vague=bool(match["range"])))
    return result


def _is_range(low: str, high: str, joint: str) -> bool:
    """4-5千, 500-600, 三千到四千. Not 2019-6 (a date), not 1、3 (a list)."""
    return "、" not in joint and evaluate(low) is not None and evaluate(high) is not None


def _number(folded: str, start: int, end: int, *, vague: bool) -> Number:
    text = folded[start:end]
    bare = text.rstrip("多来余")
    more = any(c in text for c in "多来余")
    return Number(
        value=None if vague else evaluate(bare),
        start=start,
        end=end,
        text=text,
        approximate=more or vague,
        han=not any(c.isdigit() for c in text),
    )


def _shift(number: Number, by: int) -> Number:
    return Number(
        number.value, number.start + by, number.end + by, number.text, number.approximate, number.han
    )
