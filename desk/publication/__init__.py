"""Publication (公示): what is shown of complaints, with consent and without personal data, as open data."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register the officers' routes below /api/v1 and the public ones below /open-data."""
    from desk.publication.api import blueprint
    from desk.publication.open_data import blueprint as public

    app.blueprint(blueprint)
    app.blueprint(public)
