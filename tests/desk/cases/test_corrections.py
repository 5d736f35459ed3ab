"""Corrections: what stood before and after, in order, masked unless asked in clear."""

from typing import Any

from desk.cases.amending import amend
from desk.cases.corrections import Correction, corrections
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.requests import CasePatch
from desk.cases.timeline import timeline
from tests.desk.office import ZHANG, Office


async def correct(office: Office, case: Case, reason: str, **told: Any) -> None:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        patch = CasePatch.model_validate({**told, "reason": reason})
        await amend(session, office.desk, found, patch, actor=ZHANG, now=office.clock())


async def read(office: Office, case: Case, *, personal: bool = False) -> list[Correction]:
    async with office.database.read() as session:
        found = await find_case(session, case.id)
        return corrections(office.desk, found, await timeline(session, case.id), personal=personal)


async def test_two_corrections_of_a_field_follow_each_other(office: Office) -> None:
    case = await office.file("2026-11-02")
    await correct(office, case, "听错了", purchase={"amount_fen": 49_900})
    await correct(office, case, "看了小票", purchase={"amount_fen": 59_900, "product": "电磁炉"})
    second, first = await read(office, case)
    assert [(one.pointer, one.before, one.after) for one in second.fields] == [
        ("/purchase/amount_fen", 49_900, 59_900),
        ("/purchase/product", "电饭煲", "电磁炉"),
    ]
    assert [(one.before, one.after) for one in first.fields] == [(39_900, 49_900)]
    assert (second.reason, first.reason) == ("看了小票", "听错了")


async def test_people_are_masked_in_corrections(office: Office) -> None:
    case = await office.file("2026-11-02")
    await correct(
        office,
        case,
        "换号，原来是13912345678",
        complainant={"phone": "+8613800001111", "name": "欧阳铭"},
        respondent={"contact": "老周"},
    )
    (masked,) = await read(office, case)
    text = repr(masked)
    assert not any(told in text for told in ("13912345678", "13800001111", "欧阳明", "欧阳铭", "老周"))
    (clear,) = await read(office, case, personal=True)
    assert ("+8613912345678", "+8613800001111") in [(one.before, one.after) for one in clear.fields]


async def test_case_never_corrected_has_none(office: Office) -> None:
    assert await read(office, await office.file("2026-11-02")) == []
