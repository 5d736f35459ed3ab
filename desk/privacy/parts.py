"""Where personal data of a case lies beside the case: found by shape, so that a new room is not forgotten.

Every table with a column `case_id` and sealed columns is emptied with its case. What lies elsewhere has its own
way: see tests/desk/privacy/test_parts.py, which names a way for every sealed column there is.
"""

import datetime as dt
from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from desk.idempotency.model import IdempotencyKey
from desk.privacy.resealing import MARK
from desk.privacy.vault import Vault
from desk.store.base import Base
from desk.store.models import load_models

CASE = "case_id"
BLANK = "{}"  # what a sealed column says that may not be empty; rooms read an empty object or nothing there
# Rows of attachments go altogether. What is on its way about a case names ids only, and an errand whose body were
# emptied under it would stumble instead of seeing that the case is gone.
OWN_WAYS = frozenset({"attachments", "outbox"})


def parts_of_cases() -> Iterator[tuple[sa.Table, list[sa.Column[str]]]]:
    """Tables that belong to a case, and their sealed columns; also those of rooms that a command did not load."""
    load_models()
    for table in Base.metadata.sorted_tables:
        sealed = [column for column in table.columns if MARK in column.name]
        if CASE in table.columns and sealed and table.name not in OWN_WAYS:
            yield table, sealed


async def empty_parts(session: AsyncSession, vault: Vault, case_id: str) -> None:
    """Empty the sealed columns of everything that belongs to the case."""
    for table, sealed in parts_of_cases():
        blank = {column.name: None if column.nullable else vault.seal(BLANK) for column in sealed}
        await session.execute(sa.update(table).where(table.c[CASE] == case_id).values(blank))


async def drop_answers(session: AsyncSession, case_id: str, *, filed_at: dt.datetime) -> None:
    """Drop the kept answer to the filing of a case: it shows the case. The key stays, see KeySpent."""
    ours = sa.cast(IdempotencyKey.headers, sa.String).contains(case_id)
    await session.execute(
        sa.update(IdempotencyKey)
        .where(IdempotencyKey.created_at >= filed_at, IdempotencyKey.body_sealed.is_not(None), ours)
        .values(body_sealed=None)
    )
