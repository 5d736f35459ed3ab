"""What the agency room does when something happened to a case: a new one finds its agency, a returned one its sender."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.enriching import category_of, matter_of, region_of
from desk.agencies.register import present_tree
from desk.agencies.rules import Candidate, RouteReason, first_to_receive, route
from desk.agencies.service import holders_of
from desk.cases.changes import DESK, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case, CaseChange
from desk.cases.services import Matters
from desk.cases.states import CaseEvent
from desk.cases.timeline import new_change


class Routing:
    """Reactions of desk.cases.changing. Both record a line of their own, which comes back here and is neither a filing
    nor a return, so that it ends there.

    They stand last among the reactions: everybody hears of the filing before they hear where it went.
    """

    def __init__(self, matters: Matters) -> None:
        self._matters = matters

    async def route_new_case(
        self, session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
    ) -> None:
        """Set category, region and agency of a new case, and record why; a merged one goes where the first one is.

        Where nobody is found the line says what is missing, and the case stays with who received it.
        """
        if change.what is not ChangeKind.FILED or case.duplicate_of is not None:
            return
        tree = await present_tree(session)  # before the case changes: a query would flush it half-done
        case.category = category_of(self._matters, case)
        case.region_code = region_of(desk.vault, case) or case.region_code
        found = route(tree, matter_of(desk.vault, self._matters, tree, case))
        chosen = first_to_receive(found.candidates, await _received_by(session, case, found.candidates))
        if chosen is None:
            await _record(session, desk, case, {"missing": found.missing}, now=now)
            return
        case.agency_id = chosen.agency.id
        await _record(session, desk, case, _facts(chosen, found.candidates), now=now)

    async def give_back(
        self, session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
    ) -> None:
        """A returned case is with its sender again (第四十一条); None: with the desk, which received it."""
        if change.event is not CaseEvent.RETURN:
            return
        case.agency_id = (await holders_of(session, case.id))[-1]
        if case.agency_id is not None:  # the list of transfers names both ends
            change.detail = (change.detail or {}) | {"to_agency_id": case.agency_id}
        node = (await present_tree(session)).by_id.get(case.agency_id or "")
        facts = {"agency_code": node and node.code, "agency_id": case.agency_id}
        await _record(session, desk, case, facts | {"reason": RouteReason.RETURNED}, now=now)


def _facts(chosen: Candidate, candidates: Sequence[Candidate]) -> dict[str, Any]:
    """For the timeline. also: codes of who is competent too, for an officer who disagrees."""
    also = [one.agency.code for one in candidates if one.agency.code != chosen.agency.code]
    return {
        "agency_code": chosen.agency.code,
        "agency_id": chosen.agency.id,
        "reason": chosen.reason,
        "article": chosen.reason.article,
        "distributes": chosen.distributes,
    } | ({"also": also} if also else {})


async def _record(
    session: AsyncSession, desk: CaseDesk, case: Case, facts: dict[str, Any], *, now: dt.datetime
) -> None:
    change = new_change(desk.vault, case, ChangeKind.ROUTED, DESK, detail=facts, now=now)
    await record(session, desk, case, change, now=now)


async def _received_by(session: AsyncSession, case: Case, candidates: Sequence[Candidate]) -> frozenset[str]:
    """The agency that received the last case of this person against this business, where several are competent.

    Whether it is the same dispute nobody can be sure of (a certain one is merged before it comes here). It need not be:
    the agency is asked for among the competent ones only, and it knows the parties.
    """
    if len(candidates) < 2 or case.person_digest is None:
        return frozenset()
    before = await session.scalar(
        select(Case.agency_id)
        .where(
            Case.person_digest == case.person_digest,
            Case.respondent_key == case.respondent_key,
            Case.kind == case.kind,
            Case.id != case.id,
            Case.agency_id.in_([candidate.agency.id for candidate in candidates]),
        )
        .order_by(Case.id.desc())
        .limit(1)
    )
    return frozenset() if before is None else frozenset({before})
