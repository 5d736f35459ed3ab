"""Claiming a key, keeping the answer, giving it again."""

import datetime as dt
import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.idempotency.errors import KeyInFlight, KeyInvalid, KeyMissing, KeyReused, KeySpent
from desk.idempotency.model import IdempotencyKey
from desk.ids import is_uuid, new_id
from desk.privacy.vault import Vault

PURPOSE = "idempotency"  # of the digest
WAIT = "3s"  # how long a twin request waits for the first one on PostgreSQL before it is told 409
LOCK_NOT_AVAILABLE = "55P03"  # PostgreSQL's SQLSTATE when that wait is over


@dataclass(frozen=True)
class Answer:
    """What a request was answered. `body` is the JSON text, byte for byte."""

    status: int
    headers: dict[str, str]
    body: str


def parse_key(header: str | None) -> str:
    """The key of an Idempotency-Key header, with or without the quotes of the header's standard.

    Raises KeyMissing, or KeyInvalid if it is no UUID.
    """
    key = (header or "").strip().removeprefix('"').removesuffix('"')
    if not key:
        raise KeyMissing
    if not is_uuid(key):
        raise KeyInvalid
    return key.lower()


def body_digest(vault: Vault, operation: str, body: Any) -> str:
    """A keyed digest of a JSON body; the order of its members does not matter."""
    canonical = json.dumps(body, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return vault.digest(PURPOSE, f"{operation}\n{canonical}")


@dataclass(frozen=True)
class Claim:
    """A key that is ours within this transaction, or the answer it already had."""

    row: IdempotencyKey
    vault: Vault

    @property
    def answer(self) -> Answer | None:
        """The first answer if the key was used before; None if the work is still to be done.

        Raises KeySpent when it was answered and the answer is not kept any more (desk.privacy.retention).
        """
        if self.row.status is None:
            return None
        if self.row.body_sealed is None:
            location = (self.row.headers or {}).get("Location")
            raise KeySpent(headers={"Location": location} if location else {})
        return Answer(self.row.status, self.row.headers or {}, self.vault.open(self.row.body_sealed))

    def keep(self, answer: Answer) -> None:
        """Store the answer with the work, to be committed together."""
        self.row.status, self.row.headers = answer.status, answer.headers
        self.row.body_sealed = self.vault.seal(answer.body)


async def claim(
    session: AsyncSession, vault: Vault, *, client: str, key: str, digest: str, now: dt.datetime
) -> Claim:
    """Insert the key, or find it. The unique index decides the race, not a look-up.

    Of two twins at once, PostgreSQL lets the second insert wait until the first transaction ends: committed,
    the second finds its answer; rolled back, the second does the work. On SQLite the second waits already
    to begin. Raises KeyReused for another body, KeyInFlight when the first takes too long.
    """
    mine = await _insert(session, client=client, key=key, digest=digest, now=now)
    found = select(IdempotencyKey).where(IdempotencyKey.client == client, IdempotencyKey.key == key)
    row = await session.scalar(found)
    if row is None or (not mine and row.status is None):
        raise KeyInFlight(headers={"Retry-After": "1"})
    if row.digest != digest:
        raise KeyReused
    return Claim(row, vault)


async def _insert(session: AsyncSession, *, client: str, key: str, digest: str, now: dt.datetime) -> bool:
    """Whether the row was new. ON CONFLICT DO NOTHING keeps the transaction usable either way."""
    values = {"id": new_id(), "client": client, "key": key, "digest": digest, "created_at": now}
    if session.get_bind().dialect.name == "sqlite":
        twin = sqlite.insert(IdempotencyKey).values(values).on_conflict_do_nothing()
        return await session.scalar(twin.returning(IdempotencyKey.id)) is not None
    await session.execute(text(f"SET LOCAL lock_timeout = '{WAIT}'"))
    insert = postgresql.insert(IdempotencyKey).values(values).on_conflict_do_nothing()
    try:
        inserted = await session.scalar(insert.returning(IdempotencyKey.id))
    except OperationalError as error:
        if getattr(error.orig, "sqlstate", None) == LOCK_NOT_AVAILABLE:
            raise KeyInFlight(headers={"Retry-After": "1"}) from error
        raise
    await session.execute(text("SET LOCAL lock_timeout TO DEFAULT"))
    return inserted is not None
