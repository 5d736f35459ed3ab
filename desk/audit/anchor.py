"""The head of the audit log, logged once a day: logs are kept elsewhere than the database, so that whoever cuts the
log back would have to change them too."""

import logging
from functools import partial
from typing import Any

from sanic import Sanic

from desk.audit.service import read_head
from desk.background import Recurring, attach
from desk.context import Desk

log = logging.getLogger("desk.audit")

DAY = 86_400.0  # seconds


async def log_head(desk: Desk) -> None:
    """One line that `python -m desk.audit verify --anchor` takes."""
    async with desk.database.read() as session:
        seq, digest = await read_head(session)
    log.info("audit anchor %s:%s", seq, digest)


def install(app: Sanic[Any, Any]) -> None:
    """Begin with the server: a restart logs the head as well."""
    attach(app, lambda app: Recurring("audit-anchor", partial(log_head, app.ctx.desk), every=DAY))
