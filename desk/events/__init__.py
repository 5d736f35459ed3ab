"""What happened in conversations, for whoever watches: durable, numbered, with ids only."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1/events."""
    # Imported here: events are written by rooms that the context is made of, the API needs the context.
    from desk.events.api import blueprint

    app.blueprint(blueprint)
