"""Figures: what was received, decided and achieved, counted one way everywhere."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register the routes below /api/v1/figures."""
    from desk.figures.api import blueprint

    app.blueprint(blueprint)
