"""Reconciliation first (ODR): a complaint is offered to its enterprise before the authority decides on it."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register the routes of both sides. When the ten working days are over: desk.clocks.timekeeping."""
    # Imported here: the reactions are part of the context's own imports, the API needs the context.
    from desk.reconciliation import consumer_api, enterprise_api

    app.blueprint(consumer_api.blueprint)
    app.blueprint(enterprise_api.blueprint)
