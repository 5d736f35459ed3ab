"""What runs beside the requests: bus, turns, outbox; started and stopped with the server."""

import asyncio
import logging
from typing import Any

from sanic import Sanic
from sqlalchemy.exc import SQLAlchemyError

from desk.context import Desk
from desk.conversations.erasure import erase_expired

log = logging.getLogger("desk.housekeeping")


HOUSEKEEPING = 3600.0  # seconds between looks for conversations past their retention


async def _keep_house(desk: Desk) -> None:
    while True:
        try:
            while await erase_expired(desk.database, desk.vault, now=desk.clock()):
                pass
        except SQLAlchemyError as error:
            log.warning("housekeeping waits for the database: %s", type(error).__name__)
        await asyncio.sleep(HOUSEKEEPING)


def install(app: Sanic[Any, Any]) -> None:
    """Start and stop what runs beside the requests: bus, turns, outbox."""

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        await desk.bus.start()
        await desk.turns.start()
        desk.outbox.start()

        app.ctx.housekeeping = asyncio.create_task(_keep_house(desk), name="housekeeping")

    @app.before_server_stop
    async def hush(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        app.ctx.housekeeping.cancel()
        await desk.bus.close()  # open event streams end now instead of holding the server

    @app.after_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        await desk.outbox.stop()
        await desk.turns.stop()
        await desk.errands.close()
        await desk.brain.close()
        await desk.limiter.close()
        await desk.database.close()
