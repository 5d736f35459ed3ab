"""Reading reconciliations. Nothing here writes."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.model import Case
from desk.clocks.model import CaseClock
from desk.enterprises.model import Enterprise
from desk.reconciliation.errors import ReconciliationNotFound
from desk.reconciliation.model import Reconciliation, ReconciliationMessage
from desk.reconciliation.schemas import ReconciliationQuery


@dataclass(frozen=True)
class Dossier:
    """A reconciliation with what stands around it."""

    current: Reconciliation
    enterprise: Enterprise
    case: Case
    clock: CaseClock


def _dossiers() -> Select[Reconciliation, Enterprise, Case, CaseClock]:
    return (
        select(Reconciliation, Enterprise, Case, CaseClock)
        .join(Enterprise, Enterprise.id == Reconciliation.enterprise_id)
        .join(Case, Case.id == Reconciliation.case_id)
        .join(CaseClock, CaseClock.id == Reconciliation.clock_id)
    )


async def _one(session: AsyncSession, wanted: Select[Reconciliation, Enterprise, Case, CaseClock]) -> Dossier:
    row = (await session.execute(wanted.limit(1))).one_or_none()
    if row is None:
        raise ReconciliationNotFound
    return Dossier(*row)


async def of_enterprise(session: AsyncSession, reconciliation_id: str, *, enterprise_id: str) -> Dossier:
    """Raises ReconciliationNotFound, also for another enterprise's."""
    return await _one(
        session,
        _dossiers().where(
            Reconciliation.id == reconciliation_id.lower(), Reconciliation.enterprise_id == enterprise_id
        ),
    )


async def newest_of_case(session: AsyncSession, case_id: str) -> Dossier:
    """Raises ReconciliationNotFound if the case was never offered."""
    wanted = _dossiers().where(Reconciliation.case_id == case_id).order_by(Reconciliation.id.desc())
    return await _one(session, wanted)


async def list_of_enterprise(
    session: AsyncSession, query: ReconciliationQuery, *, enterprise_id: str
) -> tuple[list[Dossier], str | None]:
    """One page of its own, newest first, and the cursor of the next one."""
    wanted = (
        _dossiers()
        .where(Reconciliation.enterprise_id == enterprise_id)
        .order_by(Reconciliation.id.desc())
        .limit(query.limit + 1)
    )
    if query.cursor is not None:
        wanted = wanted.where(Reconciliation.id < query.cursor.lower())
    if query.state is not None:
        wanted = wanted.where(Reconciliation.state == query.state)
    found = [Dossier(*row) for row in await session.execute(wanted)]
    page = found[: query.limit]
    return page, page[-1].current.id if len(found) > query.limit else None


async def messages_of(session: AsyncSession, reconciliation_id: str) -> Sequence[ReconciliationMessage]:
    """All of them, oldest first; desk.reconciliation.rules.MAX_MESSAGES at most, and what ended it."""
    found = await session.scalars(
        select(ReconciliationMessage)
        .where(ReconciliationMessage.reconciliation_id == reconciliation_id)
        .order_by(ReconciliationMessage.id)
    )
    return found.all()
