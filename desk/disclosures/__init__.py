"""People in clear, one case at a time, for a reason that is written down."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Serve POST /api/v1/cases/{reference}/disclosures."""
    from desk.disclosures.api import blueprint  # here: the API needs the context

    app.blueprint(blueprint)
