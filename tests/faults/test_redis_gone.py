"""Redis dies, hangs and comes back while people write: desks work on, each by itself, and share again afterwards."""

import asyncio
import dataclasses
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sanic import Sanic

from connectors.webchat.limits import MESSAGES
from desk.bus import RedisBus
from desk.limits import LimiterUnavailable, RedisLimiter
from desk.settings import Settings
from tests.desk.builders import NOW, on_sqlite
from tests.faults.page import Page
from tests.services import Server, ServiceMissing, running_redis


@pytest.fixture
def redis() -> Iterator[Server]:
    try:
        with running_redis() as server:
            yield server
            server.kill()  # one that hangs does not stop by itself
    except ServiceMissing as reason:
        pytest.skip(str(reason))


@pytest.fixture
def settings(settings: Settings, redis: Server) -> Settings:
    return dataclasses.replace(settings, redis_url=redis.url)


def halt(redis: Server) -> None:
    """It takes connections and answers nobody."""
    assert redis._process is not None
    redis._process.send_signal(signal.SIGSTOP)


def go_on(redis: Server) -> None:
    assert redis._process is not None
    redis._process.send_signal(signal.SIGCONT)


FAULTS = {"killed": (Server.kill, Server.again), "hanging": (halt, go_on)}


@on_sqlite  # the database has no part in it
@pytest.mark.parametrize(("breaks", "mends"), FAULTS.values(), ids=FAULTS.keys())
async def test_without_redis_people_are_answered_and_afterwards_hints_are_shared_again(
    page: Page,
    app: Sanic[Any, Any],
    redis: Server,
    breaks: Callable[[Server], None],
    mends: Callable[[Server], None],
) -> None:
    said = [
        ("user", "一"),
        ("bot", "答：一"),
        ("user", "二"),
        ("bot", "答：二"),
        ("user", "三"),
        ("bot", "答：三"),
    ]
    assert (await page.post("一")).status_code == 202
    await page.until(*said[:2])
    breaks(redis)
    try:
        assert (await page.post("二")).status_code == 202
        await page.until(*said[:4])
        status, told = await page.ready()
        assert (status, told["checks"]["redis"]) == (200, False)
    finally:
        mends(redis)
    assert (await page.post("三")).status_code == 202
    await page.until(*said)
    other = RedisBus(redis.url)  # another desk
    await other.start()
    try:
        async with asyncio.timeout(20), other.subscribe("c-1") as hints:
            while not await hints.wait(0.2):
                await app.ctx.desk.bus.publish("c-1")
    finally:
        await other.close()


async def test_a_redis_that_hangs_holds_nobody_up(redis: Server) -> None:
    """It takes connections, and each question to it costs seconds: it must not be asked for each message."""
    bus, limiter = RedisBus(redis.url), RedisLimiter(redis.url)
    await bus.start()
    halt(redis)
    try:
        async with asyncio.timeout(30), bus.subscribe("c-100") as hints:
            for one in range(101):
                await bus.publish(f"c-{one}")
                with pytest.raises(LimiterUnavailable):
                    await limiter.take(MESSAGES, "somebody", now=NOW)
            assert await hints.wait(1)  # in the own process a hint needs no Redis
    finally:
        go_on(redis)
        await bus.close()
        await limiter.close()
