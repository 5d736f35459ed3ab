"""An office at work: cases filed and moved through the services, with the reactions that staff rely on."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from desk.assignments.rules import Assignee, Assigning
from desk.assignments.service import leave_office
from desk.audit.reaction import audit_staff
from desk.cases.acting import act
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.requests import TransitionIn
from desk.cases.search import keep_text
from desk.clocks.service import follow_agency
from desk.figures.keeping import keep_facts
from desk.publication.service import mind_consent
from tests.desk.clocks.casework import LI, ZHANG, Casework

REACTIONS = (keep_facts, audit_staff, mind_consent, follow_agency, leave_office, keep_text)

WANG = Assignee("0192f3a0-0000-7000-8000-0000000000a1", "wang", reach=None)
ZHAO = Assignee("0192f3a0-0000-7000-8000-0000000000a2", "zhao", reach=None)
CHIEF = Assigning("0192f3a0-0000-7000-8000-0000000000a9", supervises=True)


@dataclass(frozen=True)
class Of:
    """Whose cases somebody sees."""

    agency_id: str | None = None


class Office(Casework):
    """Casework with the desk's reactions, and acts that resolve references."""

    def __init__(self, casework: Casework) -> None:
        desk = CaseDesk(casework.desk.vault, casework.desk.calendar, reactions=REACTIONS)
        super().__init__(casework.database, desk, casework.clock)

    async def act(self, case: Case, actor: Actor = LI, **told: Any) -> Case:
        async with self.database.write() as session:
            found = await find_case(session, case.id, lock=True)
            await act(session, self.desk, found, TransitionIn(**told), actor=actor, now=self.clock())
        return found

    async def whats(self, case: Case) -> list[ChangeKind]:
        return [line.what for line in await self.lines(case)]

    @property
    def today(self) -> dt.date:
        return self.clock().date()


__all__ = ["CHIEF", "LI", "WANG", "ZHANG", "ZHAO", "Of", "Office"]
