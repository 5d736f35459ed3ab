"""Bookings against the database: capacity, one a call, moving, calls made, forgetting."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from desk.callbacks import forgetting, service
from desk.callbacks.errors import AttemptStale, CallbackClosed, SlotFull, SlotUnknown
from desk.callbacks.model import Callback, CallbackAttempt
from desk.callbacks.rules import KEPT, CallbackState, Outcome
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW
from tests.desk.callbacks.booking import CALENDAR, FIRST, HOURS, PHONE, SECOND, booked, left, wish


async def test_a_place_is_taken_and_the_number_is_sealed(database: Database, vault: Vault) -> None:
    callback = await booked(database, vault)
    assert (callback.state, callback.start_at, callback.reason) == (CallbackState.BOOKED, FIRST, "queue_full")
    assert callback.phone_sealed is not None
    assert vault.open(callback.phone_sealed) == PHONE
    assert PHONE not in (callback.open_for or "") + (callback.phone_digest or "")
    assert len(callback.ticket) == 8
    assert callback.ticket.isdigit()
    assert await left(database) == HOURS.capacity - 1


async def test_a_full_slot_takes_nobody(database: Database, vault: Vault) -> None:
    for number in range(HOURS.capacity):
        await booked(database, vault, wish(f"call:{number}"))
    with pytest.raises(SlotFull):
        await booked(database, vault, wish("call:late"))
    assert await left(database) == 0


async def test_the_last_places_go_to_as_many_as_there_are(database: Database, vault: Vault) -> None:
    wanted = [booked(database, vault, wish(f"call:{number}")) for number in range(8)]
    came = await asyncio.gather(*wanted, return_exceptions=True)
    assert sum(isinstance(one, Callback) for one in came) == HOURS.capacity
    assert sum(isinstance(one, SlotFull) for one in came) == 8 - HOURS.capacity
    assert await left(database) == 0


@pytest.mark.parametrize(
    "start",
    [
        FIRST - dt.timedelta(minutes=30),  # begins now
        FIRST + dt.timedelta(minutes=7),
        dt.datetime(2026, 11, 21, 3, 0, tzinfo=dt.UTC),  # Saturday
        dt.datetime(2026, 12, 21, 3, 0, tzinfo=dt.UTC),
    ],
)
async def test_a_time_that_is_not_offered_cannot_be_booked(
    database: Database, vault: Vault, start: dt.datetime
) -> None:
    with pytest.raises(SlotUnknown):
        await booked(database, vault, start=start)


async def test_the_same_call_asking_again_has_the_same_booking(database: Database, vault: Vault) -> None:
    first = await booked(database, vault)
    again = await booked(database, vault)
    assert (again.id, again.ticket) == (first.id, first.ticket)
    assert await left(database) == HOURS.capacity - 1


async def test_one_call_asking_twice_at_once_takes_one_place(database: Database, vault: Vault) -> None:
    came = await asyncio.gather(*(booked(database, vault) for _ in range(4)))
    assert len({one.id for one in came}) == 1
    assert await left(database) == HOURS.capacity - 1


async def test_another_time_moves_the_booking(database: Database, vault: Vault) -> None:
    first = await booked(database, vault)
    moved = await booked(database, vault, wish(phone="+8613800005678"), start=SECOND)
    assert (moved.id, moved.start_at) == (first.id, SECOND)
    assert vault.open(moved.phone_sealed or "") == "+8613800005678"
    assert (await left(database), await left(database, SECOND)) == (HOURS.capacity, HOURS.capacity - 1)


async def test_moving_into_a_full_slot_leaves_the_booking_as_it_was(database: Database, vault: Vault) -> None:
    await booked(database, vault)
    for number in range(HOURS.capacity):
        await booked(database, vault, wish(f"call:other{number}"), start=SECOND)
    with pytest.raises(SlotFull):
        await booked(database, vault, start=SECOND)
    assert await left(database) == HOURS.capacity - 1


async def test_two_calls_of_one_number_are_two_bookings(database: Database, vault: Vault) -> None:
    assert (await booked(database, vault)).id != (await booked(database, vault, wish("call:2"))).id


async def tried(
    database: Database, callback: Callback, outcome: Outcome, number: int, *, now: dt.datetime = NOW
) -> Callback:
    async with database.write() as session:
        found = await session.get_one(Callback, callback.id, with_for_update=True)
        return await service.record_attempt(
            session, found, outcome, number=number, actor="officer:staff", now=now
        )


async def test_three_calls_that_nobody_answers_are_enough(database: Database, vault: Vault) -> None:
    callback = await booked(database, vault)
    for number, outcome in enumerate((Outcome.NO_ANSWER, Outcome.BUSY), start=1):
        callback = await tried(database, callback, outcome, number)
        assert callback.state is CallbackState.BOOKED
    callback = await tried(database, callback, Outcome.NO_ANSWER, 3)
    assert (callback.state, callback.ended_at, callback.open_for) == (CallbackState.UNREACHED, NOW, None)


@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome.REACHED, CallbackState.REACHED),
        (Outcome.WRONG_NUMBER, CallbackState.WRONG_NUMBER),
        (Outcome.DECLINED, CallbackState.DECLINED),
    ],
)
async def test_an_outcome_ends_it(
    database: Database, vault: Vault, outcome: Outcome, state: CallbackState
) -> None:
    callback = await tried(database, await booked(database, vault), outcome, 1)
    assert callback.state is state
    with pytest.raises(CallbackClosed):
        await tried(database, callback, Outcome.NO_ANSWER, 2)


async def test_a_call_recorded_twice_is_one(database: Database, vault: Vault) -> None:
    callback = await booked(database, vault)
    for _ in range(2):
        callback = await tried(database, callback, Outcome.NO_ANSWER, 1)
    assert callback.attempts == 1
    async with database.read() as session:
        assert len((await session.scalars(select(CallbackAttempt))).all()) == 1


@pytest.mark.parametrize(("outcome", "number"), [(Outcome.REACHED, 1), (Outcome.NO_ANSWER, 3)])
async def test_another_outcome_or_a_call_left_out_is_a_conflict(
    database: Database, vault: Vault, outcome: Outcome, number: int
) -> None:
    callback = await tried(database, await booked(database, vault), Outcome.NO_ANSWER, 1)
    with pytest.raises(AttemptStale):
        await tried(database, callback, outcome, number)


async def test_a_call_that_was_called_back_may_book_again(database: Database, vault: Vault) -> None:
    first = await tried(database, await booked(database, vault), Outcome.REACHED, 1)
    assert (await booked(database, vault)).id != first.id


async def test_cancelling_frees_the_place_once(database: Database, vault: Vault) -> None:
    callback = await booked(database, vault)
    for _ in range(2):
        async with database.write() as session:
            found = await session.get_one(Callback, callback.id, with_for_update=True)
            assert (await service.cancel(session, found, now=NOW)).state is CallbackState.CANCELLED
    assert await left(database) == HOURS.capacity


async def limited(database: Database, capacity: int) -> None:
    async with database.write() as session:
        await service.set_capacity(session, HOURS, CALENDAR, start=FIRST, capacity=capacity, now=NOW)


async def test_a_slot_can_be_closed_and_widened(database: Database, vault: Vault) -> None:
    await limited(database, 0)
    with pytest.raises(SlotFull):
        await booked(database, vault)
    await limited(database, 1)
    await booked(database, vault)
    await limited(database, 0)
    assert await left(database) == 0  # below what is booked is none, not less than none


async def test_a_conversation_forgotten_is_called_no_more(database: Database, vault: Vault) -> None:
    callback = await booked(database, vault, wish(conversation_id="c-1"))
    other = await booked(database, vault, wish("call:2", conversation_id="c-2"))
    async with database.write() as session:
        assert await forgetting.forget_conversation(session, "c-1", now=NOW) == 1
    async with database.read() as session:
        gone, kept = [await session.get_one(Callback, one.id) for one in (callback, other)]
    assert (gone.state, gone.phone_sealed, gone.phone_digest) == (CallbackState.CANCELLED, None, None)
    assert (kept.state, kept.phone_sealed is None) == (CallbackState.BOOKED, False)
    assert await left(database) == HOURS.capacity - 1


async def test_a_number_is_forgotten_wherever_it_was_left(database: Database, vault: Vault) -> None:
    for origin in ("call:1", "call:2"):
        await booked(database, vault, wish(origin))
    await booked(database, vault, wish("call:3", phone="+8613800005678"), start=SECOND)
    async with database.write() as session:
        assert await forgetting.forget_phone(session, vault, PHONE, now=NOW) == 2
        assert await forgetting.forget_phone(session, vault, PHONE, now=NOW) == 0


async def test_a_number_is_kept_no_longer_than_needed(database: Database, vault: Vault) -> None:
    done = await tried(database, await booked(database, vault), Outcome.REACHED, 1)
    await booked(database, vault, wish("call:open"))
    async with database.write() as session:
        assert await forgetting.forget_old(session, now=NOW + KEPT) == 0
        assert await forgetting.forget_old(session, now=NOW + KEPT + dt.timedelta(seconds=1)) == 1
    async with database.read() as session:
        assert (await session.get_one(Callback, done.id)).state is CallbackState.REACHED
