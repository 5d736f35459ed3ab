"""Adding to the audit log and reading it. The caller opens the transaction; nothing here commits."""

import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.audit.chain import GENESIS, Facts, entry_hash, reason_digest
from desk.audit.model import AuditEntry, AuditHead
from desk.audit.schemas import AuditQuery
from desk.privacy.vault import Vault
from desk.store.database import at_end

HEAD = 1  # id of the one row


async def record_audit(
    session: AsyncSession,
    vault: Vault,
    *,
    action: AuditAction,
    actor: str,
    subject: str,
    detail: dict[str, Any] | None = None,
    reason: str | None = None,
    now: dt.datetime,
) -> AuditEntry:
    """Add an entry in the caller's transaction: what is not written down is not done either.

    Call it last: everybody who writes an entry waits until this transaction ends. Where more may follow, use
    audit_at_end. actor and subject see the model; detail holds no personal data and no floats; the reason may be
    anything people write and is sealed.
    """
    head = await _locked_head(session)
    facts = Facts(
        seq=head.seq + 1,
        at=now,
        actor=actor,
        action=action.value,
        subject=subject,
        detail=detail or None,
        reason_digest=None if reason is None else reason_digest(vault, reason),
    )
    entry = AuditEntry(
        seq=facts.seq,
        at=now,
        actor=actor,
        action=action,
        subject=subject,
        detail=facts.detail,
        reason_sealed=None if reason is None else vault.seal(reason),
        reason_digest=facts.reason_digest,
        previous_hash=head.hash,
        hash=entry_hash(vault, facts, head.hash),
    )
    session.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
    await session.flush()
    return entry


def audit_at_end(
    session: AsyncSession,
    vault: Vault,
    *,
    action: AuditAction,
    actor: str,
    subject: str,
    detail: dict[str, Any] | None = None,
    now: dt.datetime,
) -> None:
    """The same as the last thing of this `write()` transaction. Not from within a savepoint: that it is rolled back
    would go unnoticed."""

    async def add(session: AsyncSession) -> None:
        await record_audit(
            session, vault, action=action, actor=actor, subject=subject, detail=detail, now=now
        )

    at_end(session, add)


async def _locked_head(session: AsyncSession) -> AuditHead:
    """The head, held until the transaction ends. On SQLite the transaction itself is the lock."""
    wanted = (
        select(AuditHead)
        .where(AuditHead.id == HEAD)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    head = await session.scalar(wanted)
    if head is None:  # the first entry ever; of two at once, the second waits here for the first
        dialect: Any = {"postgresql": postgresql.insert, "sqlite": sqlite.insert}.get(
            session.get_bind().dialect.name, insert
        )
        first = dialect(AuditHead).values(id=HEAD, seq=0, hash=GENESIS)
        await session.execute(first.on_conflict_do_nothing())
        head = (await session.scalars(wanted)).one()
    return head


async def read_head(session: AsyncSession) -> tuple[int, str]:
    """Number and hash of the last entry; (0, GENESIS) before the first."""
    found = await session.execute(select(AuditHead.seq, AuditHead.hash).where(AuditHead.id == HEAD))
    head = found.one_or_none()
    return (0, GENESIS) if head is None else (head.seq, head.hash)


async def list_entries(
    session: AsyncSession, query: AuditQuery, *, actors: Collection[str] | None = None
) -> tuple[Sequence[AuditEntry], int | None]:
    """One page, newest first, and the cursor of the next one: the number of the last entry shown.

    actors: what these did and nothing else, whatever the query asks for; None: no such bound."""
    wanted = select(AuditEntry).order_by(AuditEntry.seq.desc()).limit(query.limit + 1)
    if query.cursor is not None:
        wanted = wanted.where(AuditEntry.seq < query.cursor)
    if query.action is not None:
        wanted = wanted.where(AuditEntry.action == query.action)
    if query.subject is not None:
        wanted = wanted.where(AuditEntry.subject == query.subject)
    if query.actor is not None:
        wanted = wanted.where(AuditEntry.actor == query.actor)
    if query.since is not None:
        wanted = wanted.where(AuditEntry.at >= query.since)
    if query.until is not None:
        wanted = wanted.where(AuditEntry.at < query.until)
    if actors is not None:
        wanted = wanted.where(AuditEntry.actor.in_(actors))
    found = (await session.scalars(wanted)).all()
    page = found[: query.limit]
    return page, page[-1].seq if len(found) > query.limit else None
