"""Follow-up calls: when, what they bring, what they leave alone."""

import pytest

from desk.audit.actions import AuditAction
from desk.cases.changes import ChangeKind
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, CaseKind, CaseState, Ground
from desk.revisits.errors import RevisitIncomplete, RevisitNotNow, RevisitStale
from desk.revisits.model import CaseRevisit
from desk.revisits.rules import FOLLOWED_UP, Call, Kept, Reached, check_call, check_time
from desk.revisits.service import calls_of, record_call
from tests.desk.builders import audited
from tests.desk.office import ZHANG, Office

MISSED = Call(1, Reached.NO_ANSWER)
REACHED = Call(1, Reached.REACHED, satisfaction=4, kept=Kept.YES, note="退款到账，表示满意。")


@pytest.mark.parametrize("state", CaseState)
def test_only_complaints_with_a_result_are_followed_up(state: CaseState) -> None:
    if state in FOLLOWED_UP:
        check_time(CaseKind.COMPLAINT, state)
    else:
        with pytest.raises(RevisitNotNow):
            check_time(CaseKind.COMPLAINT, state)
    with pytest.raises(RevisitNotNow):
        check_time(CaseKind.REPORT, state)


@pytest.mark.parametrize(
    ("call", "agreed", "pointers"),
    [
        (Call(1, Reached.REACHED), True, ["/satisfaction", "/kept"]),
        (Call(1, Reached.REACHED, satisfaction=5), False, []),
        (Call(1, Reached.REACHED, satisfaction=5, kept=Kept.NO), False, ["/kept"]),
        (Call(1, Reached.REACHED, satisfaction=6, kept=Kept.NO), True, ["/satisfaction"]),
        (Call(1, Reached.BUSY, satisfaction=5), True, ["/satisfaction"]),
        (Call(1, Reached.BUSY, kept=Kept.NO), True, ["/kept"]),
        (Call(1, Reached.DECLINED), True, []),
        (Call(1, Reached.BUSY, note="长" * 1001), True, ["/note"]),
    ],
)
def test_a_call_brings_what_fits_its_outcome(call: Call, agreed: bool, pointers: list[str]) -> None:
    if not pointers:
        check_call(call, agreed=agreed)
        return
    with pytest.raises(RevisitIncomplete) as refusal:
        check_call(call, agreed=agreed)
    assert [error.pointer for error in refusal.value.errors] == pointers


async def settled(office: Office) -> Case:
    case = await office.file("2026-11-02")
    await office.move(case, CaseEvent.ACCEPT)
    return await office.move(case, CaseEvent.SETTLE)


async def call(office: Office, case: Case, told: Call) -> CaseRevisit:
    async with office.database.write() as session:
        found = await find_case(session, case.id, lock=True)
        return await record_call(session, office.desk, found, told, actor=ZHANG, now=office.clock())


async def test_missed_then_reached(office: Office) -> None:
    case = await settled(office)
    await call(office, case, MISSED)
    assert (await office.read(case)).state is CaseState.SETTLED
    await call(office, case, Call(2, Reached.REACHED, satisfaction=4, kept=Kept.YES))
    after = await office.read(case)
    assert (after.state, after.satisfaction) == (CaseState.REVISITED, 4)
    async with office.database.read() as session:
        assert [one.outcome for one in await calls_of(session, case.id)] == [
            Reached.NO_ANSWER,
            Reached.REACHED,
        ]
    actions = [one.action for one in await audited(office.database)]
    assert actions.count(AuditAction.CASE_REVISIT) == 2


async def test_what_the_consumer_said_themselves_is_not_overwritten(office: Office) -> None:
    case = await settled(office)
    await office.set(case, satisfaction=1)
    await call(office, case, REACHED)
    assert (await office.read(case)).satisfaction == 1
    assert ChangeKind.RATED not in await office.whats(case)


async def test_same_call_again_is_one_and_another_outcome_is_stale(office: Office) -> None:
    case = await settled(office)
    first = await call(office, case, REACHED)
    assert (await call(office, case, REACHED)).id == first.id
    with pytest.raises(RevisitStale):
        await call(office, case, MISSED)
    with pytest.raises(RevisitStale):
        await call(office, case, Call(3, Reached.BUSY))
    assert (await office.whats(case)).count(ChangeKind.REVISITED) == 1


async def test_words_of_the_call_are_sealed_in_the_timeline(office: Office) -> None:
    case = await settled(office)
    await call(office, case, REACHED)
    (line,) = [line for line in await office.lines(case) if line.what is ChangeKind.REVISITED]
    assert line.reason_sealed is not None
    assert office.desk.vault.open(line.reason_sealed) == "退款到账，表示满意。"
    assert "退款" not in str(line.detail)


async def test_rejected_complaint_has_nothing_to_keep_and_is_followed_up(office: Office) -> None:
    case = await office.file("2026-11-02")
    await office.move(case, CaseEvent.REJECT, grounds=frozenset({Ground.NOT_COMPETENT}))
    with pytest.raises(RevisitIncomplete):
        await call(office, case, REACHED)
    await call(office, case, Call(1, Reached.REACHED, satisfaction=2))
    assert (await office.read(case)).state is CaseState.REVISITED


async def test_open_case_is_not_followed_up(office: Office) -> None:
    with pytest.raises(RevisitNotNow):
        await call(office, await office.file("2026-11-02"), MISSED)
