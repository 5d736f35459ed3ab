"""What could not be sent: seen and tried again by people. The content stays sealed and is never shown."""

import datetime as dt
import json
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.ids import is_uuid
from desk.outbox.accounting import account
from desk.outbox.errors import ItemNotFound, NotDead, NothingLeft
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, PENDING
from desk.privacy.vault import Vault


class Letter(BaseModel):
    """One item of the outbox, without its content."""

    model_config = ConfigDict(extra="forbid", frozen=True, from_attributes=True)

    id: str
    kind: str
    state: Literal["pending", "done", "dead"]
    attempts: int
    error_code: str | None
    case_id: str | None
    conversation_id: str | None
    created_at: dt.datetime
    next_try_at: dt.datetime
    finished_at: dt.datetime | None


class LetterPage(BaseModel):
    """Oldest first: what has waited longest is seen to first."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: list[Letter]
    next_cursor: str | None


class LetterQuery(BaseModel):
    """What to list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    state: Literal["pending", "done", "dead"] = "dead"
    kind: Annotated[str, Field(max_length=40)] | None = None
    cursor: Annotated[str, Field(pattern=r"^[0-9a-fA-F-]{36}$")] | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 20


async def list_letters(session: AsyncSession, query: LetterQuery) -> LetterPage:
    """One page and the cursor of the next one: the id of the last item shown."""
    wanted = select(OutboxItem).where(OutboxItem.state == query.state)
    if query.kind is not None:
        wanted = wanted.where(OutboxItem.kind == query.kind)
    if query.cursor is not None:
        wanted = wanted.where(OutboxItem.id > query.cursor.lower())
    found = (await session.scalars(wanted.order_by(OutboxItem.id).limit(query.limit + 1))).all()
    page = [Letter.model_validate(item) for item in found[: query.limit]]
    return LetterPage(items=page, next_cursor=page[-1].id if len(found) > query.limit else None)


async def find_letter(session: AsyncSession, item_id: str) -> Letter:
    """Raises ItemNotFound."""
    return Letter.model_validate(await _find(session, item_id))


async def _find(session: AsyncSession, item_id: str, *, lock: bool = False) -> OutboxItem:
    if not is_uuid(item_id):
        raise ItemNotFound
    item = await session.get(OutboxItem, item_id.lower(), with_for_update=lock or None)
    if item is None:
        raise ItemNotFound
    return item


async def retry(session: AsyncSession, vault: Vault, item_id: str, *, actor: str, now: dt.datetime) -> Letter:
    """Have a dead item tried again, as if it were new but under its old id: a receiver that did get it knows it.

    It is due at once and takes its old place in its line; what came after it and has been sent stays sent.
    Raises ItemNotFound, NotDead, NothingLeft.
    """
    item = await _find(session, item_id, lock=True)
    if item.state != DEAD:
        raise NotDead(extra={"item": item.id, "state": item.state})
    if not json.loads(vault.open(item.sealed_body)):
        raise NothingLeft(extra={"item": item.id})
    detail = {"kind": item.kind, "error_code": item.error_code, "attempts": item.attempts}
    await account(session, action="outbox.retry", actor=actor, subject=item.id, detail=detail, now=now)
    item.state, item.attempts, item.failures = PENDING, 0, 0
    item.next_try_at, item.finished_at, item.error_code = now, None, None
    await session.flush()
    return Letter.model_validate(item)
