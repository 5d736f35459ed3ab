"""What an agency is and where in the country it stands; what a service means for it. Pure."""

from enum import StrEnum

COUNTRY = "100000"  # the place of national agencies, which GB/T 2260 has no code for


class AgencyKind(StrEnum):
    """Whose authority it is."""

    MARKET_REGULATION = "market_regulation"
    CONSUMER_ASSOCIATION = "consumer_association"
    CULTURE_TOURISM = "culture_tourism"
    POSTAL = "postal"
    TELECOM = "telecom"
    HOTLINE_12345 = "hotline_12345"
    OTHER = "other"  # decides only what its `matters` name


class Level(StrEnum):
    """National, province (省级), prefecture (地级), county (县级)."""

    NATIONAL = "national"
    PROVINCE = "province"
    PREFECTURE = "prefecture"
    COUNTY = "county"

    @property
    def depth(self) -> int:
        """0 for national to 3 for county."""
        return list(Level).index(self)


def level_of(region_code: str) -> Level:
    """The level a place is administered at: 220104 county, 220100 prefecture, 220000 province.

    The four municipalities (直辖市) are provinces, and their districts counties without a prefecture between.
    """
    if region_code == COUNTRY:
        return Level.NATIONAL
    if region_code.endswith("0000"):
        return Level.PROVINCE
    return Level.PREFECTURE if region_code.endswith("00") else Level.COUNTY


def regions_above(region_code: str) -> tuple[str, ...]:
    """A place and what it lies in, smallest first: 220104, 220100, 220000, 100000."""
    chain = (region_code, region_code[:4] + "00", region_code[:2] + "0000", COUNTRY)
    return tuple(dict.fromkeys(chain[-1:] if region_code == COUNTRY else chain))
