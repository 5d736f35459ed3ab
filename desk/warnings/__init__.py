"""Early warning: unusual rises by business, category or place, against their own history."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register the routes below /api/v1/warnings, and look once a day."""
    from desk.warnings import daily
    from desk.warnings.api import blueprint

    app.blueprint(blueprint)
    daily.install(app)
