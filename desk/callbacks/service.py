"""Use cases of call-backs. Adds and flushes, never commits."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calendar import WorkingCalendar
from desk.callbacks import rules
from desk.callbacks.errors import AttemptStale, SlotFull, SlotUnknown
from desk.callbacks.hours import Hours
from desk.callbacks.model import Callback, CallbackAttempt, CallbackSlot
from desk.callbacks.rules import OPEN, CallbackEvent, CallbackState, Outcome, Slot
from desk.ids import new_id
from desk.privacy.vault import Vault

TICKET_DIGITS = 8
ORIGIN, PHONE = "callback-origin", "callback-phone"  # purposes of digests


@dataclass(frozen=True)
class FreeSlot:
    """A slot and how many places are left in it."""

    slot: Slot
    capacity: int
    booked: int

    @property
    def left(self) -> int:
        return max(self.capacity - self.booked, 0)


@dataclass(frozen=True)
class Wish:
    """Who wants to be called, and why.

    origin: what has one open booking at a time, "call:<id>" or "conversation:<id>"; phone: E.164.
    """

    origin: str
    phone: str
    channel: str
    conversation_id: str | None = None
    case_id: str | None = None
    reason: str | None = None


async def slots(
    session: AsyncSession, hours: Hours, calendar: WorkingCalendar, *, now: dt.datetime
) -> list[FreeSlot]:
    """The slots that are offered, full ones too, soonest first."""
    listed = list(rules.offered(hours, calendar, now=now))
    if not listed:
        return []
    within = CallbackSlot.start_at.between(listed[0].start, listed[-1].start)
    rows = {row.start_at: row for row in await session.scalars(select(CallbackSlot).where(within))}
    found = []
    for slot in listed:
        row = rows.get(slot.start)
        capacity, booked = (hours.capacity, 0) if row is None else (row.capacity, row.booked)
        found.append(FreeSlot(slot, capacity, booked))
    return found


async def book(
    session: AsyncSession,
    vault: Vault,
    hours: Hours,
    calendar: WorkingCalendar,
    wish: Wish,
    *,
    start: dt.datetime,
    now: dt.datetime,
) -> Callback:
    """Take a place in the slot that begins then.

    The same origin again: the same booking when the time is the same; another time moves it, the number with it.
    Raises SlotUnknown, SlotFull.
    """
    slot = next((one for one in rules.offered(hours, calendar, now=now) if one.start == start), None)
    open_for = vault.digest(ORIGIN, wish.origin)
    found = await session.scalar(select(Callback).where(Callback.open_for == open_for).with_for_update())
    if found is not None and found.start_at == start:
        _call_at(vault, found, wish)
        await session.flush()
        return found
    if slot is None:
        raise SlotUnknown
    await _take(session, slot, hours.capacity)
    if found is not None:
        await _give_back(session, found.start_at)
        found.start_at, found.end_at = slot.start, slot.end
        _call_at(vault, found, wish)
        await session.flush()
        return found
    return await _add(session, vault, wish, slot, open_for, now=now)


def _call_at(vault: Vault, callback: Callback, wish: Wish) -> None:
    callback.phone_sealed, callback.phone_digest = vault.seal(wish.phone), vault.digest(PHONE, wish.phone)
    callback.case_id = wish.case_id or callback.case_id


async def _add(
    session: AsyncSession, vault: Vault, wish: Wish, slot: Slot, open_for: str, *, now: dt.datetime
) -> Callback:
    callback = Callback(
        id=new_id(),
        ticket=await _ticket(session),
        open_for=open_for,
        conversation_id=wish.conversation_id,
        channel=wish.channel,
        reason=wish.reason,
        start_at=slot.start,
        end_at=slot.end,
        state=CallbackState.BOOKED,
        attempts=0,
        created_at=now,
    )
    _call_at(vault, callback, wish)
    try:
        async with session.begin_nested():
            session.add(callback)
    except IntegrityError:  # two requests of one call at once: the other one was quicker, its booking stands
        await _give_back(session, slot.start)
        found = await session.scalar(select(Callback).where(Callback.open_for == open_for))
        if found is None:
            raise
        return found
    return callback


async def _ticket(session: AsyncSession) -> str:
    """Figures that no booking has. Drawn at random, so that none can be guessed from another."""
    while True:
        ticket = f"{secrets.randbelow(10**TICKET_DIGITS):0{TICKET_DIGITS}}"
        if await session.scalar(select(Callback.id).where(Callback.ticket == ticket)) is None:
            return ticket


async def _take(session: AsyncSession, slot: Slot, capacity: int) -> None:
    """One place. The condition stands in the update, so that the last place goes to one of two. Raises SlotFull."""
    await _know(session, slot.start, capacity)
    done = await session.execute(
        update(CallbackSlot)
        .where(CallbackSlot.start_at == slot.start, CallbackSlot.booked < CallbackSlot.capacity)
        .values(booked=CallbackSlot.booked + 1)
    )
    if cast("CursorResult[Any]", done).rowcount == 0:
        raise SlotFull


async def _know(session: AsyncSession, start: dt.datetime, capacity: int) -> None:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(CallbackSlot).values(start_at=start, capacity=capacity, booked=0)
    await session.execute(row.on_conflict_do_nothing(index_elements=["start_at"]))


async def _give_back(session: AsyncSession, start: dt.datetime) -> None:
    await session.execute(
        update(CallbackSlot)
        .where(CallbackSlot.start_at == start, CallbackSlot.booked > 0)
        .values(booked=CallbackSlot.booked - 1)
    )


async def set_capacity(
    session: AsyncSession,
    hours: Hours,
    calendar: WorkingCalendar,
    *,
    start: dt.datetime,
    capacity: int,
    now: dt.datetime,
) -> FreeSlot:
    """How many are called in one slot, whatever the settings say; 0 closes it. What is booked stays. Raises SlotUnknown."""
    slot = next((one for one in rules.offered(hours, calendar, now=now) if one.start == start), None)
    if slot is None:
        raise SlotUnknown
    await _know(session, start, capacity)
    row = await session.get_one(CallbackSlot, start, with_for_update=True, populate_existing=True)
    row.capacity = capacity
    await session.flush()
    return FreeSlot(slot, row.capacity, row.booked)


async def record_attempt(
    session: AsyncSession,
    callback: Callback,
    outcome: Outcome,
    *,
    number: int,
    actor: str,
    now: dt.datetime,
) -> Callback:
    """What came of the `number`-th call. The same again is harmless. The caller holds the row's lock.

    Raises AttemptStale, CallbackClosed.
    """
    if number <= callback.attempts:
        await _expect_same(session, callback, number, outcome)
        return callback
    if number != callback.attempts + 1:
        raise AttemptStale
    _settle(callback, rules.event_of(outcome, number), now=now)
    callback.attempts = number
    callback.taken_by = callback.taken_name = callback.taken_at = None  # the call is over
    session.add(
        CallbackAttempt(
            id=new_id(), callback_id=callback.id, number=number, outcome=outcome, actor=actor, at=now
        )
    )
    await session.flush()
    return callback


async def _expect_same(session: AsyncSession, callback: Callback, number: int, outcome: Outcome) -> None:
    known = await session.scalar(
        select(CallbackAttempt.outcome).where(
            CallbackAttempt.callback_id == callback.id, CallbackAttempt.number == number
        )
    )
    if known is not outcome:
        raise AttemptStale


async def cancel(session: AsyncSession, callback: Callback, *, now: dt.datetime) -> Callback:
    """Nobody is to be called. Its place is free again. The caller holds the row's lock. Raises CallbackClosed."""
    if callback.state in OPEN:
        await _give_back(session, callback.start_at)
    _settle(callback, CallbackEvent.CANCEL, now=now)
    await session.flush()
    return callback


def _settle(callback: Callback, event: CallbackEvent, *, now: dt.datetime) -> None:
    callback.state = rules.step(callback.state, event)
    if callback.state not in OPEN:
        callback.open_for, callback.ended_at = None, callback.ended_at or now


async def attempts_of(session: AsyncSession, callback_ids: Sequence[str]) -> dict[str, list[CallbackAttempt]]:
    """The calls made for each, oldest first."""
    found: dict[str, list[CallbackAttempt]] = {one: [] for one in callback_ids}
    wanted = select(CallbackAttempt).where(CallbackAttempt.callback_id.in_(callback_ids))
    for attempt in await session.scalars(wanted.order_by(CallbackAttempt.number)):
        found[attempt.callback_id].append(attempt)
    return found
