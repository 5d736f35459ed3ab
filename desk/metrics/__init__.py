"""Metrics for Prometheus: what happens in this desk, counted without anything that points at a person."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Count requests, serve GET /metrics."""
    from desk.metrics import api, requests  # here: both need the context

    requests.install(app)
    api.install(app)
