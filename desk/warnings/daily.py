"""The daily look, beside the requests. Several desks on one database may all look: a week warns once."""

import asyncio
import logging
from typing import Any

from sanic import Sanic

from desk.context import Desk
from desk.logs import trace_of
from desk.warnings.service import clear_notes, run

log = logging.getLogger("desk.warnings")

FIRST = 120.0  # seconds after the start, when the desk has come up
EVERY = 24 * 3600.0  # seconds


async def _look_daily(desk: Desk) -> None:
    await asyncio.sleep(FIRST)
    while True:
        try:
            for warning in await run(desk.database, now=desk.clock()):
                log.warning(
                    "rise warning=%s series=%s observed=%s", warning.id, warning.series, warning.observed
                )
            async with desk.database.write() as session:
                await clear_notes(session, now=desk.clock())
        except Exception as error:  # noqa: BLE001 - the outermost boundary: looking must not end silently
            log.error("looking for rises failed, again tomorrow: %s", trace_of(error))  # noqa: TRY400
        await asyncio.sleep(EVERY)


def install(app: Sanic[Any, Any]) -> None:
    """Start and stop it with the server."""

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.daily_look = asyncio.create_task(_look_daily(app.ctx.desk), name="early-warning")

    @app.before_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        app.ctx.daily_look.cancel()
