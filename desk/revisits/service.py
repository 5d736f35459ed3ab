"""Recording follow-up calls. Adds and flushes, never commits."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case, CaseChange
from desk.cases.states import TRANSITIONS, CaseEvent, CaseState
from desk.cases.timeline import new_change
from desk.cases.transitions import Transition, change_state
from desk.ids import new_id
from desk.revisits.errors import RevisitStale
from desk.revisits.model import CaseRevisit
from desk.revisits.rules import Call, Reached, check_call, check_time


async def record_call(
    session: AsyncSession, desk: CaseDesk, case: Case, call: Call, *, actor: Actor, now: dt.datetime
) -> CaseRevisit:
    """What came of the `number`-th call on a case whose row the caller holds. The same again is harmless.

    Reached, the case takes its step to 已回访 where the state table has one, and the satisfaction told on the phone stands
    where the consumer gave none themselves: their own word is never overwritten by what staff wrote down.
    Raises RevisitNotNow, RevisitIncomplete, RevisitStale.
    """
    known = list(await calls_of(session, case.id))
    if call.number <= len(known):
        return _same(known[call.number - 1], call)
    if call.number != len(known) + 1:
        raise RevisitStale
    check_time(case.kind, case.state)
    check_call(call, agreed=await was_settled(session, case))
    made = CaseRevisit(
        id=new_id(),
        case_id=case.id,
        number=call.number,
        outcome=call.outcome,
        satisfaction=call.satisfaction,
        kept=call.kept,
        actor=str(actor),
        at=now,
    )
    session.add(made)
    await _tell(session, desk, case, call, actor, now=now)
    if call.outcome is Reached.REACHED:
        await _follow(session, desk, case, call, actor, now=now)
    return made


def _same(known: CaseRevisit, call: Call) -> CaseRevisit:
    """Raises RevisitStale."""
    if (known.outcome, known.satisfaction, known.kept) != (call.outcome, call.satisfaction, call.kept):
        raise RevisitStale
    return known


async def _tell(
    session: AsyncSession, desk: CaseDesk, case: Case, call: Call, actor: Actor, *, now: dt.datetime
) -> None:
    facts = {
        "number": call.number,
        "outcome": call.outcome.value,
        "satisfaction": call.satisfaction,
        "kept": call.kept and call.kept.value,
    }
    detail = {name: value for name, value in facts.items() if value is not None}
    line = new_change(desk.vault, case, ChangeKind.REVISITED, actor, reason=call.note, detail=detail, now=now)
    await record(session, desk, case, line, now=now, changes_case=False)


async def _follow(
    session: AsyncSession, desk: CaseDesk, case: Case, call: Call, actor: Actor, *, now: dt.datetime
) -> None:
    if case.satisfaction is None and call.satisfaction is not None:
        case.satisfaction = call.satisfaction
        detail = {"rating": call.satisfaction, "channel": "revisit"}
        line = new_change(desk.vault, case, ChangeKind.RATED, actor, detail=detail, now=now)
        await record(session, desk, case, line, now=now)
    if (case.state, CaseEvent.REVISIT) in TRANSITIONS[case.kind]:
        await change_state(session, desk, case, Transition(CaseEvent.REVISIT, actor), now=now)


async def calls_of(session: AsyncSession, case_id: str) -> Sequence[CaseRevisit]:
    """The calls made, in order."""
    found = await session.scalars(
        select(CaseRevisit).where(CaseRevisit.case_id == case_id).order_by(CaseRevisit.number)
    )
    return found.all()


async def was_settled(session: AsyncSession, case: Case) -> bool:
    """Whether its latest end was a settlement, whatever state it is in since."""
    ended_as = await session.scalar(
        select(CaseChange.to_state)
        .where(
            CaseChange.case_id == case.id,
            CaseChange.what == ChangeKind.MOVED,
            CaseChange.to_state.in_((CaseState.SETTLED, CaseState.TERMINATED, CaseState.REJECTED)),
        )
        .order_by(CaseChange.id.desc())
        .limit(1)
    )
    return ended_as is CaseState.SETTLED
