"""Where a complaint belongs and where the person is: the `region` of the one, the `place` of the other.

A region that was told is the place from then on. Where none was told, the complaint belongs to the place known
from the conversation, and that is shown as supposed until the person submits it: who lives in one city may complain
of a shop in another. So 我在沈阳 moves the person, never a region that was told; the shop's own address moves it.
A masked region (A市) is a region, but no place.
"""

import re
from collections.abc import Mapping
from typing import Any

from actions.answering.places import bare, of_address, official
from actions.intake.commands import reads_as_question
from actions.intake.extraction.addresses import ParsedAddress, parse_address
from actions.intake.extraction.folding import fold
from actions.intake.slots import Values

PLACE, REGION = "place", "region"
# 不对，店在沈阳: what stands before a place that is told instead of another
_CORRECTS = re.compile(r"^(?:不对|不是|错了|写错了|应该是|改成|改为)")
_LEAD = re.compile(
    r"^(?:不对[,，。 ]?|错了[,，。 ]?|写错了[,，。 ]?)*(?:应该是|是)?(?:(?:这件|这个|那件)?事情?|(?:这家|那家)?(?:店铺?|商店|商家|公司))?是?(?:发生)?(?=在)"
)
# 我在沈阳, but not 我在沈阳买的
_I_AM = re.compile(
    r"^(?:我们?|咱们?|俺们?|我?人|本人)(?:现在|目前|今天|刚|这会儿|就|都|也)*(?:住在?|在|到了|来了)(?!.*买)"
)
_STREET = re.compile(r"[路街巷村号栋\d]|小区|大道")
# What may be called like a city (普洱, 安康), or have one in it: there only a correcting word makes it the region.
_OTHER_NAMES = frozenset({"product", "name", "platform", "address", "order_no", "story", REGION})

_OWN_ANSWERS = frozenset({"address", "story", REGION})  # questions that 我在沈阳 answers, or answers in part

_PARTS = re.compile(r".{1,9}?[省市区县州盟旗]")  # of an official chain: 辽宁省, 沈阳市, 和平区


def place_of(values: Values) -> str | None:
    """The place whose answers concern the person now: where it happened, else where they are."""
    return values.get(REGION) or values.get(PLACE)


def place_changes(changes: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """Slots to set beside `changes`, so that nobody is asked for what is known."""
    region = changes.get(REGION)
    if region:
        return {PLACE: region} if official(region) else {}
    # The shop's address says where it happened.
    told, address = values.get(REGION), changes.get("merchant_address") or ""
    of_shop = of_address(address)
    if of_shop is None or (told and not _is_moved_by(told, of_shop, address)):
        return {}
    return {REGION: of_shop, PLACE: of_shop}


def _is_moved_by(told: str, of_shop: str, address: str) -> bool:
    """Whether the shop's address names another place than was told, and says in its writing that it is one: 沈阳市,
    not the 南京 of 南京东路. Which city a masked region (A市) is, nobody knows."""
    written = any(part in fold(address) for part in _PARTS.findall(of_shop))
    return written and official(told) is not None and not is_within(of_shop, told)


def is_within(one: str, other: str) -> bool:
    """Whether two official chains are one place, perhaps said with more of the one: 长春, 长春市朝阳区."""
    return one.startswith(other) or other.startswith(one)


def supposed(values: Values) -> str | None:
    """The region a complaint gets though nobody told it for this matter; None where it was told."""
    return None if values.get(REGION) else values.get(PLACE)


def told_region(text: str, asked: str) -> str | None:
    """The region a message gives that was not asked for it: 不对，是沈阳; 店在沈阳; 沈阳. It may be the one that is
    known. Where the person is (`own_place`) is no region."""
    corrects = _CORRECTS.match(text.strip()) is not None
    if reads_as_question(text) or _STREET.search(text) or (asked in _OTHER_NAMES and not corrects):
        return None
    return bare(_LEAD.sub("", text.strip()))


def own_place(text: str, asked: str) -> str | None:
    """Where the person says they are, as an answer to nothing: 我在沈阳, 人在沈阳."""
    if asked in _OWN_ANSWERS or _STREET.search(text) or not _I_AM.match(text.strip()):
        return None
    return None if reads_as_question(text) else bare(text)


def sent_address(line: str) -> tuple[str | None, str | None]:
    """The place of a location message, and the line itself where it is exact enough for an address."""
    exact = isinstance(parse_address(line), ParsedAddress)
    return of_address(line), line.strip() if exact else None
