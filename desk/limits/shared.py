"""Counters in Redis, shared by every desk process."""

import datetime as dt
import hashlib
import hmac
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError
from redis.exceptions import TimeoutError as RedisTimeout

from desk.ids import new_id
from desk.limits.limiter import Limit, LimiterUnavailable, Verdict

PREFIX = "xiaobao:limit:"
TIMEOUT = 2.0  # seconds a command may take
REST = 3.0  # seconds in which a Redis that did not answer is not asked again: not everybody shall wait for it

# One script is one atomic step in Redis. The sorted set holds a counted try per member, its time as score. What lies more
# than a period ahead was counted before the clock was set back; less may be another desk's clock.
TAKE = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. string.format('%d', ARGV[1] + ARGV[2]), '+inf')
local taken = redis.call('ZCARD', KEYS[1])
if taken >= tonumber(ARGV[3]) then
  return {tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]), 0}
end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {-1, tonumber(ARGV[3]) - taken - 1}
"""


class RedisLimiter:
    """Connects on first use.

    Keys are digested: Redis holds neither addresses nor case numbers in clear. `pepper` makes the digests ours: an
    address of four bytes would be found by trying them all. Desks that share a Redis share it.
    """

    def __init__(self, redis_url: str, pepper: str = "") -> None:
        self._pepper = pepper.encode()
        self._redis = Redis.from_url(redis_url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        self._take = self._redis.register_script(TAKE)
        self._away_until = 0.0  # of time.monotonic

    def _digest(self, key: str) -> str:
        return hmac.new(self._pepper, key.encode(), hashlib.sha256).hexdigest()[:32]

    def _name(self, limit: Limit, key: str) -> str:
        return f"{PREFIX}{limit.name}:{self._digest(key)}"

    @contextmanager
    def _in_reach(self) -> Iterator[None]:
        """Raises LimiterUnavailable: from Redis, or at once for a while after it did not answer in time."""
        if time.monotonic() < self._away_until:
            raise LimiterUnavailable(extra={"redis": "resting"})
        try:
            yield
        except RedisTimeout as error:
            self._away_until = time.monotonic() + REST
            raise LimiterUnavailable(extra={"redis": type(error).__name__}) from error
        except RedisError as error:
            raise LimiterUnavailable(extra={"redis": type(error).__name__}) from error

    async def take(self, limit: Limit, key: str, *, now: dt.datetime) -> Verdict:
        ticket, now_ms = new_id(), round(now.timestamp() * 1000)
        period_ms = limit.period // dt.timedelta(milliseconds=1)
        with self._in_reach():
            oldest, remaining = await self._take(
                keys=[self._name(limit, key)], args=[now_ms, period_ms, limit.times, ticket]
            )
        if oldest < 0:
            return Verdict(ticket, remaining=remaining)
        return Verdict(None, dt.timedelta(milliseconds=cast(int, oldest) + period_ms - now_ms))

    async def give_back(self, limit: Limit, key: str, ticket: str) -> None:
        with self._in_reach():
            await cast(Any, self._redis.zrem(self._name(limit, key), ticket))

    async def forget(self, key: str) -> None:
        with self._in_reach():
            async for name in self._redis.scan_iter(match=f"{PREFIX}*:{self._digest(key)}", count=1000):
                await cast(Any, self._redis.delete(name))

    async def close(self) -> None:
        await self._redis.aclose()
