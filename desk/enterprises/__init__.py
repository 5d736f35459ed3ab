"""Enterprises enrolled to answer complaints before the authority does (令121号 第六条: 在线消费争议解决)."""

from typing import Any

from sanic import Sanic


def install(app: Sanic[Any, Any]) -> None:
    """Register /api/v1/enterprises."""
    # Imported here: the names are part of the context's own imports, the API needs the context.
    from desk.enterprises.api import blueprint

    app.blueprint(blueprint)
