"""What the two sides say to each other, and how they come to an end.

Everything is serial under the lock of the case's row: the caller gets case and reconciliation from `hold_…`.
Every message adds a line to the case's timeline, without its words, so that other rooms can tell the consumer.
"""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, Role
from desk.cases.timeline import new_change
from desk.cases.transitions import Transition, change_state
from desk.clocks.model import CaseClock
from desk.ids import new_id
from desk.reconciliation import rules, wording
from desk.reconciliation.errors import (
    MessageIdReused,
    ProposalNotFound,
    ProposalNotOpen,
    ReconciliationNotFound,
    ReconciliationOver,
    TooManyMessages,
)
from desk.reconciliation.model import MessageKind, ProposalAnswer, Reconciliation, ReconciliationMessage
from desk.reconciliation.states import ReconciliationEvent, step


@dataclass(frozen=True)
class Held:
    """A case whose row is locked, and its newest reconciliation as it is under that lock."""

    case: Case
    current: Reconciliation


@dataclass(frozen=True)
class Words:
    """Something to say. message_id: the caller's, repeated when it did not hear our answer; refund_fen: of a
    proposal."""

    kind: MessageKind
    message_id: str
    text: str
    refund_fen: int | None = None


async def hold_for_enterprise(session: AsyncSession, reconciliation_id: str, *, enterprise_id: str) -> Held:
    """Raises ReconciliationNotFound, also for another enterprise's."""
    case_id = await session.scalar(
        select(Reconciliation.case_id).where(
            Reconciliation.id == reconciliation_id.lower(), Reconciliation.enterprise_id == enterprise_id
        )
    )
    if case_id is None:
        raise ReconciliationNotFound
    case = await find_case(session, case_id, lock=True)
    return Held(case, await session.get_one(Reconciliation, reconciliation_id.lower()))


async def hold_for_consumer(session: AsyncSession, case: Case) -> Held:
    """The caller holds the case's row. Raises ReconciliationNotFound if it was never offered."""
    current = await session.scalar(
        select(Reconciliation)
        .where(Reconciliation.case_id == case.id)
        .order_by(Reconciliation.id.desc())
        .limit(1)
    )
    if current is None:
        raise ReconciliationNotFound
    return Held(case, current)


async def say(
    session: AsyncSession, desk: CaseDesk, held: Held, words: Words, actor: Actor, *, now: dt.datetime
) -> ReconciliationMessage:
    """Add a message or a proposal; the same message id and words again give the first one.

    Raises MessageIdReused, ReconciliationOver, ReconciliationNotPossible, TooManyMessages.
    """
    earlier = await _earlier(session, desk, held.current, words, actor)
    if earlier is not None:
        return earlier
    event = _event(words.kind, actor.role)
    row = step(held.current.state, event, by=actor.role)
    await _check_room(session, held.current, actor, now=now)
    message = await _add(session, desk, held, words, actor, now=now)
    held.current.state = row.to
    if event is ReconciliationEvent.PROPOSE:
        await _answer(session, held.current, ProposalAnswer.REPLACED)
        held.current.proposal_id = message.id
    await _record(session, desk, held, message, actor, now=now)
    return message


async def refuse(
    session: AsyncSession, desk: CaseDesk, held: Held, words: Words, actor: Actor, *, now: dt.datetime
) -> None:
    """The enterprise does not want to reconcile; the complaint goes on. Once it failed, nothing more happens.

    Raises MessageIdReused, ReconciliationOver.
    """
    if await _earlier(session, desk, held.current, words, actor) is not None:
        return
    if step(held.current.state, ReconciliationEvent.REFUSE, by=actor.role).repeated:
        return
    message = await _add(session, desk, held, words, actor, now=now)
    await _record(session, desk, held, message, actor, now=now)
    await _fail(session, desk, held.case, actor, words.text, now=now)


async def end(
    session: AsyncSession, desk: CaseDesk, held: Held, actor: Actor, *, reason: str | None, now: dt.datetime
) -> None:
    """The consumer does not want to talk any longer; the complaint goes on. Once it failed, nothing more happens.

    reason: kept with the case, not shown to the enterprise. Raises ReconciliationOver.
    """
    if not step(held.current.state, ReconciliationEvent.END, by=actor.role).repeated:
        await _fail(session, desk, held.case, actor, reason, now=now)


async def accept(
    session: AsyncSession, desk: CaseDesk, held: Held, actor: Actor, *, proposal_id: str, now: dt.datetime
) -> None:
    """The consumer accepts that very proposal: the case is settled, once.

    Raises ProposalNotFound, ProposalNotOpen, ReconciliationOver.
    """
    proposal = await _proposal(session, held.current, proposal_id)
    if proposal.answer is ProposalAnswer.ACCEPTED:
        return
    step(held.current.state, ReconciliationEvent.SETTLE, by=actor.role)
    _check_open(held.current, proposal)
    proposal.answer = ProposalAnswer.ACCEPTED
    terms = "" if proposal.text_sealed is None else desk.vault.open(proposal.text_sealed)
    agreed = wording.AGREED.format(terms=terms, refund=wording.yuan(proposal.refund_fen))
    wanted = Transition(CaseEvent.SETTLE, actor, reason=agreed, recovered_fen=proposal.refund_fen)
    await change_state(session, desk, held.case, wanted, now=now)


