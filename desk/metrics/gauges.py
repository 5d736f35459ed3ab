"""Gauges read from the database when somebody asks, at most every few seconds."""

import datetime as dt

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.service import read_head
from desk.clocks.reading import count_overdue
from desk.conversations.model import Turn
from desk.conversations.rules import FINISHED, TurnState
from desk.handoff.model import ServiceSession
from desk.handoff.states import HELD, ServiceState
from desk.metrics.measures import Metrics
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, PENDING
from desk.store.database import Database
from desk.webhooks.model import WebhookEndpoint

FRESH = dt.timedelta(seconds=5)  # several scrapers cost no more than one
OPEN = [state.value for state in TurnState if state not in FINISHED]


class Gauges:
    """Brings the gauges of `metrics` up to date."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self._read_at: dt.datetime | None = None

    async def refresh(self, database: Database, *, now: dt.datetime) -> None:
        """Read them anew unless that was a moment ago. Raises sqlalchemy.exc.SQLAlchemyError."""
        if self._read_at is not None and dt.timedelta(0) <= now - self._read_at < FRESH:
            return
        async with database.read() as session:
            await self._outbox(session, now)
            await self._turns(session, now)
            await self._clocks(session, now)
            await self._queue(session, now)
            await self._webhooks(session)
            self._metrics.audit_seq.set((await read_head(session))[0])
        self._read_at = now

    async def _outbox(self, session: AsyncSession, now: dt.datetime) -> None:
        pending = await session.execute(
            select(
                OutboxItem.kind, func.count().label("items"), func.min(OutboxItem.created_at).label("first")
            )
            .where(OutboxItem.state == PENDING)
            .group_by(OutboxItem.kind)
        )
        dead = await session.execute(
            select(OutboxItem.kind, func.count().label("items"))
            .where(OutboxItem.state == DEAD)
            .group_by(OutboxItem.kind)
        )
        metrics = self._metrics
        for gauge in (metrics.outbox_pending, metrics.outbox_oldest, metrics.outbox_dead):
            gauge.clear()  # a kind without errands has no series rather than its last number
        for kind, items, first in pending:
            metrics.outbox_pending.labels(kind).set(items)
            metrics.outbox_oldest.labels(kind).set((now - first).total_seconds())
        for kind, items in dead:
            metrics.outbox_dead.labels(kind).set(items)

    async def _turns(self, session: AsyncSession, now: dt.datetime) -> None:
        found = await session.execute(
            select(func.count().label("items"), func.min(Turn.created_at).label("first")).where(
                Turn.state.in_(OPEN)
            )
        )
        row = found.one()
        self._metrics.turns_open.set(row.items)
        self._metrics.turns_oldest.set(0 if row.first is None else (now - row.first).total_seconds())

    async def _webhooks(self, session: AsyncSession) -> None:
        off = select(func.count()).where(WebhookEndpoint.disabled_reason.is_not(None))
        self._metrics.webhooks_off.set(await session.scalar(off) or 0)

    async def _clocks(self, session: AsyncSession, now: dt.datetime) -> None:
        for kind, overdue in (await count_overdue(session, now=now)).items():
            self._metrics.clocks_overdue.labels(kind.value).set(overdue)

    async def _queue(self, session: AsyncSession, now: dt.datetime) -> None:
        """Of those who wait within hours; and how many are in whose hands."""
        waiting = ServiceSession.state == ServiceState.QUEUED
        found = await session.execute(
            select(func.count().label("items"), func.min(ServiceSession.queued_at).label("first")).where(
                waiting
            )
        )
        row = found.one()
        self._metrics.handoff_waiting.set(row.items)
        self._metrics.handoff_longest.set(0 if row.first is None else (now - row.first).total_seconds())
        held = select(func.count()).where(ServiceSession.state.in_(HELD))
        self._metrics.handoff_served.set(await session.scalar(held) or 0)
