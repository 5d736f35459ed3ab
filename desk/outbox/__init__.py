"""What must happen outside after a commit: written with it, carried out later, as often as it takes."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1/outbox."""
    # Imported here: the model is part of the context's own imports, the API needs the context.
    from desk.outbox.api import blueprint

    app.blueprint(blueprint)
