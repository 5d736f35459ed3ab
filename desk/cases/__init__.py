"""Cases: complaints and reports, filed once, numbered, counted in legal days, shown without personal data."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1."""
    # Imported here: the model is part of the context's own imports, the API needs the context.
    from desk.cases import api, changes_api
    from desk.cases.services import load_services

    app.ctx.services = load_services()
    app.blueprint(api.blueprint)
    app.blueprint(changes_api.blueprint)
