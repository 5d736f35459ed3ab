"""What a filing leaves to be found: where the matter is, what it is about, how it was sold."""

from desk.agencies.kinds import AgencyKind
from desk.agencies.register import platform_key
from desk.agencies.rules import Matter, Sale
from desk.agencies.tree import Tree
from desk.cases import sealing
from desk.cases.disputes import respondent_key
from desk.cases.model import Case
from desk.cases.services import Matters
from desk.cases.states import CaseKind
from desk.places.divisions import lies_in, official_name
from desk.places.naming import place_named
from desk.privacy.vault import Vault

ADVERTISING, IN_STORE, ONLINE = "advertising", "store_purchase", "online_shopping"  # codes of services.yml


def category_of(matters: Matters, case: Case) -> str | None:
    """What was told, else what its topic belongs to; None for a topic about the procedure, or none at all.

    Topics of bought goods belong to shops with doors; over a platform the same is a purchase on the net.
    """
    if case.category is not None:
        return case.category
    found = matters.category_of.get(case.topic or "")
    return ONLINE if found == IN_STORE and case.respondent_platform else found


def narrower(one: str | None, other: str | None) -> str | None:
    """Of two places the first, unless the second lies in it: 长春市 and 长春市朝阳区 → the district."""
    if one is None or other is None:
        return one or other
    return other if lies_in(other, one) else one


def _told(case: Case) -> str | None:
    """The region as it was told; a code that no place has is none."""
    code = case.region_code
    if code is not None and official_name(code) is not None:
        return code
    return place_named(case.region) if case.region else None


def _named(text: str | None, *, near: str | None) -> str | None:
    return place_named(text, near=near) if text else None


def region_of(vault: Vault, case: Case) -> str | None:
    """Where the matter is. A complaint: the business's address, then the region told; a report: first of all where
    it happened (第二十九条)."""
    told = _told(case)
    found = narrower(_named(case.respondent_address, near=told), told)
    if case.kind is CaseKind.REPORT:
        happened = sealing.open_statement(vault, case.statement_sealed).happened_where
        found = narrower(_named(happened, near=found), found)
    return found


def sale_of(matters: Matters, case: Case) -> Sale:
    """How it was sold. A platform complained of by its own name, with no shop on it, is the seller itself."""
    platform = case.respondent_platform
    if platform is None:
        return Sale.OWN_SITE if case.category in matters.online else Sale.ON_SITE
    is_platform = case.respondent_shop is None and respondent_key(platform) == respondent_key(
        case.respondent_name
    )
    return Sale.OWN_SITE if is_platform else Sale.ON_PLATFORM


def matter_of(vault: Vault, matters: Matters, tree: Tree, case: Case) -> Matter:
    """What jurisdiction depends on, of a case whose category and region are set.

    Where something was sold over the net, the region told is mostly the buyer's: there only the seller's own address
    counts, which is the published one as far as the filing says.
    """
    sale, decided_by = sale_of(matters, case), matters.decided_by(case.category, case.topic)
    place = case.region_code
    if sale is not Sale.ON_SITE and decided_by is AgencyKind.MARKET_REGULATION:
        place = _named(case.respondent_address, near=None)
    return Matter(
        kind=case.kind,
        decided_by=decided_by,
        category=case.category,
        sale=sale,
        place=place,
        platform_home=tree.platform_homes.get(platform_key(case.respondent_platform or "")),
        is_advertisement=case.category == ADVERTISING,
    )
