"""Keeping the table of facts: a Reaction on every line of a timeline, and the same for one case on demand."""

import datetime as dt
from functools import partial

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import INTERNAL, ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.clocks.model import CaseClock
from desk.figures.model import CaseFacts
from desk.figures.rules import Event, Ran, facts_of
from desk.store.database import at_end

# Lines that change nothing that is counted.
NOT_COUNTED = INTERNAL | {ChangeKind.TOLD, ChangeKind.MESSAGE, ChangeKind.ATTACHED, ChangeKind.SUPPLEMENTED}


async def keep_facts(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """A desk.cases.changing.Reaction. The case's row is held, so two changes cannot overtake each other.

    Once a transaction, however many lines it adds: a filing alone adds three.
    """
    if change.what not in NOT_COUNTED:
        at_end(session, partial(renew, case=case), key=("facts", case.id))


async def renew(session: AsyncSession, case: Case) -> None:
    """Compute the facts of a case anew."""
    if case.duplicate_of is not None:
        await session.execute(delete(CaseFacts).where(CaseFacts.case_id == case.id))
        return
    changes = await session.execute(
        select(CaseChange.event, CaseChange.from_state, CaseChange.at)
        .where(CaseChange.case_id == case.id, CaseChange.event.is_not(None))
        .order_by(CaseChange.id)
    )
    clocks = await session.execute(
        select(CaseClock.kind, CaseClock.due_on, CaseClock.stopped_on)
        .where(CaseClock.case_id == case.id)
        .order_by(CaseClock.id)
    )
    facts = facts_of(
        case.kind,
        case.created_at,
        [Event(event, before, at) for event, before, at in changes if event is not None],
        [Ran(*clock) for clock in clocks],
    )
    await session.merge(
        CaseFacts(
            case_id=case.id,
            kind=case.kind,
            month=f"{facts.received_on:%Y-%m}",
            agency_id=case.agency_id,
            category=case.category,
            region_code=case.region_code,
            channel=case.channel,
            respondent_key=case.respondent_key or "",
            recovered_fen=case.recovered_fen,
            satisfaction=case.satisfaction,
            **vars(facts),
        )
    )
    await session.flush()
