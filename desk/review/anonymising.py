"""A consumer's words made nobody's, before they go into training data. Pure.

What is certain (numbers that reach or identify a person) may never be exported. What is only likely (names, addresses)
is replaced in the wording that is proposed, and shown to the reviewer, who has the last word on it and says so.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from actions.intake.extraction.folding import fold
from actions.intake.extraction.names import TITLE
from actions.intake.extraction.words import tag


class Kind(StrEnum):
    PHONE = "phone"
    IDENTITY = "identity"
    NUMBER = "number"  # an order, a card, an account
    EMAIL = "email"
    ACCOUNT = "account"  # of a messenger
    PLATE = "plate"
    NAME = "name"
    ADDRESS = "address"


@dataclass(frozen=True)
class Found:
    """A place in the text: characters from `start` up to `end`."""

    kind: Kind
    start: int
    end: int


# Digits in any usual writing: full-width (`_plain`), spaced or dashed.
_PHONE = re.compile(r"(?<!\d)(?:\+?\s?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_LANDLINE = re.compile(r"(?<!\d)0\d{2,3}[-\s]?\d{7,8}(?!\d)")
_IDENTITY = re.compile(r"(?<!\d)\d{6}(?:19|20)\d{2}(?:0\d|1[0-2])[0-3]\d{4}[\dXx](?!\d)")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_ACCOUNT = re.compile(
    r"(?:微信|QQ|qq|抖音|支付宝)(?:账?号|id|ID)?\s*(?:是|为|[:：])?\s*[A-Za-z0-9][A-Za-z0-9_-]{4,}"
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·\s]?[A-Z0-9]{5,6}"
)
_NUMBER = re.compile(r"(?<![\d.])[A-Za-z]{0,4}\d(?:[-\s]?\d){6,}(?![\d.])")
CERTAIN: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (Kind.EMAIL, _EMAIL),
    (Kind.ACCOUNT, _ACCOUNT),
    (Kind.IDENTITY, _IDENTITY),
    (Kind.PHONE, _PHONE),
    (Kind.PHONE, _LANDLINE),
    (Kind.PLATE, _PLATE),
    (Kind.NUMBER, _NUMBER),
)
# 我叫王小丽, 姓名：王小丽, 王小丽女士; who is only called 王先生 is nobody in particular and stays.
_NAME = (
    re.compile(
        r"(?:我叫|名叫|姓名[是为:：]?|联系人[是为:：]?)\s*([一-龥]{2,4}?)(?=[,，。.;；\s、]|$|女士|先生|电话|手机)"
    ),
    re.compile(r"(?<![一-龥])([一-龥]{2,3})(?=女士|先生)"),
)
_ADDRESS = re.compile(
    r"[一-龥]{1,8}(?:路|街|巷|弄|胡同|大道|小区|花园|公寓|村|屯|社区)(?:[一-龥]{0,4}?\d+(?:号楼?|弄|栋|幢|座|单元|室|楼|层|门)?[-\s]?)+"
)
_DIVISIONS_BEFORE = re.compile(r"^.{0,8}(?:省|市|区|县)(?=.)")
REPLACED_BY = {
    Kind.PHONE: "某电话",
    Kind.IDENTITY: "某证件号",
    Kind.NUMBER: "某号码",
    Kind.EMAIL: "某邮箱",
    Kind.ACCOUNT: "某账号",
    Kind.PLATE: "某车牌",
    Kind.NAME: "某某",
    Kind.ADDRESS: "某处",
}


def _plain(text: str) -> str:
    """Full-width letters and figures as plain ones, each in its place."""
    single = ((character, unicodedata.normalize("NFKC", character)) for character in text)
    return "".join(plain if len(plain) == 1 else character for character, plain in single)


def certain(text: str) -> tuple[Found, ...]:
    """What is personal beyond doubt, in the order of the text."""
    text = _plain(text)
    return _apart(
        Found(kind, match.start(), match.end())
        for kind, pattern in CERTAIN
        for match in pattern.finditer(text)
    )


def likely(text: str) -> tuple[Found, ...]:
    """What may be a person or where they live: by what stands around it, and by the tagger (some 3 ms)."""
    names = [Found(Kind.NAME, m.start(1), m.end(1)) for pattern in _NAME for m in pattern.finditer(text)]
    places = [_address(match) for match in _ADDRESS.finditer(text)]
    return _apart([*places, *names, *_tagged(text)])


def _address(match: re.Match[str]) -> Found:
    """Without the city and district before it: those make a matter local, not somebody known."""
    before = _DIVISIONS_BEFORE.match(match[0])
    return Found(Kind.ADDRESS, match.start() + (before.end() if before else 0), match.end())


def _tagged(text: str) -> list[Found]:
    folded = fold(text)
    if len(folded) != len(text):
        return []  # places in the folded text would not be those of ours
    return [
        Found(Kind.NAME, word.start, word.end)
        for word in tag(folded)
        # 王经理 and 王女士 are nobody in particular.
        if word.tag == "PER" and re.fullmatch(r"[一-龥]{2,4}", word.text) and not TITLE.match(word.text)
    ]


def _apart(found: Iterable[Found]) -> tuple[Found, ...]:
    """Without overlaps: what came first in the order of certainty stays."""
    kept: list[Found] = []
    for one in found:
        if all(one.end <= other.start or one.start >= other.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def proposed_wording(text: str) -> str:
    """One line in which everything found is replaced by words that name nobody.

    >>> proposed_wording("我叫王小丽，电话13912345678，健身卡不给退")
    '我叫某某，电话某电话，健身卡不给退'
    """
    line = " ".join(text.split())
    found = _apart([*certain(line), *likely(line)])
    parts, at = [], 0
    for one in found:
        parts += [line[at : one.start], REPLACED_BY[one.kind]]
        at = one.end
    return "".join([*parts, line[at:]])


def starred(text: str) -> str:
    """The text as a list shows it: what is certain or likely keeps its first character at most."""
    parts, at = [], 0
    for one in _apart([*certain(text), *likely(text)]):
        parts += [text[at : one.start + 1], "*" * min(one.end - one.start - 1, 6)]
        at = one.end
    return "".join([*parts, text[at:]])
