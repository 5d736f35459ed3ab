"""Liveness and readiness: /healthz says the process runs, /readyz that it can do its work."""

from typing import Any

import httpx
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json
from sqlalchemy.exc import SQLAlchemyError

from desk.context import desk_of

PROBE_TIMEOUT = 2.0  # seconds


async def _database(request: Request) -> bool:
    try:
        await desk_of(request).database.ping()
    except SQLAlchemyError:
        return False
    return True


async def _brain(request: Request) -> bool:
    url = f"{desk_of(request).settings.brain_url}/webhooks/desk/health"
    try:
        async with httpx.AsyncClient(timeout=PROBE_TIMEOUT, trust_env=False) as client:
            return (await client.get(url)).status_code == 200
    except httpx.HTTPError:
        return False


def install(app: Sanic[Any, Any]) -> None:
    @app.get("/healthz")
    async def healthz(request: Request) -> HTTPResponse:
        return json({"status": "ok"})

    @app.get("/readyz")
    async def readyz(request: Request) -> HTTPResponse:
        checks = {"database": await _database(request), "brain": await _brain(request)}
        # Without the brain messages are still stored and answered later, so only the database decides.
        return json(
            {"status": "ok" if checks["database"] else "down", "checks": checks},
            200 if checks["database"] else 503,
        )
