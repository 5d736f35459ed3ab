"""What runs beside the requests: bus, turns, outbox; started and stopped with the server."""

import asyncio
import logging
from typing import Any

from sanic import Sanic

from desk.context import Desk
from desk.logs import trace_of
from desk.outbox.service import purge_done
from desk.privacy.retention import keep_house

log = logging.getLogger("desk.housekeeping")


HOUSEKEEPING = 3600.0  # seconds between looks for what is past its retention


async def _keep_house(desk: Desk) -> None:
    while True:
        try:
            await keep_house(desk.database, desk.vault, desk.settings.retention, now=desk.clock())
            while await purge_done(desk.database, now=desk.clock()):
                pass
        except Exception as error:  # noqa: BLE001 - the outermost boundary: erasing must not end silently
            log.error("housekeeping failed, again in an hour: %s", trace_of(error))  # noqa: TRY400
        await asyncio.sleep(HOUSEKEEPING)


def install(app: Sanic[Any, Any]) -> None:
    """Start and stop what runs beside the requests: bus, turns, outbox."""

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        await desk.bus.start()
        await desk.turns.start()
        for worker in (desk.outbox, desk.photos, desk.notices, *desk.webhooks):
            worker.start()
        app.ctx.housekeeping = asyncio.create_task(_keep_house(desk), name="housekeeping")

    @app.before_server_stop
    async def hush(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        app.ctx.housekeeping.cancel()
        await desk.bus.close()  # open event streams end now instead of holding the server

    @app.after_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        workers = (desk.outbox, desk.photos, desk.notices, *desk.webhooks)
        await asyncio.gather(*(worker.stop() for worker in workers))
        await desk.sender.close()
        await desk.reader.close()
        await desk.turns.stop()
        await desk.errands.close()
        await desk.brain.close()
        await desk.limiter.close()
        await desk.database.close()
