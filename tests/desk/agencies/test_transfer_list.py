"""The list of transfers: both ends see it, nobody else does."""

import pytest

from desk.agencies.reactions import Routing
from desk.agencies.service import find_agency
from desk.agencies.transfer_list import Handover, handovers
from desk.cases.changes import DESK, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.reading import find_case
from desk.cases.services import load_matters
from desk.cases.states import CaseEvent
from desk.cases.timeline import new_change
from desk.store.database import Database
from tests.desk.agencies.growing import bring_in, csv_of, row
from tests.desk.builders import FakeClock
from tests.desk.clocks.casework import Casework, day


@pytest.fixture
def casework(database: Database, case_desk: CaseDesk, clock: FakeClock) -> Casework:
    routing = Routing(load_matters())
    desk = CaseDesk(case_desk.vault, case_desk.calendar, reactions=(routing.give_back,))
    return Casework(database, desk, clock)


async def of(casework: Casework, *agencies: str, **page: object) -> list[Handover]:
    async with casework.database.read() as session:
        ids = [(await find_agency(session, code)).id for code in agencies]
        found, _ = await handovers(session, agency_ids=ids, **page)  # type: ignore[arg-type]
    return found


async def test_sent_down_and_returned(casework: Casework) -> None:
    rows = [
        row("220100", name="长春市局"),
        row("220104", name="朝阳区局", parent_code="220100-amr"),
        row("220200"),
    ]
    await bring_in(casework.database, csv_of(*rows))
    case = await casework.file("2026-11-02")
    async with casework.database.write() as session:
        city, county = await find_agency(session, "220100-amr"), await find_agency(session, "220104-amr")
        found = await find_case(session, case.id, lock=True)
        found.agency_id = city.id
        line = new_change(
            casework.desk.vault,
            found,
            ChangeKind.ROUTED,
            DESK,
            detail={"agency_id": city.id},
            now=casework.clock(),
        )
        await record(session, casework.desk, found, line, now=casework.clock())
    await casework.move(case, CaseEvent.TRANSFER, agency_id=county.id, due_on=day("2026-12-31"))
    await casework.move(case, CaseEvent.RETURN, reason="不归本局管")
    back, sent = await of(casework, "220104-amr")
    assert (sent.sender, sent.receiver) == (city.name, county.name)
    assert (back.sender, back.receiver) == (county.name, city.name)
    assert len(await of(casework, "220100-amr")) == 2
    assert await of(casework, "220200-amr") == []
    async with casework.database.read() as session:
        page, cursor = await handovers(session, agency_ids=None, limit=1)
        rest, end = await handovers(session, agency_ids=None, limit=1, cursor=cursor)
    assert [one.change.event for one in [*page, *rest]] == [CaseEvent.RETURN, CaseEvent.TRANSFER]
    assert end is None
