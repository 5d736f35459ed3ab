"""How often clients may call."""

import httpx
import pytest

from desk.clients import ApiClient, Scope
from desk.clients.rates import DISCLOSURES_AN_HOUR, STRANGERS, Rates, limit_of
from desk.limits import InProcessLimiter, RateExceeded, RedisLimiter
from desk.web.operations import RouteGroup
from tests.desk.builders import NOW, FakeClock, on_sqlite, unique
from tests.desk.clients.conftest import ADMIN, Issue

CASES = "/api/v1/cases"


def bearer(key: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {key}"}


@on_sqlite
async def test_client_is_told_what_it_may_still_ask_and_when_again(
    api: httpx.AsyncClient, clock: FakeClock, issue: Issue
) -> None:
    key = (await issue("nanguan", per_minute=2)).key
    answers = [await api.get(CASES, headers=bearer(key)) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert [answer.headers["ratelimit"] for answer in answers] == [
        '"read";r=1',
        '"read";r=0',
        '"read";r=0;t=60',
    ]
    assert {answer.headers["ratelimit-policy"] for answer in answers} == {'"read";q=2;w=60'}
    refused = answers[-1]
    assert refused.json()["code"] == "rate_exceeded"
    assert refused.headers["content-type"] == "application/problem+json"
    assert refused.headers["retry-after"] == "60"
    clock.advance(seconds=60)
    assert (await api.get(CASES, headers=bearer(key))).status_code == 200


@on_sqlite
async def test_reading_does_not_use_up_filing_nor_another_client(
    api: httpx.AsyncClient, issue: Issue
) -> None:
    one = bearer((await issue("one", Scope.CASES_READ, Scope.CASES_WRITE, per_minute=1)).key)
    two = bearer((await issue("two", per_minute=1)).key)
    assert (await api.get(CASES, headers=one)).status_code == 200
    assert (await api.get(CASES, headers=one)).status_code == 429
    # An empty body is refused by the handler: the guard let it in.
    assert (await api.post(CASES, json={}, headers=one)).status_code == 422
    assert (await api.post(f"{CASES}:lookup", json={}, headers=one)).status_code == 422
    assert (await api.get(CASES, headers=two)).status_code == 200


@on_sqlite
async def test_calls_refused_for_their_scope_count_too(api: httpx.AsyncClient, issue: Issue) -> None:
    key = bearer((await issue("nanguan", per_minute=1)).key)
    assert (await api.get("/api/v1/audit", headers=key)).status_code == 403
    assert (await api.get("/api/v1/audit", headers=key)).status_code == 429


@on_sqlite
async def test_strangers_are_held_back_by_address_and_clients_behind_it_are_not(
    api: httpx.AsyncClient,
) -> None:
    stranger = {"Authorization": "Bearer nothing"}
    answers = [(await api.get(CASES, headers=stranger)).status_code for _ in range(STRANGERS.times + 1)]
    assert answers == [401] * STRANGERS.times + [429]
    assert (await api.get(CASES, headers={"Authorization": ""})).status_code == 429
    assert (await api.get(CASES)).status_code == 200


def test_disclosures_are_counted_by_the_hour_whatever_the_client_may_do_a_minute() -> None:
    limit = limit_of(ApiClient("x", frozenset(), per_minute=60_000), RouteGroup.DISCLOSURES)
    assert (limit.times, limit.period.total_seconds()) == (DISCLOSURES_AN_HOUR, 3600)


async def test_two_desks_share_a_clients_limit_through_redis(redis_url: str) -> None:
    desks = [Rates(RedisLimiter(redis_url)), Rates(RedisLimiter(redis_url))]
    client = ApiClient(unique("client"), frozenset(), per_minute=4)
    for turn in range(4):
        await desks[turn % 2].take(client, RouteGroup.READ, now=NOW)
    for desk in desks:
        with pytest.raises(RateExceeded) as refused:
            await desk.take(client, RouteGroup.READ, now=NOW)
        assert refused.value.headers["Retry-After"] == "60"
        await desk._limiter.close()


async def test_without_redis_each_desk_counts_for_itself() -> None:
    rates = Rates(RedisLimiter("redis://127.0.0.1:9/0"))
    client = ApiClient("x", frozenset(), per_minute=2)
    for _ in range(2):
        await rates.take(client, RouteGroup.READ, now=NOW)
    with pytest.raises(RateExceeded):
        await rates.take(client, RouteGroup.READ, now=NOW)


async def test_groups_of_one_client_are_counted_apart() -> None:
    rates, client = Rates(InProcessLimiter()), ApiClient("x", frozenset(), per_minute=1)
    for group in RouteGroup:
        await rates.take(client, group, now=NOW)
    with pytest.raises(RateExceeded):
        await rates.take(client, RouteGroup.WRITE, now=NOW)


@on_sqlite
async def test_admin_routes_are_limited_as_well(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/v1/clients", headers=ADMIN)).headers["ratelimit"] == '"read";r=599'
