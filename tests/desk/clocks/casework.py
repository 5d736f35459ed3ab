"""Cases made and moved through the services, each call its own transaction."""

import datetime as dt
import itertools
from typing import Any

from sqlalchemy import select

from desk.cases.changes import Actor
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.model import Case, CaseChange
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, Role
from desk.cases.timeline import timeline
from desk.cases.transitions import Transition, change_state
from desk.clocks.kinds import ClockKind
from desk.clocks.model import CaseClock
from desk.clocks.reading import clocks_of
from desk.store.database import Database
from tests.desk.builders import FakeClock, case_in

ZHANG = Actor(Role.OFFICER, "zhang")
LI = Actor(Role.SUPERVISOR, "li")

_orders = itertools.count(1)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def noon(text: str) -> dt.datetime:
    """Noon in China of that day."""
    return dt.datetime.fromisoformat(f"{text}T12:00:00+08:00").astimezone(dt.UTC)


class Casework:
    """What officers and consumers do, at the time of the clock."""

    def __init__(self, database: Database, desk: CaseDesk, clock: FakeClock) -> None:
        self.database, self.desk, self.clock = database, desk, clock

    async def file(self, on: str | None = None, **changes: Any) -> Case:
        """File a complaint of its own on that day."""
        if on is not None:
            self.clock.now = noon(on)
        said = "2026-01-05T10:00:00+08:00"  # before any day of the examples
        told = case_in(
            **{
                "purchase__order_no": f"T{next(_orders)}",
                "purchase__purchased_on": "2025-12",
                "submitted_at": said,
                "consent__personal_data_at": said,
                **changes,
            }
        )
        async with self.database.write() as session:
            filed = await file_case(session, self.desk, told, client="test", now=self.clock())
        return filed.cases[0]

    async def move(
        self, case: Case, event: CaseEvent, on: str | None = None, *, by: Actor = ZHANG, **brings: Any
    ) -> Case:
        """Take it one step further on that day."""
        if on is not None:
            self.clock.now = noon(on)
        async with self.database.write() as session:
            found = await find_case(session, case.id, lock=True)
            wanted = Transition(event, by, **brings)
            await change_state(session, self.desk, found, wanted, now=self.clock())
        return found

    async def read(self, case: Case) -> Case:
        async with self.database.read() as session:
            return await find_case(session, case.id)

    async def read_no(self, case_no: str) -> Case:
        async with self.database.read() as session:
            return await find_case(session, case_no)

    async def clocks(self, case: Case) -> list[CaseClock]:
        async with self.database.read() as session:
            return list(await clocks_of(session, case.id))

    async def clock_of(self, case: Case, kind: ClockKind) -> CaseClock:
        """The latest one of that kind."""
        return [clock for clock in await self.clocks(case) if clock.kind is kind][-1]

    async def lines(self, case: Case) -> list[CaseChange]:
        async with self.database.read() as session:
            return list(await timeline(session, case.id))

    async def set(self, case: Case, **columns: Any) -> None:
        """Put a value straight into the case's row."""
        async with self.database.write() as session:
            found = await session.scalar(select(Case).where(Case.id == case.id))
            assert found is not None
            for name, value in columns.items():
                setattr(found, name, value)
