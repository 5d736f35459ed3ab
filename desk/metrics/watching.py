"""Collaborators of other rooms with a count beside them: the same Protocol outside, the real thing inside."""

import datetime as dt
import time
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk, Reaction
from desk.cases.model import Case, CaseChange
from desk.conversations.brain import Brain, BrainAnswer, BrainError, Question
from desk.limits import Limit, Limiter, Verdict
from desk.metrics.measures import Metrics, channel_label
from desk.store.database import after_commit

ANSWERED = "answered"
BRAIN = "brain"  # a stage of the turn


class WatchedLimiter:
    """A Limiter that counts its refusals, by the limit's name: names are few and written in code."""

    def __init__(self, limiter: Limiter, metrics: Metrics) -> None:
        self._limiter, self._metrics = limiter, metrics

    async def take(self, limit: Limit, key: str, *, now: dt.datetime) -> Verdict:
        verdict = await self._limiter.take(limit, key, now=now)
        if not verdict.allowed:
            self._metrics.refusals.labels(limit.name).inc()
        return verdict

    async def give_back(self, limit: Limit, key: str, ticket: str) -> None:
        await self._limiter.give_back(limit, key, ticket)

    async def forget(self, key: str) -> None:
        await self._limiter.forget(key)

    async def close(self) -> None:
        await self._limiter.close()


class WatchedBrain:
    """A Brain whose turns are counted and timed."""

    def __init__(self, brain: Brain, metrics: Metrics) -> None:
        self._brain, self._metrics = brain, metrics

    async def ask(self, question: Question) -> BrainAnswer:
        began = time.perf_counter()
        try:
            answer = await self._brain.ask(question)
        except BrainError as error:
            self._metrics.turns.labels(error.fault.value).inc()
            raise
        self._metrics.turns.labels(ANSWERED).inc()
        took = time.perf_counter() - began
        self._metrics.turn_seconds.observe(took)
        self._metrics.stage(BRAIN, dt.timedelta(seconds=took))
        return answer

    async def recall(self, conversation: str) -> Mapping[str, Any]:
        return await self._brain.recall(conversation)

    async def forget(self, conversation: str) -> None:
        await self._brain.forget(conversation)

    async def close(self) -> None:
        await self._brain.close()


def counting(metrics: Metrics) -> Reaction:
    """A Reaction that counts filings and steps once they are committed."""

    async def count(
        session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
    ) -> None:
        if change.what is ChangeKind.FILED:
            outcome = "merged" if case.duplicate_of is not None else "new"
            counter = metrics.filings.labels(channel_label(case.channel), case.kind.value, outcome)
        elif change.what is ChangeKind.MOVED and change.event is not None:
            counter = metrics.transitions.labels(change.event.value)
        else:
            return
        # Undone with its savepoint, a line is no longer in the session: it did not happen.
        after_commit(session, lambda: counter.inc() if change in session else None)

    return count
