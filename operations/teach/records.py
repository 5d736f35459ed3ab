"""What the desk's database knows of batches and trainings."""

import datetime as dt
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.commands import operator
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.review.composing import Sentence
from desk.review.exporting import sentences_of
from desk.review.model import TeachBatch, TeachRun
from desk.review.teaching import BatchState, RunState
from desk.store.database import Database
from operations.teach.report import Report


@dataclass(frozen=True)
class Pending:
    """What waits to be taught."""

    numbers: tuple[int, ...]
    sentences: tuple[Sentence, ...]


async def pending(database: Database) -> Pending:
    async with database.read() as session:
        numbers = await session.scalars(
            select(TeachBatch.number)
            .where(TeachBatch.state == BatchState.PENDING)
            .order_by(TeachBatch.number)
        )
        return Pending(tuple(numbers), tuple(await sentences_of(session, BatchState.PENDING)))


async def keep(
    database: Database,
    vault: Vault,
    state: RunState,
    numbers: tuple[int, ...],
    report: Report,
    *,
    started_at: dt.datetime,
    now: dt.datetime,
) -> str:
    """Write the run down; installed, its batches are taught. Returns the run's id."""
    async with database.write() as session:
        run = TeachRun(
            id=new_id(),
            state=state,
            batches=list(numbers),
            report=report.as_json(),
            made_by=operator(),
            started_at=started_at,
            finished_at=now,
        )
        session.add(run)
        if state is RunState.INSTALLED:
            await _settle(session, numbers, BatchState.TAUGHT)
        await session.flush()
        await _write_down(session, vault, run, now=now)
        return run.id


async def last_installed(database: Database) -> TeachRun | None:
    """The run whose model answers, as far as the desk knows."""
    async with database.read() as session:
        newest = await session.scalars(
            select(TeachRun).where(TeachRun.state == RunState.INSTALLED).order_by(TeachRun.id.desc()).limit(1)
        )
        return newest.first()


async def undo(database: Database, vault: Vault, run_id: str, *, now: dt.datetime) -> None:
    """The run is rolled back, and its batches wait again."""
    async with database.write() as session:
        run = await session.get_one(TeachRun, run_id, with_for_update=True)
        run.state = RunState.ROLLED_BACK
        await _settle(session, tuple(run.batches), BatchState.PENDING)
        await session.flush()
        await _write_down(session, vault, run, now=now)


async def _settle(session: AsyncSession, numbers: tuple[int, ...], state: BatchState) -> None:
    batches = await session.scalars(
        select(TeachBatch).where(TeachBatch.number.in_(numbers)).with_for_update()
    )
    for batch in batches:
        batch.state = state


async def _write_down(session: AsyncSession, vault: Vault, run: TeachRun, *, now: dt.datetime) -> None:
    await record_audit(
        session,
        vault,
        action=AuditAction.TEACH_RUN,
        actor=operator(),
        subject=subject_of("teach_run", run.id),
        detail={"state": run.state.value, "batches": run.batches},
        now=now,
    )
