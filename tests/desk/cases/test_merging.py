"""Merging drops no complaint: who stays, who may, and how a wrong merger is undone."""

import pytest

from desk.cases.changes import ChangeKind
from desk.cases.duplicates import check_mergeable
from desk.cases.errors import (
    CaseNotFound,
    DuplicateEnded,
    DuplicateNotFitting,
    DuplicateOtherPerson,
    NotForThisRole,
    TransitionIncomplete,
)
from desk.cases.reading import look_up
from desk.cases.states import CaseEvent, CaseState, Ground
from desk.clocks.kinds import ClockKind, ClockState
from tests.desk.clocks.casework import day
from tests.desk.office import LI, ZHANG, Office

OTHER = {"complainant__phone": "+8613800001111"}


async def test_later_one_is_merged_into_the_earlier_and_both_timelines_say_so(office: Office) -> None:
    first, second = await office.file("2026-11-02"), await office.file("2026-11-03")
    merged = await office.act(second, ZHANG, event="merge", duplicate_of=first.case_no)
    assert (merged.state, merged.duplicate_of) == (CaseState.MERGED, first.id)
    assert (await office.whats(first))[-1] is ChangeKind.RECEIVED_AGAIN
    assert (await office.lines(second))[-1].event is CaseEvent.MERGE
    assert all(clock.state is ClockState.STOPPED for clock in await office.clocks(second))
    assert (await office.read(first)).next_due_on == day("2026-11-11")  # the earlier period goes on


async def test_earlier_one_is_not_merged_into_the_later(office: Office) -> None:
    first, second = await office.file("2026-11-02"), await office.file("2026-11-03")
    with pytest.raises(DuplicateNotFitting):
        await office.act(first, event="merge", duplicate_of=second.case_no)


async def test_accepted_one_is_not_taken_back_into_one_that_is_not(office: Office) -> None:
    first, second = await office.file("2026-11-02"), await office.file("2026-11-03")
    await office.move(second, CaseEvent.ACCEPT)
    with pytest.raises(DuplicateNotFitting):
        await office.act(second, event="merge", duplicate_of=first.case_no)
    await office.move(first, CaseEvent.ACCEPT)
    await office.act(second, event="merge", duplicate_of=first.case_no)


async def test_complaint_is_not_dropped_into_one_that_has_ended(office: Office) -> None:
    first, second = await office.file("2026-11-02"), await office.file("2026-11-03")
    await office.move(first, CaseEvent.REJECT, grounds=frozenset({Ground.NOT_COMPETENT}))
    with pytest.raises(DuplicateEnded):
        await office.act(second, event="merge", duplicate_of=first.case_no)
    assert (await office.read(second)).state is CaseState.SUBMITTED


async def test_same_report_again_may_be_merged_into_one_that_has_ended(office: Office) -> None:
    """第三十五条: the same facts reported again are not looked into once more."""
    first = await office.file("2026-11-02", kind="report")
    second = await office.file("2026-11-03", kind="report")
    await office.move(first, CaseEvent.NOT_OPEN, reason="查无实据")
    await office.act(second, event="merge", duplicate_of=first.case_no)


async def test_other_persons_complaint_needs_a_supervisor_and_a_reason(office: Office) -> None:
    first, second = await office.file("2026-11-02"), await office.file("2026-11-03", **OTHER)
    for actor, told in ((ZHANG, {"reason": "夫妻二人，同一张订单"}), (LI, {})):
        with pytest.raises(DuplicateOtherPerson):
            await office.act(second, actor, event="merge", duplicate_of=first.case_no, **told)
    await office.act(second, LI, event="merge", duplicate_of=first.case_no, reason="夫妻二人，同一张订单")
    assert (await office.read(second)).state is CaseState.MERGED


async def test_complaint_and_report_are_not_merged(office: Office) -> None:
    first, second = await office.file("2026-11-02"), await office.file("2026-11-03", kind="report")
    with pytest.raises(DuplicateNotFitting):
        check_mergeable(second, first)


async def test_wrong_merger_is_undone_by_a_supervisor_with_a_period_of_its_own(office: Office) -> None:
    first, second = await office.file("2026-11-02"), await office.file("2026-11-03")
    await office.act(second, event="merge", duplicate_of=first.case_no)
    with pytest.raises(NotForThisRole):
        await office.act(second, ZHANG, event="reopen", reason="不是同一件")
    with pytest.raises(TransitionIncomplete):
        await office.act(second, LI, event="reopen")
    office.clock.advance(days=1)
    again = await office.act(second, LI, event="reopen", reason="不是同一件")
    assert (again.state, again.duplicate_of, again.closed_at) == (CaseState.SUBMITTED, None, None)
    clock = await office.clock_of(second, ClockKind.DECIDE)
    assert (clock.state, clock.started_on) == (ClockState.RUNNING, day("2026-11-04"))
    last = (await office.lines(first))[-1]
    assert (last.what, last.detail) == (ChangeKind.SPLIT, {"case_no": second.case_no})
    async with office.database.read() as session:
        found = await look_up(session, office.desk.vault, second.case_no, "5678")
    assert found.id == second.id  # its number leads to itself again


async def test_published_case_may_be_reopened_by_a_supervisor_only(office: Office) -> None:
    case = await office.file("2026-11-02", consent__publication=True)
    for event in (CaseEvent.ACCEPT, CaseEvent.SETTLE, CaseEvent.PUBLISH):
        await office.move(case, event)
    with pytest.raises(NotForThisRole):
        await office.act(case, ZHANG, event="reopen", reason="没有履行")
    reopened = await office.act(case, LI, event="reopen", reason="没有履行")
    assert reopened.state is CaseState.SUBMITTED


async def test_merging_into_what_is_not_there_is_refused(office: Office) -> None:
    with pytest.raises(CaseNotFound):
        await office.act(await office.file("2026-11-02"), event="merge", duplicate_of="XBAAAAAAAA")
