"""Adding to the outbox, inside the transaction whose consequence it is."""

import datetime as dt
import json
from typing import Any, cast

from sqlalchemy import CursorResult, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from desk.ids import new_id
from desk.outbox.model import OutboxItem
from desk.privacy.vault import Vault
from desk.store.database import Database

PENDING, DONE, DEAD = "pending", "done", "dead"
KEEP_DONE = dt.timedelta(days=30)  # how long it can be seen that something was sent
PURGE_BATCH = 500  # rows a transaction: nobody waits long behind it
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
    case_id: str | None = None,
    ordering_key: str | None = None,
) -> str | None:
    """Add one item; its id. None: an item of the same kind and key is already on its way and stays as it is.

    ordering_key: it waits until those added before it under the same key have ended (desk.outbox.worker). Whoever
    cares which of two comes first holds the lock of what the key names, as changes of a case do.
    """
    values: dict[str, Any] = {
        "id": new_id(),
        "kind": kind,
        "key": key,
        "ordering_key": ordering_key,
        "case_id": case_id,
        "conversation_id": conversation_id,
        "sealed_body": vault.seal(json.dumps(body, ensure_ascii=False)),
        "state": PENDING,
        "attempts": 0,
        "failures": 0,
        "next_try_at": now,
        "created_at": now,
    }
    if ordering_key is None:
        return await _insert(session, values)
    return await _insert_in_line(session, values)


async def _insert(session: AsyncSession, values: dict[str, Any]) -> str | None:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = dialect.insert(OutboxItem).values(**values)
    added = added.on_conflict_do_nothing(index_elements=["kind", "key"]).returning(OutboxItem.id)
    return cast("str | None", (await session.execute(added)).scalar_one_or_none())


async def _insert_in_line(session: AsyncSession, values: dict[str, Any]) -> str | None:
    """Behind the last one of its line.

    PostgreSQL holds back others who add to the line until this transaction has ended, so that nothing is ever
    committed before what stands before it. On SQLite there is one writer at a time anyway.
    """
    key = values["ordering_key"]
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(key, 0))))
    other = aliased(OutboxItem)
    last = select(func.coalesce(func.max(other.place), 0)).where(other.ordering_key == key)
    return await _insert(session, values | {"place": last.scalar_subquery() + 1})


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


async def purge_done(database: Database, *, now: dt.datetime) -> int:
    """Delete what has been done for KEEP_DONE; returns how many rows (at most PURGE_BATCH). Dead ones stay until
    somebody has seen to them."""
    old = (
        select(OutboxItem.id)
        .where(OutboxItem.finished_at < now - KEEP_DONE, OutboxItem.state == DONE)
        .order_by(OutboxItem.finished_at)
        .limit(PURGE_BATCH)
    )
    async with database.write() as session:
        gone = await session.execute(delete(OutboxItem).where(OutboxItem.id.in_(old)))
        return cast("CursorResult[Any]", gone).rowcount
