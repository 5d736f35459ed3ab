"""Legal clocks: which run for a case, until when, and what is overdue."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register the routes under /api/v1, and keep time while the server runs."""
    # Imported here: the model is part of the context's own imports, the API needs the context.
    from desk.background import attach
    from desk.clocks.api import blueprint
    from desk.clocks.timekeeping import timekeeper

    app.blueprint(blueprint)
    attach(app, timekeeper)
