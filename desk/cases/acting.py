"""An officer's action on a case: references resolved, the table asked, mergers carried over to the first case."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import resolve_for_transfer
from desk.cases.changes import Actor
from desk.cases.changing import CaseDesk
from desk.cases.duplicates import (
    check_mergeable,
    check_none_merged_into,
    check_same_person,
    let_go,
    receive_again,
)
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.requests import TransitionIn
from desk.cases.states import CaseEvent
from desk.cases.transitions import Transition, change_state


async def act(
    session: AsyncSession, desk: CaseDesk, case: Case, told: TransitionIn, *, actor: Actor, now: dt.datetime
) -> Case:
    """Carry it out on a case whose row the caller holds.

    Raises what change_state raises, CaseNotFound for an unknown case to merge into, DuplicateNotFitting, DuplicateEnded,
    DuplicateOtherPerson, AgencyUnknown, TransferNotAllowed.
    """
    first = None
    if told.duplicate_of is not None and told.event is CaseEvent.MERGE:
        first = await find_case(session, told.duplicate_of, lock=True)
        check_mergeable(case, first)
        check_same_person(case, first, actor, told.reason)
        await check_none_merged_into(session, case)
    left = None
    if case.duplicate_of is not None and told.event is CaseEvent.REOPEN:
        left = await find_case(session, case.duplicate_of, lock=True, restricted=True)
    receiver = None
    if told.agency is not None and told.event is CaseEvent.TRANSFER:
        receiver = await resolve_for_transfer(session, case, told.agency)
    wanted = Transition(
        event=told.event,
        actor=actor,
        grounds=frozenset(told.grounds),
        reason=told.reason,
        due_on=None if told.due_on is None else dt.date.fromisoformat(told.due_on),
        agency_id=None if receiver is None else receiver.id,
        duplicate_of=None if first is None else first.id,
        recovered_fen=told.recovered_fen,
    )
    changed = await change_state(session, desk, case, wanted, now=now)
    if first is not None and changed is not None:
        await receive_again(session, desk, first, case, actor, now=now)
    if left is not None:
        await let_go(session, desk, left, case, actor, now=now)
    return case
