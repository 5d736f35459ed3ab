"""/healthz and /readyz."""

import dataclasses
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import text

from desk.store.database import Database
from desk.web import health
from tests.desk.builders import on_sqlite

ALL_BUT_THE_BRAIN = {"database": True, "migrations": True, "disk": True, "brain": False}


async def test_without_the_brain_the_desk_is_ready_but_degraded(api: httpx.AsyncClient) -> None:
    assert (await api.get("/healthz")).json() == {"status": "ok"}
    answer = await api.get("/readyz")
    assert (answer.status_code, answer.json()) == (
        200,
        {"status": "degraded", "checks": ALL_BUT_THE_BRAIN},
    )


async def test_older_schema_is_not_ready_and_a_newer_one_is(
    api: httpx.AsyncClient, database: Database
) -> None:
    async with database.read() as session:
        newest = await session.scalar(text("SELECT version_num FROM alembic_version"))
    try:
        for revision, ready in (("0003_explanations", False), ("9999_of_a_newer_desk", True)):
            await _pretend(database, revision)
            answer = await api.get("/readyz")
            assert answer.json()["checks"]["migrations"] is ready
            assert answer.status_code == (200 if ready else 503)
    finally:
        await _pretend(database, str(newest))  # the PostgreSQL database is shared by the tests of a session


async def _pretend(database: Database, revision: str) -> None:
    async with database.write() as session:
        await session.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


@on_sqlite
async def test_full_disk_is_not_ready(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "MIN_FREE", 2**80)
    answer = await api.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")
    assert answer.json()["checks"]["disk"] is False


@on_sqlite
@pytest.mark.parametrize("reachable", [True, False])
async def test_redis_is_checked_where_it_is_configured(
    api: httpx.AsyncClient, app: Sanic[Any, Any], request: pytest.FixtureRequest, reachable: bool
) -> None:
    url = request.getfixturevalue("redis_url") if reachable else "redis://:secret@127.0.0.1:9/0"
    desk = app.ctx.desk
    app.ctx.desk = dataclasses.replace(desk, settings=dataclasses.replace(desk.settings, redis_url=url))
    answer = await api.get("/readyz")
    assert answer.json()["checks"]["redis"] is reachable
    assert answer.status_code == 200
    assert "secret" not in answer.text
