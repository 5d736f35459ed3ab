"""Walking the chain from its first entry to its last."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, String, select, type_coerce
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.chain import GENESIS, Facts, entry_hash, reason_digest
from desk.audit.model import AuditEntry
from desk.audit.service import read_head
from desk.privacy.vault import SealBroken, Vault

BATCH = 1000  # entries held at a time

Head = tuple[int, str, "Fault"]  # number and hash of an entry, and what is wrong if it has another hash


class Fault(StrEnum):
    """How the log was tampered with."""

    MISSING = "an entry is missing"
    CUT_OFF = "entries at the end are missing"
    ALTERED = "the entry was altered, or its key is not among ours"
    UNLINKED = "the entry does not follow from the one before it"
    REASON = "the sealed reason is not the one that was given"
    HEAD = "the head does not name the last entry"
    ANCHOR = "the entry is not the one written down elsewhere"


@dataclass(frozen=True)
class Broken:
    """The first entry at which the chain does not hold."""

    seq: int
    fault: Fault


@dataclass(frozen=True)
class Intact:
    """The chain holds from 1 to `seq`, whose hash is `hash`."""

    seq: int
    hash: str


async def verify(
    session: AsyncSession, vault: Vault, *, anchor: tuple[int, str] | None = None, batch: int = BATCH
) -> Intact | Broken:
    """Check every entry. anchor: a head as it was written down elsewhere; without one nobody can tell a log that
    was cut back, head and all, from one that never was longer.

    The head is read first: entries added while we walk come after it and are checked as well.
    """
    heads = [(*await read_head(session), Fault.HEAD)] + ([] if anchor is None else [(*anchor, Fault.ANCHOR)])
    last = Intact(0, GENESIS)
    while True:
        try:
            entries = await _next(session, last.seq, batch)
        except ValueError:  # something stands in a column that never was written there by us
            if batch == 1:
                return Broken(last.seq + 1, Fault.ALTERED)
            batch = 1
            continue
        if not entries:
            break
        for entry in entries:
            if (fault := _fault(vault, entry, last, heads)) is not None:
                return Broken(last.seq + 1, fault)
            last = Intact(entry.seq, entry.hash)
    if last.seq < max(seq for seq, _, _ in heads):
        return Broken(last.seq + 1, Fault.CUT_OFF)
    if last.seq > 0 and (await read_head(session))[0] == 0:
        return Broken(last.seq, Fault.HEAD)  # the row of the head was deleted
    return last


async def _next(session: AsyncSession, after: int, batch: int) -> Sequence[Row[Any]]:
    """Rows, not objects: an altered action may be none of ours, and must be named instead of failing to load."""
    found = await session.execute(
        select(
            AuditEntry.seq,
            AuditEntry.at,
            AuditEntry.actor,
            type_coerce(AuditEntry.action, String).label("action"),
            AuditEntry.subject,
            AuditEntry.detail,
            AuditEntry.reason_sealed,
            AuditEntry.reason_digest,
            AuditEntry.previous_hash,
            AuditEntry.hash,
        )
        .where(AuditEntry.seq > after)
        .order_by(AuditEntry.seq)
        .limit(batch)
    )
    return found.all()


def _fault(vault: Vault, entry: Row[Any], last: Intact, heads: list[Head]) -> Fault | None:
    if entry.seq != last.seq + 1:
        return Fault.MISSING
    if entry.previous_hash != last.hash:
        return Fault.UNLINKED
    facts = Facts(
        entry.seq, entry.at, entry.actor, entry.action, entry.subject, entry.detail, entry.reason_digest
    )
    if entry_hash(vault, facts, last.hash) != entry.hash:
        return Fault.ALTERED
    for seq, known, fault in heads:
        if seq == entry.seq and known != entry.hash:
            return fault
    return None if _reason_holds(vault, entry) else Fault.REASON


def _reason_holds(vault: Vault, entry: Row[Any]) -> bool:
    if entry.reason_sealed is None or entry.reason_digest is None:
        return entry.reason_sealed is None and entry.reason_digest is None
    try:
        return bool(reason_digest(vault, vault.open(entry.reason_sealed)) == entry.reason_digest)
    except (SealBroken, UnicodeEncodeError):
        return False
