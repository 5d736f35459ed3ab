"""Documents handed to the parties, written from the state of a case."""

import asyncio
from typing import Any

from sanic import Sanic

AT_ONCE = 2  # renderings beside the event loop


def install(app: Sanic[Any, Any]) -> None:
    """Register the routes under /api/v1."""
    # Imported here: the state table names documents, so this room is part of the context's own imports.
    from desk.documents.api import blueprint

    app.ctx.document_slots = asyncio.Semaphore(AT_ONCE)
    app.blueprint(blueprint)
