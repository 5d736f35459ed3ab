"""Knowledge written in the console: drafts, approval by another person, versions, and the API that serves them."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Serve /api/v1/knowledge."""
    from desk.knowledge.api import blueprint

    app.blueprint(blueprint)
