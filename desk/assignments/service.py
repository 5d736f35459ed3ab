"""Giving cases to members of staff, one or many. Adds and flushes, never commits."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy.ext.asyncio import AsyncSession

from desk.assignments.errors import TooManyAtOnce
from desk.assignments.rules import MOST_AT_ONCE, Assignee, Assigning, check_assignment
from desk.cases.changes import DESK, Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case, CaseChange
from desk.cases.states import ENDED, CaseEvent
from desk.cases.timeline import new_change
from desk.clients.reach import OfAgency, find_for
from desk.errors import DeskError
from desk.store.database import Database

# The case lies with other people afterwards: whoever had it there is not responsible here.
LEAVES_THE_OFFICE = frozenset({CaseEvent.TRANSFER, CaseEvent.RETURN})


async def assign(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    to: Assignee | None,
    *,
    by: Assigning,
    actor: Actor,
    now: dt.datetime,
) -> bool:
    """Give the case, whose row the caller holds, to a member of staff, or to nobody. False: it was so already.

    Raises what check_assignment raises.
    """
    if case.assignee_id == (to and to.id):
        return False
    check_assignment(by, present=case.assignee_id, to=to, agency_id=case.agency_id, ended=case.state in ENDED)
    await _give(session, desk, case, to, actor, now=now)
    return True


async def _give(
    session: AsyncSession, desk: CaseDesk, case: Case, to: Assignee | None, actor: Actor, *, now: dt.datetime
) -> None:
    detail = {"assignee_id": to and to.id, "assignee": to and to.name, "before_id": case.assignee_id}
    case.assignee_id = None if to is None else to.id
    facts = {name: value for name, value in detail.items() if value is not None}
    line = new_change(desk.vault, case, ChangeKind.ASSIGNED, actor, detail=facts, now=now)
    await record(session, desk, case, line, now=now)


async def leave_office(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """A reaction (desk.cases.changing): sent on or returned, nobody here has it any more. The history stays."""
    if change.event in LEAVES_THE_OFFICE and case.assignee_id is not None:
        await _give(session, desk, case, None, DESK, now=now)


@dataclass(frozen=True)
class Assigned:
    """What became of one of many. changed: False when it was so already; refusal: why not, None when done."""

    case_no: str
    changed: bool
    refusal: DeskError | None = None


@dataclass(frozen=True)
class Bulk:
    """Of a bulk assignment, in the order asked for. kept: whether anything was written."""

    results: tuple[Assigned, ...]
    kept: bool

    @property
    def done(self) -> int:
        """How many were changed."""
        return sum(one.changed for one in self.results)

    @property
    def refused(self) -> tuple[Assigned, ...]:
        return tuple(one for one in self.results if one.refusal is not None)


class _Undone(Exception):
    """One was refused, so none is done: leaves the transaction."""


async def assign_many(
    database: Database,
    desk: CaseDesk,
    references: Sequence[str],
    to: Assignee | None,
    *,
    by: Assigning,
    of: OfAgency,
    actor: Actor,
    all_or_none: bool,
    now: dt.datetime,
) -> Bulk:
    """Give many cases to one member of staff.

    all_or_none: one transaction, undone as a whole when any is refused; else each is a transaction of its own, so that
    one refusal does not cost the others. Either way every case has its result. of: whose reach counts.
    Raises TooManyAtOnce.
    """
    wanted = list(dict.fromkeys(references))
    if len(wanted) > MOST_AT_ONCE:
        raise TooManyAtOnce
    give = _Giving(desk, to, by, of, actor, now)
    if all_or_none:
        return await _together(database, wanted, give)
    results = []
    for reference in wanted:
        try:
            async with database.write() as session:
                results.append(await give(session, reference))
        except DeskError as refusal:
            results.append(Assigned(reference, changed=False, refusal=refusal))
    return Bulk(tuple(results), kept=any(one.changed for one in results))


@dataclass(frozen=True)
class _Giving:
    """One of many, within the caller's transaction."""

    desk: CaseDesk
    to: Assignee | None
    by: Assigning
    of: OfAgency
    actor: Actor
    now: dt.datetime

    async def __call__(self, session: AsyncSession, reference: str) -> Assigned:
        case = await find_for(session, self.of, reference, lock=True)
        changed = await assign(session, self.desk, case, self.to, by=self.by, actor=self.actor, now=self.now)
        return Assigned(case.case_no, changed)


def _undo_if_refused(results: Iterable[Assigned]) -> None:
    """Raises _Undone."""
    if any(one.refusal is not None for one in results):
        raise _Undone


async def _together(database: Database, wanted: list[str], give: _Giving) -> Bulk:
    found: dict[str, Assigned] = {}
    try:
        async with database.write() as session:
            for reference in sorted(
                wanted
            ):  # one order for everybody: two who assign the same cases never deadlock
                try:
                    found[reference] = await give(session, reference)
                except DeskError as refusal:
                    found[reference] = Assigned(reference, changed=False, refusal=refusal)
            _undo_if_refused(found.values())
    except _Undone:
        undone = {
            key: one if one.refusal is not None else Assigned(one.case_no, changed=False)
            for key, one in found.items()
        }
        return Bulk(tuple(undone[reference] for reference in wanted), kept=False)
    results = tuple(found[reference] for reference in wanted)
    return Bulk(results, kept=any(one.changed for one in results))
