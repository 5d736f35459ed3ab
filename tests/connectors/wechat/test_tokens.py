"""One token for all, fetched by one: the contract of the token store, held by both implementations."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest
from cryptography.fernet import Fernet
from redis.asyncio import Redis

from connectors.wechat.shared_tokens import PREFIX, RedisTokens, token_store
from connectors.wechat.tokens import Fetched, InProcessTokens, TokenStore, renewal
from desk.privacy.vault import Vault
from tests.connectors.wechat.builders import NOW, account
from tests.desk.builders import unique

KEY = Fernet.generate_key().decode()
HOURS = dt.timedelta(hours=2)
MARGIN = dt.timedelta(minutes=5)
SECOND = dt.timedelta(seconds=1)
NOBODY = "redis://127.0.0.1:9/0"  # the discard port


class Fetching:
    """Hands out token-1, token-2 …; takes a moment, so that callers meet."""

    def __init__(self, lifetime: dt.timedelta = HOURS) -> None:
        self.count = 0
        self.lifetime = lifetime
        self.fails: Exception | None = None

    async def __call__(self) -> Fetched:
        self.count += 1
        mine = self.count
        await asyncio.sleep(0.05)
        if self.fails is not None:
            raise self.fails
        return Fetched(f"token-{mine}", self.lifetime)


def shared(url: str, appid: str, key: str = KEY) -> RedisTokens:
    return RedisTokens(url, appid, Vault((key,)), chance=lambda: 0.0)


@pytest.fixture(params=["in_process", "redis"])
async def store(request: pytest.FixtureRequest) -> AsyncIterator[TokenStore]:
    made: TokenStore = (
        InProcessTokens(chance=lambda: 0.0)
        if request.param == "in_process"
        else shared(request.getfixturevalue("redis_url"), unique("wx"))
    )
    yield made
    await made.close()


@pytest.fixture
async def workers(redis_url: str) -> AsyncIterator[list[RedisTokens]]:
    """The stores of three processes of one account."""
    appid = unique("wx")
    made = [shared(redis_url, appid) for _ in range(3)]
    yield made
    for one in made:
        await one.close()


async def test_callers_at_the_same_moment_share_one_fetch(store: TokenStore) -> None:
    fetch = Fetching()
    got = await asyncio.gather(*(store.get(fetch, now=NOW) for _ in range(20)))
    assert (set(got), fetch.count) == ({"token-1"}, 1)


async def test_token_is_kept_until_five_minutes_before_its_end(store: TokenStore) -> None:
    fetch = Fetching()
    await store.get(fetch, now=NOW)
    assert await store.get(fetch, now=NOW + HOURS - MARGIN - SECOND) == "token-1"
    assert await store.get(fetch, now=NOW + HOURS - MARGIN) == "token-2"


async def test_failed_token_is_forgotten(store: TokenStore) -> None:
    fetch = Fetching()
    await store.invalidate(await store.get(fetch, now=NOW))
    assert await store.get(fetch, now=NOW) == "token-2"


async def test_token_that_somebody_renewed_meanwhile_is_kept(store: TokenStore) -> None:
    fetch = Fetching()
    old = await store.get(fetch, now=NOW)
    await store.invalidate(old)
    await store.get(fetch, now=NOW)
    await store.invalidate(old)  # the second caller whose call failed with it
    assert await store.get(fetch, now=NOW) == "token-2"


async def test_fetch_that_fails_reaches_its_caller_and_the_next_one_tries(store: TokenStore) -> None:
    fetch = Fetching()
    fetch.fails = LookupError("the secret is wrong")
    with pytest.raises(LookupError):
        await store.get(fetch, now=NOW)
    fetch.fails = None
    assert await store.get(fetch, now=NOW) == "token-2"


async def test_everybody_learns_of_a_fetch_that_fails(store: TokenStore) -> None:
    fetch = Fetching()
    fetch.fails = LookupError("the secret is wrong")
    got = await asyncio.gather(*(store.get(fetch, now=NOW) for _ in range(3)), return_exceptions=True)
    assert [type(one) for one in got] == [LookupError] * 3


async def test_caller_that_is_cancelled_does_not_hold_up_the_next(store: TokenStore) -> None:
    fetch = Fetching()
    first = asyncio.create_task(store.get(fetch, now=NOW))
    while fetch.count == 0:
        await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    assert await store.get(fetch, now=NOW) == "token-2"


async def test_token_with_hardly_any_time_left_is_not_fetched_at_every_call(store: TokenStore) -> None:
    fetch = Fetching(lifetime=dt.timedelta(seconds=300))
    await store.get(fetch, now=NOW)
    assert await store.get(fetch, now=NOW + 59 * SECOND) == "token-1"
    assert await store.get(fetch, now=NOW + 60 * SECOND) == "token-2"


def test_renewal_is_spread_over_a_minute() -> None:
    def due(chance: float) -> dt.datetime:
        return renewal(Fetched("t", HOURS), margin=MARGIN, now=NOW, chance=chance)

    assert due(0.0) == NOW + dt.timedelta(minutes=115)
    assert due(1.0) == NOW + dt.timedelta(minutes=114)


async def test_processes_fetch_once_between_them(workers: list[RedisTokens]) -> None:
    fetch = Fetching()
    got = await asyncio.gather(*(one.get(fetch, now=NOW) for one in workers * 5))
    assert (set(got), fetch.count) == ({"token-1"}, 1)


async def test_one_process_forgets_for_all(workers: list[RedisTokens]) -> None:
    fetch = Fetching()
    first, second, third = workers
    failed = await first.get(fetch, now=NOW)
    await second.invalidate(failed)
    assert await third.get(fetch, now=NOW) == "token-2"


async def test_accounts_have_tokens_of_their_own(redis_url: str) -> None:
    one, other = shared(redis_url, unique("wx")), shared(redis_url, unique("wx"))
    fetch = Fetching()
    assert await one.get(fetch, now=NOW) != await other.get(fetch, now=NOW)
    await one.close()
    await other.close()


async def test_process_that_died_while_fetching_holds_up_the_others_for_its_lease_only(
    redis_url: str,
) -> None:
    appid = unique("wx")
    async with Redis.from_url(redis_url) as redis:
        await redis.set(f"{PREFIX}{appid}:lease", "of a dead process", px=300)
    store = shared(redis_url, appid)
    assert await store.get(Fetching(), now=NOW) == "token-1"
    await store.close()


async def test_redis_holds_no_token_in_clear_and_lets_it_go_with_the_token(redis_url: str) -> None:
    appid = unique("wx")
    store = shared(redis_url, appid)
    await store.get(Fetching(), now=NOW)
    async with Redis.from_url(redis_url, decode_responses=True) as redis:
        kept = await redis.hgetall(f"{PREFIX}{appid}")
        assert "token-1" not in str(kept)
        assert 7_190 < await redis.ttl(f"{PREFIX}{appid}") <= 7_200
        assert not await redis.exists(f"{PREFIX}{appid}:lease")
    await store.close()


async def test_token_sealed_under_a_retired_key_is_fetched_anew(redis_url: str) -> None:
    appid, fetch = unique("wx"), Fetching()
    old, new = shared(redis_url, appid), shared(redis_url, appid, Fernet.generate_key().decode())
    await old.get(fetch, now=NOW)
    assert await new.get(fetch, now=NOW) == "token-2"
    await old.close()
    await new.close()


async def test_without_redis_each_process_fetches_for_itself() -> None:
    store, fetch = shared(NOBODY, unique("wx")), Fetching()
    got = [await store.get(fetch, now=NOW) for _ in range(2)]
    assert got == ["token-1", "token-1"]
    await store.invalidate("token-1")
    assert await store.get(fetch, now=NOW) == "token-2"
    await store.close()


async def test_store_is_shared_where_there_is_a_redis() -> None:
    vault = Vault((KEY,))
    assert isinstance(token_store(account(), None, vault), InProcessTokens)
    shared_one = token_store(account(), NOBODY, vault)
    assert isinstance(shared_one, RedisTokens)
    await shared_one.close()
