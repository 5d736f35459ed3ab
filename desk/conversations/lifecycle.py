"""What runs beside the requests: bus, turns, outbox; started and stopped with the server."""

import asyncio
from collections.abc import Sequence
from functools import partial
from typing import Any, Protocol

from sanic import Sanic

from desk.background import Recurring, attach
from desk.channels.passive import forget_old
from desk.context import Desk
from desk.outbox.service import purge_done
from desk.privacy.retention import keep_house

HOUSEKEEPING = 3600.0  # seconds between looks for what is past its retention


async def _keep_house(desk: Desk) -> None:
    await keep_house(desk.database, desk.vault, desk.settings.retention, now=desk.clock())
    while await purge_done(desk.database, now=desk.clock()):
        pass
    async with desk.database.write() as session:
        await forget_old(session, now=desk.clock())


class Worker(Protocol):
    def start(self) -> None: ...

    async def stop(self) -> None: ...


def _workers(desk: Desk) -> Sequence[Worker]:
    return (
        desk.numberer,
        desk.outbox,
        desk.photos,
        desk.notices,
        desk.texts,
        *desk.webhooks,
        *desk.deliveries,
    )


def install(app: Sanic[Any, Any]) -> None:
    """Start and stop what runs beside the requests: bus, turns, outbox."""

    attach(app, lambda app: Recurring("housekeeping", partial(_keep_house, app.ctx.desk), every=HOUSEKEEPING))

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        await desk.bus.start()
        await desk.turns.start()
        for worker in _workers(desk):
            worker.start()

    @app.before_server_stop
    async def hush(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        await desk.bus.close()  # open event streams end now instead of holding the server

    @app.after_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        await asyncio.gather(*(worker.stop() for worker in _workers(desk)))
        await desk.channels.close()
        await desk.presence.close()
        await desk.sender.close()
        await desk.sms.close()
        await desk.reader.close()
        await desk.turns.stop()
        await desk.errands.close()
        await desk.brain.close()
        await desk.limiter.close()
        await desk.database.close()
