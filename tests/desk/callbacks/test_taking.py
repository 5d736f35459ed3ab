"""Taking a call-back: one calls, the others see it, and what is forgotten comes back."""

import pytest

from desk.callbacks.errors import CallbackClosed, CallbackTaken
from desk.callbacks.model import Callback
from desk.callbacks.rules import Outcome
from desk.callbacks.service import cancel, record_attempt
from desk.callbacks.taking import TAKEN_FOR, Caller, leave, take, taken_by
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW
from tests.desk.callbacks.booking import booked

WANG, ZHAO = Caller("a1", "王芳"), Caller("a2", "赵雷")


async def test_one_who_took_it_has_it_for_half_an_hour(database: Database, vault: Vault) -> None:
    made = await booked(database, vault)
    async with database.write() as session:
        callback = await session.get_one(Callback, made.id, with_for_update=True)
        await take(session, callback, WANG, now=NOW)
        await take(session, callback, WANG, now=NOW)  # a double click
        with pytest.raises(CallbackTaken) as refusal:
            await take(session, callback, ZHAO, now=NOW + TAKEN_FOR / 2)
        assert "王芳" in refusal.value.detail
        with pytest.raises(CallbackTaken):
            await leave(session, callback, ZHAO, now=NOW)
        assert taken_by(callback, now=NOW + TAKEN_FOR) is None
        await take(session, callback, ZHAO, now=NOW + TAKEN_FOR)
        assert taken_by(callback, now=NOW + TAKEN_FOR) == ZHAO


async def test_left_or_called_it_is_free_again(database: Database, vault: Vault) -> None:
    made = await booked(database, vault)
    async with database.write() as session:
        callback = await session.get_one(Callback, made.id, with_for_update=True)
        await take(session, callback, WANG, now=NOW)
        await leave(session, callback, WANG, now=NOW)
        assert taken_by(callback, now=NOW) is None
        await take(session, callback, ZHAO, now=NOW)
        await record_attempt(session, callback, Outcome.NO_ANSWER, number=1, actor="officer:zhao", now=NOW)
        assert taken_by(callback, now=NOW) is None


async def test_ended_one_is_not_taken(database: Database, vault: Vault) -> None:
    made = await booked(database, vault)
    async with database.write() as session:
        callback = await session.get_one(Callback, made.id, with_for_update=True)
        await cancel(session, callback, now=NOW)
        with pytest.raises(CallbackClosed):
            await take(session, callback, WANG, now=NOW)
