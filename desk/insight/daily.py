"""The jobs beside the requests. Several desks on one database may do both: each round is safe to repeat."""

from functools import partial
from typing import Any

from sanic import Sanic

from desk.background import Recurring, attach
from desk.context import Desk
from desk.insight.grouping import group_questions
from desk.insight.keeping import keep_visits

EVERY = 60.0  # seconds between rounds of counting
HOURLY = 3600.0
FIRST = 90.0  # seconds after the start, when the first round of counting is over


async def _count(desk: Desk) -> None:
    await keep_visits(desk.database, desk.vault, now=desk.clock())


async def _group(desk: Desk) -> None:
    await group_questions(desk.database, desk.vault, now=desk.clock())


def install(app: Sanic[Any, Any]) -> None:
    """Start and stop them with the server."""
    attach(app, lambda app: Recurring("visits", partial(_count, app.ctx.desk), every=EVERY, first=5.0))
    attach(
        app,
        lambda app: Recurring("question-groups", partial(_group, app.ctx.desk), every=HOURLY, first=FIRST),
    )
