"""Which turn comes next, and whose it is: conditional updates under a lease."""

import datetime as dt
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, aliased

from desk.conversations.model import USER, Conversation, Message, Turn
from desk.conversations.owning import staff_answer
from desk.conversations.reading import message_before
from desk.conversations.rules import (
    EXCUSE_AFTER,
    FARTHEST,
    LEASE,
    TurnEvent,
    TurnState,
    has_come,
    next_state,
)
from desk.store.base import Instant

log = logging.getLogger("desk.turns")

UNFINISHED = (TurnState.QUEUED.value, TurnState.RUNNING.value)
# Made once: putting a statement together costs as much as sending it.
FIRST_UNFINISHED = (
    select(Turn)
    .where(Turn.conversation_id == bindparam("conversation_id"), Turn.state.in_(UNFINISHED))
    .order_by(Turn.position)
    .limit(1)
)
BREATH = (
    select(Message)
    .where(
        Message.turn_id == bindparam("turn_id"), Message.sender == USER, Message.id != bindparam("message_id")
    )
    .order_by(Message.position)
)
# Both rows are locked: PostgreSQL reads again, after it waited for a lock, only those that the statement locks.
LOCKED_WITH_TURN = (
    select(Conversation, Turn)
    .join(Turn, Turn.conversation_id == Conversation.id)
    .where(Turn.id == bindparam("turn_id"))
    .with_for_update(of=(Conversation, Turn))
)
BATCH = 200  # conversations looked at in one sweep


def _has_come(at: InstrumentedAttribute[Any]) -> ColumnElement[bool]:
    """As desk.conversations.rules.has_come, in the database."""
    return or_(at <= bindparam("now", type_=Instant), at > bindparam("farthest", type_=Instant))


EARLIER = aliased(Turn)
DUE = (
    select(Turn.conversation_id)
    .where(
        Turn.state.in_(UNFINISHED),
        _has_come(Turn.next_try_at),
        or_(Turn.state == TurnState.QUEUED.value, _has_come(Turn.lease_until)),
        ~select(EARLIER.id)
        .where(
            EARLIER.conversation_id == Turn.conversation_id,
            EARLIER.position < Turn.position,
            EARLIER.state.in_(UNFINISHED),
        )
        .exists(),
    )
    .limit(BATCH)
)
SLOW = (
    select(Turn.id)
    .where(
        Turn.state == TurnState.RUNNING.value,
        Turn.excused.is_(False),
        Turn.created_at <= bindparam("before", type_=Instant),
    )
    .limit(BATCH)
)


@dataclass(frozen=True)
class Fresh:
    """A turn that this very transaction adds, when no other of its conversation is unfinished: nothing about it need be looked
    up. before: as in Claimed."""

    turn: Turn
    message: Message
    before: Message | None


@dataclass(frozen=True)
class Claimed:
    """A turn that is ours while its `attempts` is this one, with what the brain must be told, still sealed."""

    turn_id: str
    conversation_id: str
    attempts: int
    lease_until: dt.datetime  # as it was claimed; desk.conversations.leases renews it
    brain_id: str
    channel: str
    message: Message
    more: tuple[Message, ...]  # sent in the same breath
    before: Message | None  # the one that the person saw last when they wrote it
    trace_id: str | None  # of the request that opened it
    service_epoch: int = 0  # in which it is asked: when who answers changes meanwhile, the answer is late
    asks: bool = True  # False: staff answer, the brain is not called


async def lock_with_turn(session: AsyncSession, turn_id: str) -> tuple[Conversation, Turn]:
    """A turn and its conversation's row, both locked until the transaction ends."""
    found = await session.execute(LOCKED_WITH_TURN, {"turn_id": turn_id})
    conversation, turn = found.one()
    return conversation, turn


