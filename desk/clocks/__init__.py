"""Legal clocks: which run for a case, until when, and what is overdue."""

import asyncio
from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register the routes under /api/v1, and keep time while the server runs."""
    # Imported here: the model is part of the context's own imports, the API needs the context.
    from desk.clocks.api import blueprint
    from desk.clocks.timekeeping import keep_time
    from desk.context import Desk

    app.blueprint(blueprint)

    @app.before_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        desk: Desk = app.ctx.desk
        app.ctx.timekeeping = asyncio.create_task(
            keep_time(desk.database, desk.cases, desk.clock), name="timekeeping"
        )

    @app.before_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        app.ctx.timekeeping.cancel()
        await asyncio.gather(app.ctx.timekeeping, return_exceptions=True)
