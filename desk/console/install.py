"""Registering the console with the desk's application."""

import logging
from functools import partial
from typing import Any

from sanic import Blueprint, Sanic

from desk.background import Recurring, attach
from desk.console import account, home, oidc, serving
from desk.console.areas import NAMED
from desk.console.audit.pages import blueprint as audit
from desk.console.cases.pages import blueprint as cases
from desk.console.inbox import blueprint as inbox
from desk.console.insight.behind_pages import blueprint as insight_behind
from desk.console.insight.pages import blueprint as insight
from desk.console.insight.warnings import blueprint as insight_warnings
from desk.console.people.pages import blueprint as people
from desk.console.profile.pages import blueprint as profile
from desk.console.rendering import Shell
from desk.console.review.pages import blueprint as review
from desk.context import Desk
from desk.staff.oidc.provider import Provider
from desk.staff.sessions import purge_sessions
from desk.staff.throttles import purge_throttles

log = logging.getLogger("desk.console")

HOUSEKEEPING = 3600.0  # seconds
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})

# The areas' pages. Each area adds its blueprint here, and nothing else: navigation.py shows what is served.
AREAS: tuple[Blueprint, ...] = (
    inbox,
    cases,
    insight,
    insight_warnings,
    insight_behind,
    people,
    audit,
    review,
)


async def _keep_house(desk: Desk) -> None:
    """Sessions that are over and failures that count no more."""
    now = desk.clock()
    async with desk.database.write() as session:
        await purge_sessions(session, desk.settings.staff, now=now)
        await purge_throttles(session, now=now)


def install(app: Sanic[Any, Any]) -> None:
    """The shell, then the areas, then a page for every address that is none."""
    desk: Desk = app.ctx.desk
    if desk.settings.host not in LOOPBACK and not desk.settings.staff.https:
        log.warning(
            "the desk is reached from other machines, but XIAOBAO_CONSOLE_HTTPS is off: put a reverse proxy with "
            "TLS in front and set it, so that the cookies of staff never travel in clear"
        )
    terms = desk.settings.staff
    app.ctx.oidc = None if terms.oidc is None else Provider(terms.oidc)
    app.ctx.console = Shell(frozenset(area.name.removeprefix(NAMED) for area in AREAS), serving.read_assets())
    for blueprint in (serving.blueprint, account.blueprint, profile, oidc.blueprint, *AREAS, home.blueprint):
        app.blueprint(blueprint)
    attach(app, lambda app: Recurring("staff", partial(_keep_house, app.ctx.desk), every=HOUSEKEEPING))
