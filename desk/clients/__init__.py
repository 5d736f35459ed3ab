"""API clients: programs that call /api/v1, what each may do, and the guard that asks."""

from desk.clients.registry import ApiClient, ClientRegistry, Scope, TokenRegistry

__all__ = ["ApiClient", "ClientRegistry", "Scope", "TokenRegistry"]
