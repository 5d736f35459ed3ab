"""Giving cases to people: who may, what stands afterwards, many at once."""

import asyncio
import dataclasses

import pytest

from desk.assignments.errors import (
    AssigneeCannotWork,
    AssigneeOutOfReach,
    AssignmentForSupervisors,
    CaseEnded,
    TooManyAtOnce,
)
from desk.assignments.rules import MOST_AT_ONCE, Assignee, Assigning, check_assignment
from desk.assignments.service import Bulk, assign, assign_many
from desk.audit.actions import AuditAction
from desk.cases.changes import ChangeKind
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent
from desk.errors import DeskError
from desk.ids import new_id
from tests.desk.builders import audited
from tests.desk.clocks.casework import day
from tests.desk.office import CHIEF, LI, WANG, ZHANG, ZHAO, Of, Office

AGENT = Assigning(WANG.id, supervises=False)
ROWS: list[tuple[Assigning, str | None, Assignee | None, type[DeskError] | None]] = [
    (AGENT, None, WANG, None),  # takes what nobody has
    (AGENT, WANG.id, None, None),  # gives back their own
    (AGENT, None, ZHAO, AssignmentForSupervisors),
    (AGENT, ZHAO.id, WANG, AssignmentForSupervisors),
    (AGENT, ZHAO.id, None, AssignmentForSupervisors),
    (AGENT, WANG.id, ZHAO, AssignmentForSupervisors),
    (CHIEF, None, ZHAO, None),
    (CHIEF, ZHAO.id, WANG, None),
    (CHIEF, ZHAO.id, None, None),
    (CHIEF, None, dataclasses.replace(ZHAO, can_work=False), AssigneeCannotWork),
    (CHIEF, None, dataclasses.replace(ZHAO, reach=frozenset({"other"})), AssigneeOutOfReach),
    (CHIEF, None, dataclasses.replace(ZHAO, reach=frozenset({"a"})), None),
]


@pytest.mark.parametrize(("by", "present", "to", "refusal"), ROWS)
def test_who_may_give_to_whom(
    by: Assigning, present: str | None, to: Assignee | None, refusal: type[DeskError] | None
) -> None:
    if refusal is None:
        check_assignment(by, present=present, to=to, agency_id="a", ended=False)
    else:
        with pytest.raises(refusal):
            check_assignment(by, present=present, to=to, agency_id="a", ended=False)


def test_ended_case_is_given_to_nobody_but_may_be_given_back() -> None:
    with pytest.raises(CaseEnded):
        check_assignment(CHIEF, present=None, to=ZHAO, agency_id="a", ended=True)
    check_assignment(CHIEF, present=ZHAO.id, to=None, agency_id="a", ended=True)


def test_case_with_no_agency_yet_is_out_of_an_agencys_reach() -> None:
    assert not dataclasses.replace(ZHAO, reach=frozenset({"a"})).reaches(None)
    assert ZHAO.reaches(None)


async def give(office: Office, case: Case, to: Assignee | None) -> bool:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        return await assign(session, office.desk, found, to, by=CHIEF, actor=LI, now=office.clock())


async def test_column_timeline_and_audit_log_tell_who_has_it(office: Office) -> None:
    case = await office.file("2026-11-02")
    assert await give(office, case, WANG)
    assert not await give(office, case, WANG)  # a double click records nothing
    assert await give(office, case, ZHAO)
    assert (await office.read(case)).assignee_id == ZHAO.id
    told = [line.detail for line in await office.lines(case) if line.what is ChangeKind.ASSIGNED]
    assert told == [
        {"assignee_id": WANG.id, "assignee": "wang"},
        {"assignee_id": ZHAO.id, "assignee": "zhao", "before_id": WANG.id},
    ]
    entries = [one for one in await audited(office.database) if one.action is AuditAction.CASE_ASSIGN]
    assert [(one.actor, (one.detail or {})["assignee_id"]) for one in entries] == [
        ("supervisor:li", WANG.id),
        ("supervisor:li", ZHAO.id),
    ]


async def test_case_that_leaves_the_office_leaves_its_officer(office: Office) -> None:
    case = await office.file("2026-11-02")
    await give(office, case, WANG)
    await office.move(case, CaseEvent.TRANSFER, agency_id=new_id(), due_on=day("2026-12-31"))
    assert (await office.read(case)).assignee_id is None
    assert (await office.lines(case))[-1].detail == {"before_id": WANG.id}


async def test_other_steps_leave_the_case_with_its_officer(office: Office) -> None:
    case = await office.file("2026-11-02")
    await give(office, case, WANG)
    await office.move(case, CaseEvent.ACCEPT)
    assert (await office.read(case)).assignee_id == WANG.id


async def many(office: Office, references: list[str], *, all_or_none: bool, of: Of = Of()) -> Bulk:  # noqa: B008
    return await assign_many(
        office.database,
        office.desk,
        references,
        WANG,
        by=CHIEF,
        of=of,
        actor=LI,
        all_or_none=all_or_none,
        now=office.clock(),
    )


async def test_each_of_many_has_its_result(office: Office) -> None:
    good, ended = await office.file("2026-11-02"), await office.file("2026-11-02")
    await office.move(ended, CaseEvent.WITHDRAW)
    bulk = await many(office, [ended.id, good.id, new_id(), good.id], all_or_none=False)
    assert [one.refusal and one.refusal.code for one in bulk.results] == [
        "case_ended",
        None,
        "case_not_found",
    ]
    assert bulk.kept
    assert (await office.read(good)).assignee_id == WANG.id


async def test_all_of_many_or_none(office: Office) -> None:
    good, ended = await office.file("2026-11-02"), await office.file("2026-11-02")
    await office.move(ended, CaseEvent.WITHDRAW)
    bulk = await many(office, [good.id, ended.id], all_or_none=True)
    assert not bulk.kept
    assert [one.changed for one in bulk.results] == [False, False]
    assert [one.case_no for one in bulk.refused] == [ended.id]
    assert (await office.read(good)).assignee_id is None
    assert ChangeKind.ASSIGNED not in await office.whats(good)
    assert (await many(office, [good.id], all_or_none=True)).kept


async def test_case_out_of_reach_is_as_if_it_were_not_there(office: Office) -> None:
    case = await office.file("2026-11-02")
    bulk = await many(office, [case.id], all_or_none=False, of=Of(new_id()))
    assert [one.refusal and one.refusal.code for one in bulk.results] == ["case_not_found"]


async def test_more_than_a_hundred_are_refused(office: Office) -> None:
    with pytest.raises(TooManyAtOnce):
        await many(office, [new_id() for _ in range(MOST_AT_ONCE + 1)], all_or_none=False)


async def test_two_who_take_the_same_case_at_once_one_has_it(office: Office) -> None:
    case = await office.file("2026-11-02")

    async def take(who: Assignee) -> bool:
        async with office.database.write() as session:
            found = await find_case(session, case.id, lock=True)
            by = Assigning(who.id, supervises=False)
            return await assign(session, office.desk, found, who, by=by, actor=ZHANG, now=office.clock())

    results = await asyncio.gather(take(WANG), take(ZHAO), return_exceptions=True)
    assert sorted(isinstance(one, AssignmentForSupervisors) for one in results) == [False, True]
