"""Registering the web chat with the desk's application."""

from pathlib import Path
from typing import Any

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.response import file

from connectors.webchat import attachments, events, messages, sessions

STATIC = Path(__file__).parent / "static"
PAGE_CACHE = "no-cache"  # the page is small and must be current after an upgrade


def install(app: Sanic[Any, Any]) -> None:
    """The page at /, its files under /static/webchat, the API under /webchat/api."""
    api = Blueprint("webchat", url_prefix="/webchat/api")
    for room in (sessions, messages, attachments, events):
        room.install(api)
    app.blueprint(api)
    app.static("/static/webchat", STATIC, name="webchat_static")

    @app.get("/")
    async def page(_request: Request) -> HTTPResponse:
        return await file(STATIC / "index.html", no_store=False, headers={"Cache-Control": PAGE_CACHE})
