"""Call-backs: a person is called at a time they chose, because no agent could be had when they called."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1/callbacks."""
    # Imported here: the rules are part of the settings' own imports, the API needs the context.
    from desk.callbacks.api import blueprint

    app.blueprint(blueprint)
