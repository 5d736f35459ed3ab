"""The bus's contract, held by both implementations."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from desk.bus import Bus, InProcessBus, RedisBus
from tests.desk.builders import unique

SOON, PATIENCE = 0.1, 5.0  # seconds


@pytest.fixture(params=["in_process", "redis"])
async def bus(request: pytest.FixtureRequest) -> AsyncIterator[Bus]:
    made: Bus = (
        InProcessBus() if request.param == "in_process" else RedisBus(request.getfixturevalue("redis_url"))
    )
    await made.start()
    yield made
    await made.close()


async def test_a_hint_wakes_everyone_who_waits_for_its_topic(bus: Bus) -> None:
    topic = unique("topic")
    async with bus.subscribe(topic) as one, bus.subscribe(topic) as two:
        await bus.publish(topic)
        assert await one.wait(PATIENCE)
        assert await two.wait(PATIENCE)


async def test_a_hint_wakes_nobody_else(bus: Bus) -> None:
    async with bus.subscribe(unique("topic")) as other:
        await bus.publish(unique("topic"))
        assert not await other.wait(SOON)


async def test_a_hint_that_came_while_nobody_waited_is_kept(bus: Bus) -> None:
    topic = unique("topic")
    async with bus.subscribe(topic) as subscription:
        await bus.publish(topic)
        await asyncio.sleep(SOON)
        assert await subscription.wait(0.01)
        assert not await subscription.wait(SOON)


async def test_a_hint_before_subscribing_is_not_seen(bus: Bus) -> None:
    topic = unique("topic")
    await bus.publish(topic)
    await asyncio.sleep(SOON)
    async with bus.subscribe(topic) as subscription:
        assert not await subscription.wait(SOON)


async def test_who_has_left_is_forgotten(bus: Bus) -> None:
    topic = unique("topic")
    async with bus.subscribe(topic):
        pass
    local = bus if isinstance(bus, InProcessBus) else bus._local  # type: ignore[attr-defined]
    assert topic not in local._topics
    await bus.publish(topic)


async def test_closing_ends_every_subscription(bus: Bus) -> None:
    async with bus.subscribe(unique("topic")) as subscription:
        await bus.close()
        assert await subscription.wait(PATIENCE)
        assert subscription.closed


async def test_redis_carries_hints_to_the_other_desks(redis_url: str) -> None:
    here, there, topic = RedisBus(redis_url), RedisBus(redis_url), unique("topic")
    await here.start()
    await there.start()
    try:
        async with there.subscribe(topic) as subscription, asyncio.timeout(PATIENCE):
            while True:  # until the other one listens: a hint published before that is lost, and may be
                await here.publish(topic)
                if await subscription.wait(SOON):
                    break
    finally:
        await here.close()
        await there.close()


async def test_without_redis_a_desk_works_on_alone() -> None:
    bus, topic = RedisBus("redis://127.0.0.1:9/0"), unique("topic")  # the discard port: nobody listens
    await bus.start()
    async with bus.subscribe(topic) as subscription:
        await bus.publish(topic)
        assert await subscription.wait(PATIENCE)
    await bus.close()
