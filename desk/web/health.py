"""Liveness and readiness: /healthz says the process runs, /readyz that it can do its work."""

import asyncio
import shutil
from collections.abc import Awaitable
from functools import cache
from pathlib import Path
from typing import Any

import httpx
from alembic.script import ScriptDirectory
from redis.asyncio import Redis
from redis.exceptions import RedisError
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from desk.context import Desk, desk_of
from desk.store.database import Database
from desk.store.migrate import alembic_config
from telemetry.release import HEADER, release

PROBE_TIMEOUT = 2.0  # seconds
MIN_FREE = 64 * 2**20  # bytes in the data folder: below that neither files nor SQLite's log can be kept

# What must be well for a filing to be kept. Without the brain messages are still stored and answered later, and
# without Redis each desk works on alone: that is degraded, not down.
DECIDING = frozenset({"database", "migrations", "disk"})


async def database_answers(database: Database) -> bool:
    try:
        await database.ping()
    except SQLAlchemyError:
        return False
    return True


async def is_migrated(database: Database, database_url: str) -> bool:
    """Whether the database has every table and column that this program knows.

    A revision unknown to us is a newer program's: migrations leave the running version working, so that desks can
    be replaced one by one.
    """
    try:
        async with database.read() as session:
            found = await session.scalar(text("SELECT version_num FROM alembic_version"))
    except SQLAlchemyError:
        return False
    return found is not None and found not in _older(database_url)


@cache
def _older(database_url: str) -> frozenset[str]:
    """Every revision we know but the newest."""
    scripts = ScriptDirectory.from_config(alembic_config(database_url))
    return frozenset(one.revision for one in scripts.walk_revisions()) - {scripts.get_current_head() or ""}


async def has_room(data: Path) -> bool:
    try:
        return shutil.disk_usage(data).free >= MIN_FREE
    except OSError:
        return False


async def brain_answers(brain_url: str) -> bool:
    url = f"{brain_url}/webhooks/desk/health"
    try:
        async with httpx.AsyncClient(timeout=PROBE_TIMEOUT, trust_env=False) as client:
            return (await client.get(url)).status_code == 200
    except httpx.HTTPError:
        return False


async def redis_answers(redis_url: str) -> bool:
    client = Redis.from_url(
        redis_url,
        socket_timeout=PROBE_TIMEOUT,
        socket_connect_timeout=PROBE_TIMEOUT,
        single_connection_client=True,
    )
    try:
        return bool(await client.ping())
    except (RedisError, OSError):
        return False
    finally:
        await client.aclose()


async def _in_time(probe: Awaitable[bool]) -> bool:
    """What does not answer in time is not well."""
    try:
        return await asyncio.wait_for(probe, PROBE_TIMEOUT)
    except TimeoutError:
        return False


async def check(desk: Desk) -> dict[str, bool]:
    """Every check at once: the slowest decides how long it takes. Names only, so nothing secret can slip out."""
    probes = {
        "database": database_answers(desk.database),
        "migrations": is_migrated(desk.database, desk.settings.database_url),
        "disk": has_room(desk.settings.data),
        "brain": brain_answers(desk.settings.brain_url),
    }
    if desk.settings.redis_url is not None:
        probes["redis"] = redis_answers(desk.settings.redis_url)
    found = await asyncio.gather(*(_in_time(probe) for probe in probes.values()))
    return dict(zip(probes, found, strict=True))


def install(app: Sanic[Any, Any]) -> None:
    @app.get("/healthz")
    async def healthz(request: Request) -> HTTPResponse:
        return json({"status": "ok"}, headers={HEADER: release()})

    @app.get("/readyz")
    async def readyz(request: Request) -> HTTPResponse:
        checks = await check(desk_of(request))
        down = any(not checks[name] for name in DECIDING)
        status = "down" if down else "ok" if all(checks.values()) else "degraded"
        return json({"status": status, "checks": checks}, 503 if down else 200)
