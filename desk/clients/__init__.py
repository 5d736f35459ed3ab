"""API clients: programs that call /api/v1, what each may do, and the guard that asks."""

from typing import Any

from sanic import Sanic

from desk.clients.registry import ApiClient, ClientRegistry, Scope, TokenRegistry

__all__ = ["ApiClient", "ClientRegistry", "Scope", "TokenRegistry", "install"]


def install(app: Sanic[Any, Any]) -> None:
    """Serve /api/v1/clients, and tell every client how much it may still ask."""
    # Imported here: the registry is part of the context's own imports, the API needs the context.
    from desk.clients.api import blueprint
    from desk.clients.guard import install_rate_headers

    app.blueprint(blueprint)
    install_rate_headers(app)
