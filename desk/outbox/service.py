"""Adding to the outbox, inside the transaction whose consequence it is."""

import datetime as dt
import json
from typing import Any, cast

from sqlalchemy import CursorResult, insert, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.ids import new_id
from desk.outbox.model import OutboxItem
from desk.privacy.vault import Vault

PENDING, DONE, DEAD = "pending", "done", "dead"
WITHDRAWN = "withdrawn"  # error code of an item that is done because nobody wants it any more


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
        "failures": 0,
        "next_try_at": now,
        "created_at": now,
    }
    dialect: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}.get(
        session.get_bind().dialect.name, insert
    )
    await session.execute(dialect(OutboxItem).values(**values).on_conflict_do_nothing())


def blank(vault: Vault) -> str:
    """What stands in the place of a body that is no longer needed."""
    return vault.seal("{}")


async def withdraw(
    session: AsyncSession, vault: Vault, *, kind: str, conversation_id: str, now: dt.datetime
) -> int:
    """Take back what is still pending of this kind, text and all; returns how many items."""
    done = await session.execute(
        update(OutboxItem)
        .where(
            OutboxItem.kind == kind,
            OutboxItem.conversation_id == conversation_id,
            OutboxItem.state == PENDING,
        )
        .values(state=DONE, error_code=WITHDRAWN, finished_at=now, sealed_body=blank(vault))
    )
    return cast("CursorResult[Any]", done).rowcount


async def blank_dead(session: AsyncSession, vault: Vault, *, conversation_id: str) -> None:
    """Empty what was refused for good and kept for staff to look at."""
    await session.execute(
        update(OutboxItem)
        .where(OutboxItem.conversation_id == conversation_id, OutboxItem.state == DEAD)
        .values(sealed_body=blank(vault))
    )
