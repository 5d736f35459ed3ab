"""The daily look, beside the requests. Several desks on one database may all look: a week warns once."""

import logging
from functools import partial
from typing import Any

from sanic import Sanic

from desk.background import Recurring, attach
from desk.context import Desk
from desk.warnings.service import clear_notes, run

log = logging.getLogger("desk.warnings")

FIRST = 120.0  # seconds after the start, when the desk has come up
EVERY = 24 * 3600.0  # seconds


async def _look(desk: Desk) -> None:
    for warning in await run(desk.database, now=desk.clock()):
        log.warning("rise warning=%s series=%s observed=%s", warning.id, warning.series, warning.observed)
    async with desk.database.write() as session:
        await clear_notes(session, now=desk.clock())


def install(app: Sanic[Any, Any]) -> None:
    """Start and stop it with the server."""
    attach(
        app,
        lambda app: Recurring("early-warning", partial(_look, app.ctx.desk), every=EVERY, first=FIRST),
    )