async def decline(
    session: AsyncSession,
    desk: CaseDesk,
    held: Held,
    actor: Actor,
    *,
    proposal_id: str,
    reason: str | None,
    now: dt.datetime,
) -> None:
    """The consumer declines that very proposal; the enterprise may propose again. reason: told to the enterprise.

    Raises ProposalNotFound, ProposalNotOpen, ReconciliationOver.
    """
    proposal = await _proposal(session, held.current, proposal_id)
    if proposal.answer is ProposalAnswer.DECLINED:
        return
    row = step(held.current.state, ReconciliationEvent.DECLINE, by=actor.role)
    _check_open(held.current, proposal)
    words = Words(MessageKind.DECLINE, proposal.id, reason or "")
    message = await _add(session, desk, held, words, actor, now=now)
    await _answer(session, held.current, ProposalAnswer.DECLINED)
    held.current.state, held.current.proposal_id = row.to, None
    await _record(session, desk, held, message, actor, now=now)


def _event(kind: MessageKind, role: Role) -> ReconciliationEvent:
    if kind is MessageKind.PROPOSAL:
        return ReconciliationEvent.PROPOSE
    return ReconciliationEvent.ANSWER if role is Role.ENTERPRISE else ReconciliationEvent.WRITE


async def _earlier(
    session: AsyncSession, desk: CaseDesk, current: Reconciliation, words: Words, actor: Actor
) -> ReconciliationMessage | None:
    """The message this side sent under this id; the unique constraint stands behind it. Raises MessageIdReused."""
    found = await session.scalar(
        select(ReconciliationMessage).where(
            ReconciliationMessage.reconciliation_id == current.id,
            ReconciliationMessage.author == actor.role,
            ReconciliationMessage.client_message_id == words.message_id,
        )
    )
    if found is None:
        return None
    text = None if found.text_sealed is None else desk.vault.open(found.text_sealed)
    if (found.kind, text, found.refund_fen) != (words.kind, words.text, words.refund_fen):
        raise MessageIdReused(extra={"reconciliation": current.id})
    return found


async def _check_room(
    session: AsyncSession, current: Reconciliation, actor: Actor, *, now: dt.datetime
) -> None:
    """The enterprise has until the end of the last day; the consumer may still answer what is there, until the
    end is recorded. Raises ReconciliationOver, TooManyMessages."""
    if actor.role is Role.ENTERPRISE:
        clock = await session.get_one(CaseClock, current.clock_id)
        if not rules.in_time(clock.due_on, now=now):
            raise ReconciliationOver(extra={"reconciliation": current.id, "due_on": clock.due_on.isoformat()})
    said = await session.scalar(
        select(func.count())
        .select_from(ReconciliationMessage)
        .where(ReconciliationMessage.reconciliation_id == current.id)
    )
    if (said or 0) >= rules.MAX_MESSAGES:
        raise TooManyMessages(extra={"reconciliation": current.id})


async def _add(
    session: AsyncSession, desk: CaseDesk, held: Held, words: Words, actor: Actor, *, now: dt.datetime
) -> ReconciliationMessage:
    message = ReconciliationMessage(
        id=new_id(),
        reconciliation_id=held.current.id,
        author=actor.role,
        kind=words.kind,
        client_message_id=words.message_id,
        text_sealed=desk.vault.seal(words.text),
        refund_fen=words.refund_fen,
        at=now,
    )
    session.add(message)
    if actor.role is Role.ENTERPRISE and held.current.answered_at is None:
        held.current.answered_at = now
    await session.flush()
    return message


async def _record(
    session: AsyncSession,
    desk: CaseDesk,
    held: Held,
    message: ReconciliationMessage,
    actor: Actor,
    *,
    now: dt.datetime,
) -> None:
    detail: dict[str, Any] = {
        "reconciliation_id": held.current.id,
        "message_id": message.id,
        "author": message.author.value,
        "kind": message.kind.value,
    }
    if message.refund_fen is not None:
        detail["refund_fen"] = message.refund_fen
    change = new_change(desk.vault, held.case, ChangeKind.MESSAGE, actor, detail=detail, now=now)
    await record(session, desk, held.case, change, now=now)


async def _fail(
    session: AsyncSession, desk: CaseDesk, case: Case, actor: Actor, reason: str | None, *, now: dt.datetime
) -> None:
    wanted = Transition(CaseEvent.FAIL_RECONCILIATION, actor, reason=reason)
    await change_state(session, desk, case, wanted, now=now)


async def _proposal(
    session: AsyncSession, current: Reconciliation, proposal_id: str
) -> ReconciliationMessage:
    """Raises ProposalNotFound."""
    found = await session.get(ReconciliationMessage, proposal_id.lower())
    if found is None or found.reconciliation_id != current.id or found.kind is not MessageKind.PROPOSAL:
        raise ProposalNotFound
    return found


def _check_open(current: Reconciliation, proposal: ReconciliationMessage) -> None:
    """Raises ProposalNotOpen."""
    if current.proposal_id != proposal.id:
        raise ProposalNotOpen(extra={"reconciliation": current.id, "proposal": proposal.id})


async def _answer(session: AsyncSession, current: Reconciliation, answer: ProposalAnswer) -> None:
    """What became of the open proposal, if there is one."""
    if current.proposal_id is not None:
        proposal = await session.get_one(ReconciliationMessage, current.proposal_id)
        proposal.answer = answer
