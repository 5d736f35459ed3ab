"""Offering a complaint to its enterprise, and keeping the reconciliation in step with its case.

Two reactions. `follow_case` opens a reconciliation whenever a case becomes RECONCILING and ends it whenever the
case leaves that state, whoever moved it: so one is open exactly as long as the other says so. `offer_when_filed`
is the one that moves cases by itself.
"""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import sealing
from desk.cases.changes import DESK, Actor, ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent, CaseState, Role
from desk.cases.transitions import Transition, change_state
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.enterprises.service import recognise
from desk.errors import FieldError
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.reconciliation import rules
from desk.reconciliation.errors import NotReconcilable
from desk.reconciliation.model import Reconciliation
from desk.reconciliation.rules import Bar
from desk.reconciliation.states import CASE_EVENTS, ReconciliationEvent, ReconciliationState, step
from desk.reconciliation.wording import BARS


async def offer_when_filed(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """Offer a fresh complaint to its enterprise, where the consumer agreed to that. Runs after the reactions of
    all other rooms, so that they hear of the filing before they hear of the offer."""
    if change.what is not ChangeKind.FILED:
        return
    if barred(desk.vault, case, before=case.state, automatic=True) is None and await recognise(session, case):
        await offer(session, desk, case, DESK, now=now)


async def offer(
    session: AsyncSession, desk: CaseDesk, case: Case, actor: Actor, *, now: dt.datetime
) -> Reconciliation:
    """Offer a case to its enterprise. The caller holds its row.

    Raises NotReconcilable, TransitionNotAllowed.
    """
    wanted = Transition(CaseEvent.OFFER_RECONCILIATION, actor)
    await change_state(session, desk, case, wanted, now=now)
    return await open_reconciliation(session, case)


async def choose(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    actor: Actor,
    *,
    share_contact: bool | None,
    now: dt.datetime,
) -> tuple[Reconciliation, bool]:
    """The consumer wants to talk with the enterprise; whether that was new. While they talk already, only whether
    the phone is shown may change (null: as it is).

    Raises NotReconcilable, TransitionNotAllowed.
    """
    fresh = case.state is not CaseState.RECONCILING
    if fresh:
        case.consent_reconciliation = True
        current = await offer(session, desk, case, actor, now=now)
    else:
        current = await open_reconciliation(session, case)
    if share_contact is not None:
        current.share_contact = share_contact
        await session.flush()
    return current, fresh


async def follow_case(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """Open or end the reconciliation as the case comes into RECONCILING or leaves it. Runs before the reactions of
    all other rooms, so that a notice can name the enterprise.

    Raises NotReconcilable, which undoes the change of the case.
    """
    if change.what is not ChangeKind.MOVED:
        return
    if change.from_state is CaseState.RECONCILING:
        await _end(session, case, change, now=now)
    elif case.state is CaseState.RECONCILING:
        await _open(session, desk.vault, case, change, now=now)


def barred(vault: Vault, case: Case, *, before: CaseState | None, automatic: bool) -> Bar | None:
    """Why a case may not be offered. before: its state before the offer."""
    parties = None if case.parties_sealed is None else sealing.open_parties(vault, case.parties_sealed)
    return rules.bar(
        kind=case.kind,
        state=before or case.state,
        agreed=case.consent_reconciliation,
        topic=case.topic,
        parties=parties,
        automatic=automatic,
    )


def _refuse(case: Case, bar: Bar) -> NotReconcilable:
    return NotReconcilable(
        BARS[bar], errors=(FieldError("", bar.value, BARS[bar]),), extra={"case": case.id, "bar": bar.value}
    )


async def _open(
    session: AsyncSession, vault: Vault, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    automatic = role_of(change) is Role.SYSTEM
    bar = barred(vault, case, before=change.from_state, automatic=automatic)
    if bar is not None:
        raise _refuse(case, bar)
    enterprise = await recognise(session, case)
    if enterprise is None:
        raise _refuse(case, Bar.NOT_ENROLLED)
    case.enterprise_id = enterprise.id
    session.add(
        Reconciliation(
            id=new_id(),
            case_id=case.id,
            enterprise_id=enterprise.id,
            clock_id=await _running_clock(session, case),
            state=ReconciliationState.OFFERED,
            automatic=automatic,
            share_contact=False,
            offered_at=now,
        )
    )
    await session.flush()


async def _running_clock(session: AsyncSession, case: Case) -> str:
    """The state table started it with the change that we react to."""
    found = await session.scalars(
        select(CaseClock.id).where(
            CaseClock.case_id == case.id,
            CaseClock.kind == ClockKind.RECONCILE,
            CaseClock.state == ClockState.RUNNING,
        )
    )
    return found.one()


async def _end(session: AsyncSession, case: Case, change: CaseChange, *, now: dt.datetime) -> None:
    assert change.event is not None
    current, role = await open_reconciliation(session, case), role_of(change)
    event = CASE_EVENTS[change.event, role]
    row = step(current.state, event, by=role)
    current.state, current.ended_at, current.end_reason = row.to, now, row.reason
    if event is ReconciliationEvent.SETTLE:
        current.recovered_fen = (change.detail or {}).get("recovered_fen")
    await session.flush()


def role_of(change: CaseChange) -> Role:
    """Who made a change; the actor's grammar is in desk.cases.changes.Actor."""
    return Role(change.actor.partition(":")[0])


async def open_reconciliation(session: AsyncSession, case: Case) -> Reconciliation:
    """The one that is open; there is one while the case is RECONCILING."""
    found = await session.scalars(
        select(Reconciliation).where(Reconciliation.case_id == case.id, Reconciliation.ended_at.is_(None))
    )
    return found.one()
