"""By which names an enterprise is recognised in a complaint. Pure.

Sending a complaint to the wrong business is a disclosure (个人信息保护法 第六条, 第二十三条), so only what is
certain counts; a complaint that is recognised as nobody's simply goes its ordinary way.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

from desk.cases.disputes import respondent_key
from desk.places.divisions import lies_in, place_at_start

_NOT_WORDS = re.compile(r"[\W_]+")


class NameKind(StrEnum):
    """What a name is."""

    NAME = "name"  # as on the licence
    ALIAS = "alias"  # a brand, a sign over the door
    SHOP = "shop"  # a shop on a platform


def _flat(text: str) -> str:
    return _NOT_WORDS.sub("", unicodedata.normalize("NFKC", text)).casefold() or text


def shop_key(platform: str, shop: str) -> str:
    """A shop on a platform as compared; no name of a business has the slash.

    Unlike in a business's name 旗舰店 and 专营店 count: on one platform they are two shops of two owners.
    """
    return f"{_flat(platform)}/{_flat(shop)}"


@dataclass(frozen=True)
class Named:
    """Whom a complaint is about, as far as it says. place: GB/T 2260 of the matter."""

    name: str
    platform: str | None = None
    shop: str | None = None
    address: str | None = None
    place: str | None = None

    @property
    def by_shop(self) -> str | None:
        """The key of the shop it names; None when platform or shop is missing."""
        return shop_key(self.platform, self.shop) if self.platform and self.shop else None

    @property
    def by_name(self) -> str | None:
        """The key of the business it names; None when that is only the name of the shop: 好运旗舰店 may be
        run by anybody."""
        key = respondent_key(self.name)
        if self.by_shop is not None and self.shop and respondent_key(self.shop) == key:
            return None
        return key

    def may_lie_in(self, region_code: str | None) -> bool:
        """Whether the matter is known to lie where the enterprise does business; None: it does so everywhere.

        A name like 好运电器行 stands over many doors: without a place it is not certain whose complaint it is.
        """
        if region_code is None:
            return True
        place = self.place
        if place is None and self.address and (begins := place_at_start(self.address)):
            place = begins.code
        return place is not None and lies_in(place, region_code)
