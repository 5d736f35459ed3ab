"""What became of each case of a bulk assignment, from the form to the list that it leads to.

The answer is kept as the answers of other forms are (desk.idempotency), sealed, under a key of its own that stands in the
address: any desk can show it, and only to whoever gave the cases.
"""

import datetime as dt
import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.assignments.service import Bulk
from desk.idempotency.model import IdempotencyKey
from desk.idempotency.service import Answer, body_digest, claim
from desk.ids import is_uuid, new_id
from desk.privacy.vault import Vault

TOLD = "told"  # in the address
NEWS_FOR = dt.timedelta(minutes=10)  # a link kept longer shows the list alone
OPERATION = "what became of a bulk assignment"


@dataclass(frozen=True)
class One:
    """changed: False when it was so already; refusal: why not, in words, None when done."""

    case_no: str
    changed: bool
    refusal: str | None


@dataclass(frozen=True)
class Given:
    """kept: whether anything was written."""

    results: Sequence[One]
    kept: bool

    @property
    def done(self) -> int:
        return sum(one.changed for one in self.results)

    @property
    def refused(self) -> int:
        return sum(one.refusal is not None for one in self.results)


def _owner(staff_id: str) -> str:
    return f"told:{staff_id}"


async def keep_given(
    session: AsyncSession, vault: Vault, staff_id: str, bulk: Bulk, *, now: dt.datetime
) -> str:
    """The key under which the list shows it."""
    results = [
        [one.case_no, one.changed, None if one.refusal is None else one.refusal.detail]
        for one in bulk.results
    ]
    key = new_id()
    digest = body_digest(vault, OPERATION, key)
    mine = await claim(session, vault, client=_owner(staff_id), key=key, digest=digest, now=now)
    mine.keep(Answer(200, {}, json.dumps({"kept": bulk.kept, "results": results})))
    return key


async def given_before(
    session: AsyncSession, vault: Vault, staff_id: str, key: str | None, *, now: dt.datetime
) -> Given | None:
    """What this member of staff gave a moment ago; None for everything else."""
    if key is None or not is_uuid(key):
        return None
    wanted = select(IdempotencyKey).filter_by(client=_owner(staff_id), key=key.lower())
    row = await session.scalar(wanted.where(IdempotencyKey.created_at > now - NEWS_FOR))
    if row is None or row.body_sealed is None:
        return None
    told = json.loads(vault.open(row.body_sealed))
    return Given([One(*one) for one in told["results"]], told["kept"])
