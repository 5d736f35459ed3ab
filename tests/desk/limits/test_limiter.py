"""The limiter's contract, held by both implementations."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from desk.limits import InProcessLimiter, Limit, Limiter, LimiterUnavailable, RedisLimiter
from tests.desk.builders import NOW, unique

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture(params=["in_process", "redis"])
async def limiter(request: pytest.FixtureRequest) -> AsyncIterator[Limiter]:
    made: Limiter = (
        InProcessLimiter()
        if request.param == "in_process"
        else RedisLimiter(request.getfixturevalue("redis_url"))
    )
    yield made
    await made.close()


@pytest.fixture
def limit() -> Limit:
    return Limit(unique("limit"), times=3, period=MINUTE)


async def test_tries_up_to_the_limit_are_allowed(limiter: Limiter, limit: Limit) -> None:
    verdicts = [await limiter.take(limit, "a", now=NOW) for _ in range(4)]
    assert [verdict.allowed for verdict in verdicts] == [True, True, True, False]
    assert [verdict.remaining for verdict in verdicts] == [2, 1, 0, 0]


async def test_refusal_says_when_the_oldest_try_is_forgotten(limiter: Limiter, limit: Limit) -> None:
    for second in (0, 10, 20):
        await limiter.take(limit, "a", now=NOW + dt.timedelta(seconds=second))
    refused = await limiter.take(limit, "a", now=NOW + dt.timedelta(seconds=30.5))
    assert refused.retry_after == dt.timedelta(seconds=29.5)
    assert refused.retry_after_seconds == 30


async def test_window_slides(limiter: Limiter, limit: Limit) -> None:
    for second in (0, 10, 20):
        await limiter.take(limit, "a", now=NOW + dt.timedelta(seconds=second))
    assert (await limiter.take(limit, "a", now=NOW + MINUTE)).allowed
    assert not (await limiter.take(limit, "a", now=NOW + MINUTE)).allowed


async def test_refused_tries_do_not_lengthen_the_wait(limiter: Limiter, limit: Limit) -> None:
    for second in range(50):
        await limiter.take(limit, "a", now=NOW + dt.timedelta(seconds=second))
    assert (await limiter.take(limit, "a", now=NOW + MINUTE)).allowed


async def test_keys_and_limits_are_counted_apart(limiter: Limiter, limit: Limit) -> None:
    for _ in range(3):
        await limiter.take(limit, "a", now=NOW)
    assert (await limiter.take(limit, "b", now=NOW)).allowed
    assert (await limiter.take(Limit(unique("limit"), 3, MINUTE), "a", now=NOW)).allowed


async def test_try_given_back_is_not_counted(limiter: Limiter, limit: Limit) -> None:
    for _ in range(9):
        verdict = await limiter.take(limit, "a", now=NOW)
        assert verdict.ticket
        await limiter.give_back(limit, "a", verdict.ticket)
        await limiter.give_back(limit, "a", verdict.ticket)
    await limiter.give_back(limit, "never", "no such ticket")


async def test_many_at_once_do_not_slip_through(limiter: Limiter, limit: Limit) -> None:
    verdicts = await asyncio.gather(*(limiter.take(limit, "a", now=NOW) for _ in range(40)))
    assert sum(verdict.allowed for verdict in verdicts) == limit.times


async def test_two_processes_share_redis_counters(redis_url: str, limit: Limit) -> None:
    one, two = RedisLimiter(redis_url), RedisLimiter(redis_url)
    for limiter in (one, two, one):
        assert (await limiter.take(limit, "a", now=NOW)).allowed
    assert not (await two.take(limit, "a", now=NOW)).allowed
    await one.close()
    await two.close()


async def test_redis_out_of_reach_is_a_typed_error(limit: Limit) -> None:
    limiter = RedisLimiter("redis://127.0.0.1:9/0")
    with pytest.raises(LimiterUnavailable):
        await limiter.take(limit, "a", now=NOW)
    with pytest.raises(LimiterUnavailable):
        await limiter.give_back(limit, "a", "ticket")
    await limiter.close()


async def test_memory_stays_bounded(limit: Limit) -> None:
    limiter = InProcessLimiter(max_keys=100)
    for key in range(1000):
        await limiter.take(limit, str(key), now=NOW)
    assert len(limiter._tries) == 100


async def test_what_is_forgotten_is_counted_anew_under_every_limit(limiter: Limiter, limit: Limit) -> None:
    other, key = Limit(unique("limit"), times=1, period=MINUTE), unique("key")
    for _ in range(3):
        await limiter.take(limit, key, now=NOW)
    await limiter.take(limit, f"{key}-2", now=NOW)
    await limiter.take(other, key, now=NOW)
    await limiter.forget(key)
    await limiter.forget(key)
    assert (await limiter.take(other, key, now=NOW)).allowed
    assert [(await limiter.take(limit, key, now=NOW)).allowed for _ in range(4)] == [True, True, True, False]
    left = [(await limiter.take(limit, f"{key}-2", now=NOW)).allowed for _ in range(3)]
    assert left == [True, True, False]
