"""Warnings listed, and what officers make of them, which stands in the audit log."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.chain import reason_digest
from desk.audit.service import record_audit
from desk.cases.changes import Actor
from desk.cases.model import Case
from desk.clock import legal_day
from desk.ids import is_uuid
from desk.privacy.vault import Vault
from desk.store.database import Database
from desk.warnings.errors import WarningNotFound
from desk.warnings.looking import SEPARATOR, keep, look
from desk.warnings.model import SeriesKind, Warning
from desk.warnings.schemas import WarningQuery
from desk.warnings.states import WarningEvent, step

WRITTEN_DOWN = {
    WarningEvent.ACKNOWLEDGE: AuditAction.WARNING_ACKNOWLEDGE,
    WarningEvent.DISMISS: AuditAction.WARNING_DISMISS,
}
NOTE_KEPT = dt.timedelta(days=730)  # since an officer's last word; a note may tell of people


async def run(database: Database, *, now: dt.datetime) -> list[Warning]:
    """Look at the seven days until yesterday and keep what is new. Reading takes no lock; writing is short."""
    yesterday = legal_day(now) - dt.timedelta(days=1)  # today is not over
    async with database.read() as session:
        found = await look(session, last_on=yesterday)
    if not found:
        return []
    async with database.write() as session:
        return await keep(session, found, now=now)


async def find_warning(session: AsyncSession, warning_id: str, *, lock: bool = False) -> Warning:
    """Raises WarningNotFound."""
    found = select(Warning).where(Warning.id == warning_id.lower()) if is_uuid(warning_id) else None
    warning = None if found is None else await session.scalar(found.with_for_update() if lock else found)
    if warning is None:
        raise WarningNotFound
    return warning


async def list_warnings(session: AsyncSession, query: WarningQuery) -> tuple[list[Warning], str | None]:
    """One page, newest first, and the cursor of the next one."""
    wanted = select(Warning).order_by(Warning.id.desc()).limit(query.limit + 1)
    if query.cursor is not None:
        wanted = wanted.where(Warning.id < query.cursor.lower())
    if query.state is not None:
        wanted = wanted.where(Warning.state == query.state)
    if query.series is not None:
        wanted = wanted.where(Warning.series == query.series)
    found = list(await session.scalars(wanted))
    page = found[: query.limit]
    return page, page[-1].id if len(found) > query.limit else None


async def handled_by(session: AsyncSession, agency_ids: Sequence[str], case_ids: Sequence[str]) -> list[str]:
    """Those of the cases that lie with one of the agencies, in their order."""
    found = await session.scalars(
        select(Case.id).where(Case.id.in_(case_ids), Case.agency_id.in_(agency_ids))
    )
    theirs = set(found)
    return [case_id for case_id in case_ids if case_id in theirs]


async def forget_business(session: AsyncSession, respondent_key: str) -> None:
    """Remove the warnings of a business whose name was a person's and is erased."""
    of_it = or_(
        Warning.key == respondent_key, Warning.key.startswith(respondent_key + SEPARATOR, autoescape=True)
    )
    named = (SeriesKind.BUSINESS, SeriesKind.BUSINESS_CATEGORY)
    await session.execute(delete(Warning).where(Warning.series.in_(named), of_it))


async def clear_notes(session: AsyncSession, *, now: dt.datetime) -> None:
    """Remove what officers wrote so long ago that nobody acts on it any more; their names and the counts stay."""
    old = Warning.note_sealed.is_not(None) & (Warning.acted_at < now - NOTE_KEPT)
    await session.execute(update(Warning).where(old).values(note_sealed=None))


async def act(
    session: AsyncSession,
    vault: Vault,
    warning_id: str,
    event: WarningEvent,
    *,
    actor: Actor,
    note: str | None,
    now: dt.datetime,
) -> Warning:
    """An officer's word on it; a note replaces the one before. Raises WarningNotFound, WarningClosed."""
    warning = await find_warning(session, warning_id, lock=True)
    warning.state = step(warning.state, event)
    warning.acted_by, warning.acted_at = str(actor), now
    if note is not None:
        warning.note_sealed = vault.seal(note)
    await session.flush()
    await record_audit(
        session,
        vault,
        action=WRITTEN_DOWN[event],
        actor=str(actor),
        subject=subject_of("warning", warning.id),
        detail=None if note is None else {"note_digest": reason_digest(vault, note)},
        now=now,
    )
    return warning
