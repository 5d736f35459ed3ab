"""Registering the web chat with the desk's application."""

from typing import Any

from sanic import Blueprint, Sanic

from connectors.webchat import attachments, cases, events, feedback, messages, pages, sessions, typing
from connectors.webchat.built import DIST
from desk.context import Desk
from desk.web.built import read_built


def install(app: Sanic[Any, Any]) -> None:
    """The page at /, its files and its API under /webchat."""
    desk: Desk = app.ctx.desk
    app.ctx.webchat_sessions = sessions.KnownSessions(desk.database)
    api = Blueprint("webchat", url_prefix="/webchat/api")
    for room in (sessions, messages, typing, feedback, attachments, events, cases):
        room.install(api)
    app.blueprint(api)
    pages.install(app, read_built(DIST), framed_by=desk.settings.widget_origins)
