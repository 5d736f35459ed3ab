"""Who decides a matter (市场监督管理投诉举报处理办法 第二条, 第十三条, 第十四条, 第二十九条, 第三十一条, 第三十二条). Pure.

The paragraphs of an article are not cited: the text at hand runs them together.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum

from desk.agencies.kinds import AgencyKind, Level
from desk.agencies.tree import Node, Tree
from desk.cases.states import CaseKind

LAW = "市场监督管理投诉举报处理办法"


class RouteReason(StrEnum):
    """Why an agency is competent; `article` says where that stands, wording.REASONS says it in words."""

    BUSINESS_PLACE = "business_place"
    OPERATOR_HOME = "operator_home"  # of a platform, or of a website of one's own
    SHOP_ADDRESS = "shop_address"  # as published on the platform
    PLATFORM_HOME = "platform_home"
    PLATFORM_HOME_ONLY = "platform_home_only"  # the shop published no address, or cannot be reached there
    BREACH_PLACE = "breach_place"
    REPORT_OPERATOR_HOME = "report_operator_home"
    REPORT_SHOP_PLACE = "report_shop_place"
    REPORT_PLATFORM_HOME = "report_platform_home"  # may, when it received the report first
    ADVERTISER_PLACE = "advertiser_place"
    PUBLISHER_PLACE = "publisher_place"
    OTHER_AUTHORITY = "other_authority"  # another law gives the matter to it
    RECEIVED_FIRST = "received_first"
    RETURNED = "returned"

    @property
    def article(self) -> str:
        """Of LAW."""
        return ARTICLES[self]


_R = RouteReason
ARTICLES: dict[RouteReason, str] = {
    _R.BUSINESS_PLACE: "第十三条",
    _R.OPERATOR_HOME: "第十三条",
    _R.SHOP_ADDRESS: "第十三条",
    _R.PLATFORM_HOME: "第十三条",
    _R.PLATFORM_HOME_ONLY: "第十三条",
    _R.BREACH_PLACE: "第二十九条",
    _R.REPORT_OPERATOR_HOME: "第三十一条",
    _R.REPORT_SHOP_PLACE: "第三十一条",
    _R.REPORT_PLATFORM_HOME: "第三十一条",
    _R.ADVERTISER_PLACE: "第三十二条",
    _R.PUBLISHER_PLACE: "第三十二条",
    _R.OTHER_AUTHORITY: "第二条",
    _R.RECEIVED_FIRST: "第十四条",
    _R.RETURNED: "第四十一条",
}


class Missing(StrEnum):
    """Why nobody was found, so that the case stays with who received it; wording.MISSING says what to ask."""

    BUSINESS_PLACE = "business_place"
    SELLER_PLACE = "seller_place"  # the shop's published address, or a platform whose home is known
    BREACH_PLACE = "breach_place"
    OTHER_AUTHORITY = "other_authority"  # it is for another authority, which is not in the tree
    NO_AGENCY = "no_agency"  # the tree has nobody at that place


class Sale(StrEnum):
    """How it was sold, as far as jurisdiction depends on it."""

    ON_SITE = "on_site"
    OWN_SITE = "own_site"  # by the operator of a platform, or over a website of one's own
    ON_PLATFORM = "on_platform"  # by a shop on somebody else's platform


@dataclass(frozen=True)
class Matter:
    """What jurisdiction depends on.

    place: region code of the business (on a platform: of the published address; of a report: where it happened);
    platform_home: region code of the platform operator's domicile; reachable: whether the shop answers at the
    address it published.
    """

    kind: CaseKind
    decided_by: AgencyKind = AgencyKind.MARKET_REGULATION
    category: str | None = None
    sale: Sale = Sale.ON_SITE
    place: str | None = None
    platform_home: str | None = None
    reachable: bool = True
    is_advertisement: bool = False


@dataclass(frozen=True)
class Candidate:
    """A competent agency. distributes: it is above the county, and hands the case down (第四十一条)."""

    agency: Node
    reason: RouteReason
    distributes: bool = False


@dataclass(frozen=True)
class Route:
    """Who is competent, the one to prefer first; or what is missing."""

    candidates: tuple[Candidate, ...] = ()
    missing: Missing | None = None


Ground = tuple[RouteReason, str | None]


def _complaint(matter: Matter) -> tuple[Ground, ...]:
    match matter.sale:
        case Sale.ON_SITE:
            return ((_R.BUSINESS_PLACE, matter.place),)
        case Sale.OWN_SITE:
            return ((_R.OPERATOR_HOME, matter.platform_home or matter.place),)
        case Sale.ON_PLATFORM if matter.place and matter.reachable:
            return ((_R.SHOP_ADDRESS, matter.place), (_R.PLATFORM_HOME, matter.platform_home))
        case _:
            return ((_R.PLATFORM_HOME_ONLY, matter.platform_home),)


def _report(matter: Matter) -> tuple[Ground, ...]:
    if matter.sale is Sale.ON_SITE:
        return ((_R.BREACH_PLACE, matter.place),)
    if matter.is_advertisement:  # a seller's own advertisement on the net; the platform publishes it
        return ((_R.ADVERTISER_PLACE, matter.place), (_R.PUBLISHER_PLACE, matter.platform_home))
    if matter.sale is Sale.OWN_SITE:
        return ((_R.REPORT_OPERATOR_HOME, matter.platform_home or matter.place),)
    return ((_R.REPORT_SHOP_PLACE, matter.place), (_R.REPORT_PLATFORM_HOME, matter.platform_home))


def grounds(matter: Matter) -> tuple[Ground, ...]:
    """The reasons why somebody is competent, with the place each points to (None: not known), best first."""
    if matter.decided_by is not AgencyKind.MARKET_REGULATION:
        return ((_R.OTHER_AUTHORITY, matter.place or matter.platform_home),)
    return _complaint(matter) if matter.kind is CaseKind.COMPLAINT else _report(matter)


def route(tree: Tree, matter: Matter) -> Route:
    """All competent agencies in the order of preference, or what is missing.

    Worked examples: a shop in 220104 → the county agency of 220104 (第十三条); the same where the tree has none →
    that of 220100, which distributes; a shop on a platform without a published address → the county agency of the
    platform operator's home; a parcel → the postal agency, or OTHER_AUTHORITY.
    """
    found: dict[str, Candidate] = {}
    places = [(reason, place) for reason, place in grounds(matter) if place is not None]
    for reason, place in places:
        agency = tree.competent(matter.decided_by, matter.category, place)
        if agency is not None:
            found.setdefault(agency.code, Candidate(agency, reason, _distributes(agency)))
    if found:
        return Route(tuple(found.values()))
    return Route(missing=_missing(tree, matter, known=bool(places)))


def _distributes(agency: Node) -> bool:
    return agency.kind is AgencyKind.MARKET_REGULATION and agency.level is not Level.COUNTY


def _missing(tree: Tree, matter: Matter, *, known: bool) -> Missing:
    if not any(node.takes(matter.decided_by, matter.category) for node in tree.nodes):
        is_ours = matter.decided_by is AgencyKind.MARKET_REGULATION
        return Missing.NO_AGENCY if is_ours else Missing.OTHER_AUTHORITY
    if known:
        return Missing.NO_AGENCY
    if matter.sale is not Sale.ON_SITE:
        return Missing.SELLER_PLACE
    return Missing.BREACH_PLACE if matter.kind is CaseKind.REPORT else Missing.BUSINESS_PLACE


def first_to_receive(candidates: Sequence[Candidate], received_by: Collection[str]) -> Candidate | None:
    """Who keeps the case when several are competent: whoever received the same dispute before (第十四条), else the
    first in order. received_by: ids of agencies; one that is not competent does not become so by it."""
    for candidate in candidates:
        if len(candidates) > 1 and candidate.agency.id in received_by:
            return Candidate(candidate.agency, _R.RECEIVED_FIRST, candidate.distributes)
    return candidates[0] if candidates else None
