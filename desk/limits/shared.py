"""Counters in Redis, shared by every desk process."""

import datetime as dt
import hashlib
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from desk.ids import new_id
from desk.limits.limiter import Limit, LimiterUnavailable, Verdict

TIMEOUT = 2.0  # seconds a command may take

# One script is one atomic step in Redis. The sorted set holds a counted try per member, its time as score.
TAKE = """
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', ARGV[1] - ARGV[2])
local taken = redis.call('ZCARD', KEYS[1])
if taken >= tonumber(ARGV[3]) then
  return {tonumber(redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')[2]), 0}
end
redis.call('ZADD', KEYS[1], ARGV[1], ARGV[4])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return {-1, tonumber(ARGV[3]) - taken - 1}
"""


class RedisLimiter:
    """Connects on first use."""

    def __init__(self, redis_url: str) -> None:
        self._redis = Redis.from_url(redis_url, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT)
        self._take = self._redis.register_script(TAKE)

    async def take(self, limit: Limit, key: str, *, now: dt.datetime) -> Verdict:
        ticket, now_ms = new_id(), round(now.timestamp() * 1000)
        period_ms = limit.period // dt.timedelta(milliseconds=1)
        try:
            oldest, remaining = await self._take(
                keys=[_name(limit, key)], args=[now_ms, period_ms, limit.times, ticket]
            )
        except RedisError as error:
            raise LimiterUnavailable(extra={"redis": type(error).__name__}) from error
        if oldest < 0:
            return Verdict(ticket, remaining=remaining)
        return Verdict(None, dt.timedelta(milliseconds=cast(int, oldest) + period_ms - now_ms))

    async def give_back(self, limit: Limit, key: str, ticket: str) -> None:
        try:
            await cast(Any, self._redis.zrem(_name(limit, key), ticket))
        except RedisError as error:
            raise LimiterUnavailable(extra={"redis": type(error).__name__}) from error

    async def close(self) -> None:
        await self._redis.aclose()


def _name(limit: Limit, key: str) -> str:
    """Keys are digested: Redis holds neither addresses nor case numbers in clear."""
    return f"xiaobao:limit:{limit.name}:{hashlib.sha256(key.encode()).hexdigest()[:32]}"
