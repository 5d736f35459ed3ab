"""The head of the audit log, logged once a day: logs are kept elsewhere than the database, so that whoever cuts the
log back would have to change them too."""

import asyncio
import logging
from typing import Any

from sanic import Sanic
from sqlalchemy.exc import SQLAlchemyError

from desk.audit.service import read_head
from desk.context import Desk
from desk.logs import trace_of

log = logging.getLogger("desk.audit")

DAY = 86_400.0  # seconds
AGAIN = 60.0  # seconds, when the database did not answer


async def log_head(desk: Desk) -> None:
    """One line that `python -m desk.audit verify --anchor` takes."""
    async with desk.database.read() as session:
        seq, digest = await read_head(session)
    log.info("audit anchor %s:%s", seq, digest)


async def _daily(desk: Desk) -> None:
    while True:
        try:
            await log_head(desk)
        except SQLAlchemyError as error:
            log.error("audit anchor not logged: %s", trace_of(error))  # noqa: TRY400
            await asyncio.sleep(AGAIN)
            continue
        await asyncio.sleep(DAY)


def install(app: Sanic[Any, Any]) -> None:
    """Begin with the server: a restart logs the head as well."""

    @app.after_server_start
    async def start(app: Sanic[Any, Any]) -> None:
        app.ctx.audit_anchor = asyncio.create_task(_daily(app.ctx.desk), name="audit-anchor")

    @app.before_server_stop
    async def stop(app: Sanic[Any, Any]) -> None:
        app.ctx.audit_anchor.cancel()
        await asyncio.gather(app.ctx.audit_anchor, return_exceptions=True)
