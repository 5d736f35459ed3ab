"""Adding to the outbox, inside the transaction whose consequence it is."""

import datetime as dt
import json
from typing import Any

from sqlalchemy import insert
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.ids import new_id
from desk.outbox.model import OutboxItem
from desk.privacy.vault import Vault

PENDING, DONE, DEAD = "pending", "done", "dead"


async def enqueue(
    session: AsyncSession,
    vault: Vault,
    *,
    kind: str,
    key: str,
    body: dict[str, Any],
    conversation_id: str | None,
    now: dt.datetime,
) -> None:
    """Add one item; an item of the same kind and key is already on its way and stays as it is."""
    values = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "conversation_id": conversation_id,
        "sealed_body": vault.seal(json.dumps(body, ensure_ascii=False)),
        "state": PENDING,
        "attempts": 0,
        "next_try_at": now,
        "created_at": now,
    }
    dialect: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}.get(
        session.get_bind().dialect.name, insert
    )
    await session.execute(dialect(OutboxItem).values(**values).on_conflict_do_nothing())
