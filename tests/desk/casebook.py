"""Cases taken through their life for the tests of what counts, publishes or warns: real filings, real steps."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.model import Case
from desk.cases.states import CaseEvent, Ground, Role
from desk.cases.transitions import Transition, change_state
from desk.store.database import settle
from tests.desk.builders import NOW, case_in, unique

SUPERVISOR = Actor(Role.SUPERVISOR, "console/li")
GROUNDS = {CaseEvent.REJECT: Ground.NOT_COMPETENT, CaseEvent.TERMINATE: Ground.NO_AGREEMENT_POSSIBLE}


@dataclass
class CaseBook:
    """Files and moves cases in one session."""

    session: AsyncSession
    desk: CaseDesk

    async def file(self, *, now: dt.datetime = NOW, **told: Any) -> Case:
        """A fresh case received at `now`; every one another dispute."""
        told.setdefault("purchase__order_no", unique("order"))
        told.setdefault("submitted_at", (now - dt.timedelta(minutes=1)).isoformat())
        told.setdefault("consent__personal_data_at", (now - dt.timedelta(minutes=2)).isoformat())
        told.setdefault("purchase__purchased_on", "2024-01-05")
        filed = await file_case(self.session, self.desk, case_in(**told), client="assistant", now=now)
        await settle(self.session)  # each case and step would be a transaction of its own
        return filed.cases[0]

    async def step(
        self, case: Case, event: CaseEvent, *, days: float = 0, actor: Actor = SUPERVISOR, **brings: Any
    ) -> None:
        """Take the case on, so many days after its receipt."""
        ground = GROUNDS.get(event)
        wanted = Transition(
            event=event, actor=actor, grounds=frozenset() if ground is None else frozenset({ground}), **brings
        )
        now = case.created_at + dt.timedelta(days=days)
        await change_state(self.session, self.desk, case, wanted, now=now)
        await settle(self.session)

    async def settled(self, *, days: float = 20, recovered_fen: int | None = None, **told: Any) -> Case:
        """Accepted after two days and settled after `days`."""
        case = await self.file(**told)
        await self.step(case, CaseEvent.ACCEPT, days=min(2, days))
        await self.step(case, CaseEvent.SETTLE, days=days, recovered_fen=recovered_fen)
        return case

    async def terminated(self, *, days: float = 20, **told: Any) -> Case:
        """Accepted after two days; mediation ended after `days` without result."""
        case = await self.file(**told)
        await self.step(case, CaseEvent.ACCEPT, days=min(2, days))
        await self.step(case, CaseEvent.TERMINATE, days=days)
        return case
