"""Notes of the office."""

import pytest

from desk.cases.changes import ChangeKind
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent
from desk.notes.errors import MAX_NOTE, NoteNotFitting
from desk.notes.service import add_note
from tests.desk.office import ZHANG, Office


async def note(office: Office, case: Case, text: str) -> None:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        await add_note(session, office.desk, found, text, actor=ZHANG, now=office.clock())


async def test_note_is_sealed_and_leaves_the_version(office: Office) -> None:
    case = await office.file("2026-11-02")
    await office.move(case, CaseEvent.WITHDRAW)  # an ended case takes notes as well
    version = (await office.read(case)).version
    await note(office, case, " 商家老板姓周，\r\n下午在店里 ")
    line = (await office.lines(case))[-1]
    assert line.what is ChangeKind.NOTED
    assert line.reason_sealed is not None
    assert "周" not in line.reason_sealed
    assert office.desk.vault.open(line.reason_sealed) == "商家老板姓周，\n下午在店里"
    assert (await office.read(case)).version == version


@pytest.mark.parametrize("text", ["", " \n ", "长" * (MAX_NOTE + 1)])
async def test_empty_or_endless_note_is_refused(office: Office, text: str) -> None:
    case = await office.file("2026-11-02")
    with pytest.raises(NoteNotFitting):
        await note(office, case, text)
