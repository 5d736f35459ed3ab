"""Hand-off: from the assistant to people and back. See docs/handoff.md."""

from functools import partial
from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1/conversations and beside it, and start the scheduled rules."""
    # Imported here: states and limits are part of the settings' own imports, the API needs the context.
    from desk.background import Recurring, attach
    from desk.context import Desk
    from desk.handoff import api, settings_api
    from desk.handoff.timers import EVERY, look_around

    async def look(desk: Desk) -> None:
        await look_around(desk.database, desk.handoff, desk.bus, now=desk.clock())

    app.blueprint(api.blueprint)
    app.blueprint(settings_api.blueprint)
    attach(app, lambda app: Recurring("handoff", partial(look, app.ctx.desk), every=EVERY, first=EVERY))
