"""Insight: how the assistant and the people behind it serve, in numbers, and what it could not answer."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Keep counting beside the requests."""
    from desk.insight.daily import install as install_jobs

    install_jobs(app)
