"""The state machine: one sentence a row, and what is not in the table."""

import pytest
from sqlalchemy import select

from desk.cases import service
from desk.cases.errors import GroundsNotFitting, GroundsRequired, TransitionNotAllowed
from desk.cases.model import Case, CaseChange
from desk.cases.service import CaseDesk
from desk.cases.states import (
    GROUNDS,
    REPEATS,
    REPORT_EVENTS,
    TRANSITIONS,
    CaseEvent,
    CaseKind,
    CaseState,
    Ground,
    step,
)
from desk.store.database import Database
from tests.desk.builders import NOW, case_in

A_GROUND = {
    CaseEvent.REJECT: frozenset({Ground.NOT_COMPETENT}),
    CaseEvent.TERMINATE: frozenset({Ground.PARTY_REFUSES}),
}


def a_ground(event: CaseEvent) -> frozenset[Ground]:
    return A_GROUND.get(event, frozenset())


@pytest.mark.parametrize(("row", "to"), TRANSITIONS.items(), ids=lambda value: str(value))
def test_row_leads_where_the_table_says(row: tuple[CaseState, CaseEvent], to: CaseState) -> None:
    state, event = row
    taken = step(CaseKind.COMPLAINT, state, event, a_ground(event))
    assert taken.to is to
    assert taken.repeated is (row in REPEATS)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("event", CaseEvent)
def test_what_is_not_in_the_table_is_refused(state: CaseState, event: CaseEvent) -> None:
    if (state, event) not in TRANSITIONS:
        with pytest.raises(TransitionNotAllowed):
            step(CaseKind.COMPLAINT, state, event, a_ground(event))


def test_every_state_can_be_reached_from_submitted() -> None:
    reached, before = {CaseState.SUBMITTED}, set()
    while reached != before:
        before = set(reached)
        reached |= {to for (state, _), to in TRANSITIONS.items() if state in reached}
    assert reached == set(CaseState)


@pytest.mark.parametrize("event", [event for event in CaseEvent if event not in REPORT_EVENTS])
def test_report_is_never_accepted_or_mediated(event: CaseEvent) -> None:
    for state in CaseState:
        with pytest.raises(TransitionNotAllowed):
            step(CaseKind.REPORT, state, event, a_ground(event))


@pytest.mark.parametrize(
    ("state", "event"), [(CaseState.SUBMITTED, CaseEvent.REJECT), (CaseState.MEDIATING, CaseEvent.TERMINATE)]
)
def test_refusing_needs_a_ground_of_its_article(state: CaseState, event: CaseEvent) -> None:
    with pytest.raises(GroundsRequired):
        step(CaseKind.COMPLAINT, state, event, frozenset())
    for ground in Ground:
        if ground in GROUNDS[event]:
            assert step(CaseKind.COMPLAINT, state, event, frozenset({ground}))
        else:
            with pytest.raises(GroundsNotFitting):
                step(CaseKind.COMPLAINT, state, event, frozenset({ground}))


def test_accepting_takes_no_ground() -> None:
    with pytest.raises(GroundsNotFitting):
        step(CaseKind.COMPLAINT, CaseState.SUBMITTED, CaseEvent.ACCEPT, frozenset({Ground.OTHER_BAR}))


async def test_change_is_recorded_with_actor_grounds_and_sealed_reason(
    database: Database, case_desk: CaseDesk
) -> None:
    async with database.write() as session:
        (case,) = await service.file_case(session, case_desk, case_in(), client="test", now=NOW)
    async with database.write() as session:
        found = await service.find_case(session, case.case_no)
        grounds = frozenset({Ground.HANDLED_ELSEWHERE})
        await service.change_state(
            session,
            case_desk,
            found,
            CaseEvent.REJECT,
            actor="staff:7",
            now=NOW,
            grounds=grounds,
            reason="法院已立案",
        )
    async with database.read() as session:
        kept = await session.get_one(Case, case.id)
        changes = list(await session.scalars(select(CaseChange).order_by(CaseChange.id)))
    assert (kept.state, kept.version) == (CaseState.REJECTED, 2)
    assert [(change.event, change.from_state, change.to_state, change.actor) for change in changes] == [
        (None, None, CaseState.SUBMITTED, "client:test"),
        (CaseEvent.REJECT, CaseState.SUBMITTED, CaseState.REJECTED, "staff:7"),
    ]
    assert changes[1].grounds == ["16-2"]
    assert changes[1].reason_sealed
    assert case_desk.vault.open(changes[1].reason_sealed) == "法院已立案"


async def test_withdrawing_twice_changes_nothing_more(database: Database, case_desk: CaseDesk) -> None:
    async with database.write() as session:
        (case,) = await service.file_case(session, case_desk, case_in(), client="test", now=NOW)
        for _ in range(2):
            await service.change_state(
                session, case_desk, case, CaseEvent.WITHDRAW, actor="consumer", now=NOW
            )
    async with database.read() as session:
        assert len(list(await session.scalars(select(CaseChange)))) == 2
