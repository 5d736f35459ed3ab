"""Fixtures of the audit room."""

import dataclasses
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from sanic import Sanic

from desk.audit.actions import AuditAction
from desk.audit.model import AuditEntry
from desk.audit.service import record_audit
from desk.clients import ApiClient, Scope, TokenRegistry
from desk.clients.registry import FirstOf
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock

ADMIN = {"Authorization": "Bearer admin-token"}

Write = Callable[..., Awaitable[AuditEntry]]


@pytest.fixture
def app(app: Sanic[Any, Any]) -> Sanic[Any, Any]:
    """The desk with an administrator beside the other clients."""
    admin = TokenRegistry({"admin-token": ApiClient("admin", frozenset({Scope.ADMIN}))})
    app.ctx.desk = dataclasses.replace(app.ctx.desk, clients=FirstOf(app.ctx.desk.clients, admin))
    return app


@pytest.fixture
def write(database: Database, vault: Vault, clock: FakeClock) -> Write:
    """Add an entry in a transaction of its own: `await write(subject="case:1", reason="…")`."""

    async def written(
        *,
        action: AuditAction = AuditAction.CASE_MOVE,
        actor: str = "officer:zhang",
        subject: str = "case:1",
        **more: Any,
    ) -> AuditEntry:
        async with database.write() as session:
            return await record_audit(
                session, vault, action=action, actor=actor, subject=subject, now=clock(), **more
            )

    return written
