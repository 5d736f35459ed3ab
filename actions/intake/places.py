"""Where a complaint belongs and where the person is: the `region` of the one, the `place` of the other.

A region that was told is the place from then on. Where none was told, the complaint belongs to the place known
from the conversation, and that is shown as supposed until the person submits it: who lives in one city may complain
of a shop in another. A masked region (A市) is a region, but no place.
"""

import re
from collections.abc import Mapping
from typing import Any

from actions.answering.places import bare, of_address, official
from actions.intake.commands import reads_as_question
from actions.intake.extraction.addresses import ParsedAddress, parse_address
from actions.intake.slots import Values

PLACE, REGION = "place", "region"
# 不对，店在沈阳: what stands before a place that is told instead of another
_CORRECTS = re.compile(r"^(?:不对|不是|错了|写错了|应该是|改成|改为)")
_LEAD = re.compile(
    r"^(?:不对[,，。 ]?|错了[,，。 ]?|写错了[,，。 ]?)*(?:应该是|是)?(?:(?:这件|这个|那件)?事情?|(?:这家|那家)?(?:店铺?|商店|商家|公司))?是?(?:发生)?(?=在)"
)
_STREET = re.compile(r"[路街巷村号栋\d]|小区|大道")
# What may be called like a city (普洱, 安康), or have one in it: there only a correcting word makes it the region.
_OTHER_NAMES = frozenset({"product", "name", "platform", "address", "order_no", "story", REGION})


def place_of(values: Values) -> str | None:
    """The place whose answers concern the person now: where it happened, else where they are."""
    return values.get(REGION) or values.get(PLACE)


def place_changes(changes: Mapping[str, Any], values: Values) -> dict[str, Any]:
    """Slots to set beside `changes`, so that nobody is asked for what is known."""
    region = changes.get(REGION)
    if region:
        return {PLACE: region} if official(region) else {}
    # The shop's address says where it happened.
    of_shop = None if values.get(REGION) else of_address(changes.get("merchant_address") or "")
    return {REGION: of_shop, PLACE: of_shop} if of_shop else {}


def supposed(values: Values) -> str | None:
    """The region a complaint gets though nobody told it for this matter; None where it was told."""
    return None if values.get(REGION) else values.get(PLACE)


def told_region(text: str, asked: str, values: Values) -> str | None:
    """The region a message gives that was not asked for it: 不对，是沈阳; 店在沈阳; 沈阳."""
    corrects = _CORRECTS.match(text.strip()) is not None
    if reads_as_question(text) or _STREET.search(text) or (asked in _OTHER_NAMES and not corrects):
        return None
    place = bare(_LEAD.sub("", text.strip()))
    return place if place != values.get(REGION) else None


def sent_address(line: str) -> tuple[str | None, str | None]:
    """The place of a location message, and the line itself where it is exact enough for an address."""
    exact = isinstance(parse_address(line), ParsedAddress)
    return of_address(line), line.strip() if exact else None
