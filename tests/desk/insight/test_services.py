"""What staff do in the chat, in the numbers, on both databases."""

import datetime as dt
from collections.abc import AsyncIterator

import pytest
from sqlalchemy import select

from desk.handoff.model import ServiceSession
from desk.handoff.states import HandoffReason
from desk.insight.cut import Cut
from desk.insight.keeping import keep_visits
from desk.insight.model import Visit
from desk.insight.numbers import Talked, Times, talked
from desk.insight.periods import Period
from desk.insight.services import Waiting, served, waiting
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock
from tests.desk.conversations.scripted import ScriptedBrain
from tests.desk.handoff.serving import Serving

TODAY = dt.date(2026, 11, 20)
WEEK = Cut(Period(TODAY - dt.timedelta(days=6), TODAY))


@pytest.fixture
async def serving(database: Database, vault: Vault, clock: FakeClock) -> AsyncIterator[Serving]:
    made = Serving(database, vault, clock, ScriptedBrain())
    await made.open()
    yield made
    await made.runner.stop()


async def keep(serving: Serving) -> Visit:
    await keep_visits(serving.database, serving.vault, now=serving.clock())
    async with serving.database.read() as session:
        return (await session.scalars(select(Visit))).one()


async def numbers(serving: Serving) -> Talked:
    async with serving.database.read() as session:
        return await talked(session, WEEK)


async def test_a_visit_with_staff_ends_when_their_service_has_ended(serving: Serving) -> None:
    await serving.hear("找人", "m-1")
    await serving.asks(HandoffReason.ASKED)
    serving.clock.advance(minutes=2)
    await serving.claims()
    await serving.says("您好")
    serving.clock.advance(hours=2)
    assert not (await keep(serving)).ended
    assert (await numbers(serving)).reasons == {}
    await serving.closes()
    serving.clock.advance(hours=1)
    one = await keep(serving)
    assert (one.ended, one.handoff_reason, one.staff_said, one.staff_wait) == (True, "asked", 1, 120)
    found = await numbers(serving)
    assert (found.total.automation_rate, found.total.handoff_rate, found.reasons) == (0.0, 1.0, {"asked": 1})
    assert found.staff_wait == Times(120, 120, 1)


async def test_a_rating_given_later_stands_beside_its_visit(serving: Serving) -> None:
    await serving.hear("找人", "m-1")
    await serving.asks()
    await serving.claims()
    await serving.says("您好")
    await serving.closes()
    assert (await keep(serving)).staff_rating is None
    async with serving.database.write() as session:
        (await session.scalars(select(ServiceSession))).one().satisfaction = 4
    await keep(serving)
    async with serving.database.read() as session:
        found = (await served(session, WEEK)).ratings
        other = (await served(session, Cut(WEEK.period, channel="wechat"))).ratings
    assert (found.counts, found.mean, other.mean) == ({4: 1}, 4.0, None)


async def test_who_waits_now_and_for_how_long(serving: Serving) -> None:
    async with serving.database.read() as session:
        assert await waiting(session, now=serving.clock()) == Waiting()
    await serving.asks()
    serving.clock.advance(minutes=7)
    async with serving.database.read() as session:
        assert await waiting(session, now=serving.clock()) == Waiting(1, dt.timedelta(minutes=7))
    await serving.claims()
    async with serving.database.read() as session:
        assert (await waiting(session, now=serving.clock())).people == 0
