"""The register of documents: what may be entered, when it arrived, and what follows from that."""

import datetime as dt
from typing import Any

import pytest

from desk.audit.actions import AuditAction
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, Ground
from desk.clocks.kinds import ClockKind, ClockState
from desk.documents import register
from desk.documents.errors import DocumentNotFound, EntryNotFitting, EntryNotFound, EntryVoid, NumberTaken
from desk.documents.kinds import DocumentKind
from desk.documents.model import IssuedDocument
from desk.documents.register_rules import PARTIES, Entry, Means, Party, check_entry, document_number
from desk.ids import new_id
from tests.desk.builders import audited
from tests.desk.clocks.casework import day, noon
from tests.desk.office import ZHANG, Office

NUMBER = "长南市监投〔2026〕15号"


def entry(**changes: Any) -> Entry:
    return Entry(
        **{
            "kind": DocumentKind.TERMINATION,
            "number": NUMBER,
            "party": Party.COMPLAINANT,
            "means": Means.POST,
            "issued_on": day("2026-11-10"),
            **changes,
        }
    )


def test_every_document_names_whom_it_is_for() -> None:
    assert set(PARTIES) == set(DocumentKind)


def test_number_is_kept_without_blanks_and_with_its_own_brackets() -> None:
    assert document_number(" 长南市监投 〔2026〕 15号\n") == NUMBER


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"number": ""}, "/number"),
        ({"number": "一" * 61}, "/number"),
        ({"number": "a\u202eb"}, "/number"),
        ({"kind": DocumentKind.ACCEPTANCE, "party": Party.RESPONDENT}, "/party"),
        ({"issued_on": day("2026-11-09")}, "/issued_on"),
        ({"issued_on": day("2026-11-21")}, "/issued_on"),
        ({"delivered_on": day("2026-11-09")}, "/delivered_on"),
        ({"delivered_on": day("2026-11-21")}, "/delivered_on"),
    ],
)
def test_unfit_entry_is_refused(changes: dict[str, Any], pointer: str) -> None:
    with pytest.raises(EntryNotFitting) as refusal:
        check_entry(entry(**changes), decided_on=day("2026-11-10"), today=day("2026-11-20"))
    assert [error.pointer for error in refusal.value.errors] == [pointer]


async def terminated(office: Office) -> Case:
    case = await office.file("2026-11-02")
    await office.move(case, CaseEvent.ACCEPT, "2026-11-03")
    grounds = frozenset({Ground.NO_AGREEMENT_POSSIBLE})
    return await office.move(case, CaseEvent.TERMINATE, "2026-11-10", grounds=grounds)


async def enter(office: Office, case: Case, **changes: Any) -> IssuedDocument:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        return await register.enter(
            session, office.desk, found, entry(**changes), actor=ZHANG, now=office.clock()
        )


async def arrive(office: Office, case: Case, made: IssuedDocument, on: dt.date) -> None:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        await register.arrive(session, office.desk, found, made.id, on, actor=ZHANG, now=office.clock())


async def void(office: Office, case: Case, made_id: str) -> None:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        await register.void(session, office.desk, found, made_id, "写错了", actor=ZHANG, now=office.clock())


async def test_document_the_case_has_not_come_to_is_refused(office: Office) -> None:
    with pytest.raises(DocumentNotFound):
        await enter(office, await office.file("2026-11-02"))


async def test_both_told_ends_the_period_for_telling_them(office: Office) -> None:
    case = await terminated(office)
    await enter(office, case)
    second = await enter(office, case, party=Party.RESPONDENT, delivered_on=day("2026-11-10"))
    assert (await office.clock_of(case, ClockKind.TELL_END)).state is ClockState.RUNNING
    office.clock.now = noon("2026-11-12")
    async with office.database.read() as session:
        first = (await register.entries_of(session, case.id))[0]
    for _ in range(2):  # a double click
        await arrive(office, case, first, day("2026-11-11"))
    clock = await office.clock_of(case, ClockKind.TELL_END)
    assert (clock.state, clock.stopped_on) == (ClockState.STOPPED, day("2026-11-12"))
    assert (await office.read(case)).next_due_on is None
    events = [line.event for line in await office.lines(case)]
    assert events.count(CaseEvent.TELL_BOTH) == 1
    assert second.delivered_on == day("2026-11-10")


async def test_arrival_of_letters_of_an_end_that_was_reopened_does_not_count(office: Office) -> None:
    case = await terminated(office)
    await enter(office, case, delivered_on=day("2026-11-10"))
    await office.act(case, event="reopen", reason="调解程序有误")
    await office.move(case, CaseEvent.ACCEPT, "2026-11-12")
    await office.move(case, CaseEvent.TERMINATE, "2026-11-13", grounds=frozenset({Ground.PARTY_REFUSES}))
    await enter(
        office,
        case,
        number="16号",
        party=Party.RESPONDENT,
        issued_on=day("2026-11-13"),
        delivered_on=day("2026-11-13"),
    )
    assert (await office.clock_of(case, ClockKind.TELL_END)).state is ClockState.RUNNING


async def test_same_entry_twice_is_one_and_the_number_is_nobody_elses(office: Office) -> None:
    case, other = await terminated(office), await terminated(office)
    first = await enter(office, case)
    assert (await enter(office, case)).id == first.id
    with pytest.raises(NumberTaken):
        await enter(office, case, means=Means.EMAIL)
    with pytest.raises(NumberTaken):
        await enter(office, other)
    assert (await enter(office, case, party=Party.RESPONDENT)).id != first.id


async def test_voided_entry_stays_in_the_book_and_frees_its_number(office: Office) -> None:
    case = await terminated(office)
    first = await enter(office, case)
    await void(office, case, first.id)
    with pytest.raises(EntryVoid):
        await void(office, case, first.id)
    with pytest.raises(EntryNotFound):
        await void(office, case, new_id())
    assert (await enter(office, case)).id != first.id
    async with office.database.read() as session:
        entries = await register.entries_of(session, case.id)
    assert [one.voided_at is None for one in entries] == [False, True]
    done = [
        (one.detail or {})["done"]
        for one in await audited(office.database)
        if one.action is AuditAction.CASE_DOCUMENT
    ]
    assert done == ["entered", "voided", "entered"]


async def test_register_is_paged_searched_and_limited_to_ones_agencies(office: Office) -> None:
    case = await terminated(office)
    for number in range(3):
        await enter(office, case, number=f"甲〔2026〕{number}号")
    async with office.database.read() as session:
        page, cursor = await register.register(session, agency_ids=None, limit=2)
        rest, end = await register.register(session, agency_ids=None, limit=2, before=cursor)
        assert [one.number for one, _no in [*page, *rest]] == [f"甲〔2026〕{n}号" for n in (2, 1, 0)]
        assert end is None
        found, _ = await register.register(session, agency_ids=None, number="甲〔2026〕1")
        assert [case_no for _one, case_no in found] == [case.case_no]
        assert await register.register(session, agency_ids=None, kind=DocumentKind.REJECTION) == ([], None)
        assert await register.register(session, agency_ids=["x"]) == ([], None)
