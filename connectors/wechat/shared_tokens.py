"""The access token in Redis, for several desk processes; sealed, because who has it can write as the account."""

import asyncio
import datetime as dt
import hashlib
import logging
import random
import secrets
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from connectors.wechat.settings import Account
from connectors.wechat.tokens import MARGIN, Fetch, InProcessTokens, Token, TokenStore, renewal
from desk.privacy.vault import SealBroken

log = logging.getLogger("connectors.wechat")

PREFIX = "xiaobao:wechat:token:"
TIMEOUT = 2.0  # seconds a Redis command may take
LEASE = 20.0  # seconds one process may take to fetch: longer than three tries and the pauses between them
POLL = 0.05  # seconds between two looks while another process fetches

# Each script is one atomic step in Redis. A lease is given back only by whoever holds it.
RELEASE = "if redis.call('GET', KEYS[1]) == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
FORGET = (
    "if redis.call('HGET', KEYS[1], 'digest') == ARGV[1] then return redis.call('DEL', KEYS[1]) end return 0"
)
KEEP = """
redis.call('HSET', KEYS[1], 'sealed', ARGV[1], 'digest', ARGV[2], 'renew_at', ARGV[3])
return redis.call('PEXPIRE', KEYS[1], ARGV[4])
"""


class Seal(Protocol):
    """What desk.privacy.vault.Vault does."""

    def seal(self, text: str) -> str: ...
    def open(self, sealed: str) -> str: ...


def _digest(value: str) -> str:
    """To compare without opening. Tokens are random and long, so a plain hash gives nothing away."""
    return hashlib.sha256(value.encode()).hexdigest()


class RedisTokens:
    """One token for all processes that share a Redis. Redis out of reach: each process fetches its own.

    That is harmless for a while: stable_token answers all of them with the same token.
    """

    def __init__(
        self,
        redis_url: str,
        appid: str,
        seal: Seal,
        *,
        margin: dt.timedelta = MARGIN,
        chance: Callable[[], float] = random.random,
    ) -> None:
        self._redis = Redis.from_url(
            redis_url, decode_responses=True, socket_timeout=TIMEOUT, socket_connect_timeout=TIMEOUT
        )
        self._key, self._lease = PREFIX + appid, f"{PREFIX}{appid}:lease"
        self._seal, self._margin, self._chance = seal, margin, chance
        self._alone = InProcessTokens(margin=margin, chance=chance)
        self._release, self._forget, self._keep = (
            self._redis.register_script(script) for script in (RELEASE, FORGET, KEEP)
        )

    async def get(self, fetch: Fetch, *, now: dt.datetime) -> str:
        try:
            return await self._shared(fetch, now)
        except RedisError as error:
            log.warning("the WeChat token is not shared: %s", type(error).__name__)
            return await self._alone.get(fetch, now=now)

    async def invalidate(self, failed: str) -> None:
        await self._alone.invalidate(failed)
        try:
            await self._forget(keys=[self._key], args=[_digest(failed)])
        except RedisError as error:
            log.warning("the WeChat token is not shared: %s", type(error).__name__)

    async def close(self) -> None:
        await self._redis.aclose()

    async def _known(self, now: dt.datetime) -> Token | None:
        kept = await cast(Awaitable[dict[str, str]], self._redis.hgetall(self._key))
        if not kept:
            return None
        renew_at = dt.datetime.fromtimestamp(float(kept["renew_at"]), dt.UTC)
        if renew_at <= now:
            return None
        try:
            return Token(self._seal.open(kept["sealed"]), renew_at)
        except SealBroken:  # sealed under a key that was retired since: a new token costs nothing
            return None

    async def _shared(self, fetch: Fetch, now: dt.datetime) -> str:
        mine = secrets.token_hex(16)
        while True:
            if token := await self._known(now):
                return token.value
            # The lease ends by itself, so a process that died while fetching holds up nobody for longer.
            if await self._redis.set(self._lease, mine, nx=True, px=round(LEASE * 1000)):
                break
            await asyncio.sleep(POLL)
        try:
            # Somebody may have fetched between our look and our lease.
            if token := await self._known(now):
                return token.value
            return await self._fetched(fetch, now)
        finally:
            await self._release(keys=[self._lease], args=[mine])

    async def _fetched(self, fetch: Fetch, now: dt.datetime) -> str:
        fetched = await fetch()
        due = renewal(fetched, margin=self._margin, now=now, chance=self._chance())
        args: list[Any] = [
            self._seal.seal(fetched.value),
            _digest(fetched.value),
            due.timestamp(),
            fetched.lifetime // dt.timedelta(milliseconds=1),
        ]
        await self._keep(keys=[self._key], args=args)
        return fetched.value


def token_store(account: Account, redis_url: str | None, seal: Seal) -> TokenStore:
    """The store of an account: shared when several processes share a Redis. Close it at the end."""
    margin = dt.timedelta(seconds=account.numbers.token_margin)
    if redis_url is None:
        return InProcessTokens(margin=margin)
    return RedisTokens(redis_url, account.appid, seal, margin=margin)
