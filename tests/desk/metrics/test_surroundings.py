"""GET /metrics of what the desk leans on, and of turns and errands by how they ended."""

import asyncio
import dataclasses
import datetime as dt
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import InProcessBus
from desk.calendar import WorkingCalendar
from desk.metrics.gauges import FRESH
from desk.metrics.measures import Metrics
from desk.outbox.model import OutboxItem
from desk.outbox.service import enqueue
from desk.outbox.worker import Finish, OutboxWorker, Refused, TryLater
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from desk.webhooks.model import WebhookEndpoint
from tests.desk.builders import NOW, FakeClock, on_sqlite
from tests.desk.metrics.test_metrics import parsed, scraped


async def test_an_endpoint_the_desk_switched_off_is_counted_and_others_are_not(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    async with database.write() as session:
        for number, reason in enumerate((None, "gone")):
            session.add(
                WebhookEndpoint(
                    id=str(number),
                    url="https://example.org",
                    description="",
                    events=[],
                    secret_sealed=vault.seal("x"),
                    active=reason is None,
                    disabled_reason=reason,
                    created_by="x",
                    created_at=NOW,
                    updated_at=NOW,
                )
            )
    assert (await scraped(api))["xiaobao_webhooks_switched_off{}"] == 1


@on_sqlite
async def test_a_brain_that_is_away_is_told_and_so_are_disk_calendar_and_release(
    api: httpx.AsyncClient,
) -> None:
    samples = await scraped(api)
    assert samples["xiaobao_brain_up{}"] == 0
    assert samples["xiaobao_data_free_bytes{}"] > 0
    assert samples["xiaobao_release{release=0.1.0}"] == 1
    assert samples["xiaobao_calendar_known_days{}"] == WorkingCalendar().known_days(NOW.date())


@on_sqlite
async def test_without_redis_there_is_no_word_of_it(api: httpx.AsyncClient) -> None:
    assert not [name for name in await scraped(api) if "redis" in name]


class TestWithRedis:
    @pytest.fixture
    def settings(self, settings: Settings, redis_url: str) -> Settings:
        return dataclasses.replace(settings, redis_url=redis_url)

    @on_sqlite
    async def test_redis_is_told_to_be_up_and_then_to_be_gone(
        self, app: Sanic[Any, Any], api: httpx.AsyncClient, clock: FakeClock
    ) -> None:
        assert (await scraped(api))["xiaobao_redis_up{}"] == 1
        broken = dataclasses.replace(app.ctx.desk.settings, redis_url="redis://127.0.0.1:9/0")
        app.ctx.desk = dataclasses.replace(app.ctx.desk, settings=broken)
        clock.now += FRESH
        assert (await scraped(api))["xiaobao_redis_up{}"] == 0


@on_sqlite
async def test_open_streams_are_counted_while_they_are_open(served: str, api: httpx.AsyncClient) -> None:
    token = (await api.post("/webchat/api/sessions")).json()["token"]
    page = {"Authorization": f"Bearer {token}"}
    async with (
        httpx.AsyncClient(base_url=served, trust_env=False) as browser,
        browser.stream("GET", "/webchat/api/events", headers=page) as stream,
    ):
        lines = aiter(stream.aiter_lines())
        assert await anext(lines) == ": connected"
        await asyncio.sleep(0.1)
        assert (await scraped(api))["xiaobao_streams{}"] == 1


def test_days_with_announced_holidays_end_where_they_are_only_computed() -> None:
    calendar = WorkingCalendar()
    assert calendar.known_days(dt.date(2026, 11, 26)) == (dt.date(2027, 1, 1) - dt.date(2026, 11, 26)).days
    assert WorkingCalendar(announced=(2027,)).known_days(dt.date(2026, 11, 26)) == 400
    assert calendar.known_days(dt.date(2027, 3, 1)) == 0


@pytest.mark.parametrize(
    ("trouble", "outcome"),
    [(None, "done"), (TryLater("away"), "later"), (Refused("no"), "dead"), (ValueError(), "failed")],
)
async def test_errands_are_counted_by_how_they_ended(
    database: Database, vault: Vault, clock: FakeClock, trouble: Exception | None, outcome: str
) -> None:
    async def nothing(_session: AsyncSession) -> None:
        """Nobody to tell."""

    async def handler(_item: OutboxItem, _body: dict[str, Any]) -> Finish:
        if trouble is not None:
            raise trouble
        return nothing

    async def dead(_session: AsyncSession, _item: OutboxItem) -> None:
        """Nobody to tell."""

    metrics = Metrics()
    worker = OutboxWorker(database, vault, InProcessBus(), clock, {"sms": handler}, dead)
    worker.tell(metrics.errand)
    async with database.write() as session:
        await enqueue(session, vault, kind="sms", key="1", body={}, conversation_id=None, now=clock())
    assert await worker.work_once()
    errands = {name: value for name, value in read(metrics).items() if "errand_tries_total" in name}
    assert errands == {f"xiaobao_errand_tries_total{{kind=sms,outcome={outcome}}}": 1}


def read(metrics: Metrics) -> dict[str, float]:
    from prometheus_client import generate_latest

    return parsed(generate_latest(metrics.registry).decode())


def test_a_stage_of_a_turn_is_timed_and_a_clock_set_back_counts_as_nothing() -> None:
    metrics = Metrics()
    metrics.stage("waited", dt.timedelta(seconds=0.2))
    metrics.stage("waited", dt.timedelta(seconds=-5))
    samples = read(metrics)
    assert samples["xiaobao_turn_stage_seconds_count{stage=waited}"] == 2
    assert samples["xiaobao_turn_stage_seconds_sum{stage=waited}"] == pytest.approx(0.2)
