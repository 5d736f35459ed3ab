"""Webhooks: other systems hear of changes of cases, signed, at least once, in order (Standard Webhooks)."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1/webhooks."""
    # Imported here: the model is part of the context's own imports, the API needs the context.
    from desk.webhooks.api import blueprint

    app.blueprint(blueprint)