async def claim(
    session: AsyncSession,
    conversation: Conversation,
    *,
    fresh: Fresh | None = None,
    now: dt.datetime,
) -> Claimed | None:
    """The conversation's first unfinished turn, if it is due and nobody holds it. The caller holds its lock."""
    if fresh is not None:
        turn: Turn | None = fresh.turn
    else:
        turn = await session.scalar(FIRST_UNFINISHED, {"conversation_id": conversation.id})
    if turn is None or not has_come(turn.next_try_at, now=now):
        return None
    if turn.state == TurnState.RUNNING.value and not _lease_is_over(turn, now=now):
        return None
    # No turn begins while staff answer. One that has begun may have filed a complaint: it goes to its end, so that
    # its number can be told.
    turn.asked = turn.asked or not staff_answer(conversation, now=now)
    turn.state = next_state(TurnState(turn.state), TurnEvent.CLAIM).value
    turn.attempts += 1
    turn.lease_until = now + LEASE
    message, more, before = await _said(session, turn) if fresh is None else (fresh.message, (), fresh.before)
    return Claimed(
        turn.id,
        conversation.id,
        turn.attempts,
        turn.lease_until,
        conversation.brain_id,
        conversation.channel,
        message,
        more,
        before,
        turn.trace_id,
        conversation.service_epoch,
        turn.asked,
    )


async def _said(session: AsyncSession, turn: Turn) -> tuple[Message, tuple[Message, ...], Message | None]:
    """A turn's message, what else belongs to it, and what was shown before."""
    message = await session.get_one(Message, turn.message_id)
    breath = await session.execute(BREATH, {"turn_id": turn.id, "message_id": message.id})
    return message, tuple(breath.scalars()), await message_before(session, message)


def _lease_is_over(turn: Turn, *, now: dt.datetime) -> bool:
    return turn.lease_until is None or has_come(turn.lease_until, now=now)


def is_ours(turn: Turn, claimed: Claimed) -> bool:
    """Whether the outcome of this claim still counts.

    Not when our lease ran out and another desk claimed the turn after us, whether it has finished or not; nor when the
    outcome is stored already, by a commit of which we never heard.
    """
    if turn.state == TurnState.RUNNING.value and turn.attempts == claimed.attempts:
        return True
    log.info("stale outcome ignored turn=%s try=%s", claimed.turn_id, claimed.attempts)
    return False


async def let_go(session: AsyncSession, held: Iterable[Claimed], *, now: dt.datetime) -> None:
    """End the leases of turns that nobody answers any more, so that the next process need not wait for them to run out."""
    for claimed in held:
        await session.execute(
            update(Turn)
            .where(
                Turn.id == claimed.turn_id,
                Turn.attempts == claimed.attempts,
                Turn.state == TurnState.RUNNING.value,
            )
            .values(lease_until=now)
        )


async def due(session: AsyncSession, *, now: dt.datetime) -> list[str]:
    """Conversations whose first unfinished turn can be claimed."""
    return list(await session.scalars(DUE, {"now": now, "farthest": now + FARTHEST}))


async def slow(session: AsyncSession, *, now: dt.datetime) -> list[str]:
    """Turns being answered for so long that a word is due."""
    return list(await session.scalars(SLOW, {"before": now - EXCUSE_AFTER}))


async def last_turn(session: AsyncSession, conversation_id: str) -> tuple[Message, Turn] | None:
    """The newest turn with the message that opened it."""
    found = await session.execute(
        select(Message, Turn)
        .join(Turn, Turn.message_id == Message.id)
        .where(Turn.conversation_id == conversation_id, Message.sender == USER)
        .order_by(Turn.position.desc())
        .limit(1)
    )
    row = found.one_or_none()
    return None if row is None else (row[0], row[1])


async def drop_queued(session: AsyncSession, conversation_id: str, *, now: dt.datetime) -> None:
    """End the turns that have not begun: what they would have told was erased."""
    found = await session.execute(
        select(Turn).filter_by(conversation_id=conversation_id, state=TurnState.QUEUED.value)
    )
    for turn in found.scalars():
        turn.state = next_state(TurnState(turn.state), TurnEvent.WITHDRAW).value
        turn.finished_at = now
