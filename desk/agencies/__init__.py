"""Agencies: who decides which matter where, how a case comes to them, and how it is sent on."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1/agencies, and fill an untouched register with the samples when the server starts.

    At start and not in a migration: migrations are about tables, and the samples are the operator's to replace before
    the first start.
    """
    # Imported here: the model is part of the context's own imports, the API needs the context.
    from desk.agencies.api import blueprint
    from desk.agencies.importing import seed_at_start

    app.blueprint(blueprint)

    @app.before_server_start
    async def seed(app: Sanic[Any, Any]) -> None:
        desk = app.ctx.desk
        await seed_at_start(desk.database, services=app.ctx.services, now=desk.clock())
