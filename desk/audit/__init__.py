"""The audit log: who did what of consequence, append-only and chained, so that a change of the past shows."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Serve it under /api/v1/audit, and log its head once a day."""
    # Imported here: the model and the reaction are part of the context's own imports, the API needs the context.
    from desk.audit import anchor
    from desk.audit.api import blueprint

    app.blueprint(blueprint)
    anchor.install(app)
