"""What runs beside the requests: bus, turns, outbox; started and stopped with the server."""

from typing import Any

from sanic import Sanic

from desk.context import Desk


def install(app: Sanic[Any, Any]) -> None:
    """Start and stop what runs beside the requests: bus, turns, outbox."""

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        await desk.bus.start()
        await desk.turns.start()
        desk.outbox.start()

    @app.before_server_stop
    async def hush(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
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
