"""The table of a reconciliation: rows, roles, what is not in it, and random walks in step with the case's table."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases.states import COMPLAINT_ROWS, CaseEvent, CaseKind, CaseState, Role
from desk.cases.states import step as case_step
from desk.reconciliation.errors import ReconciliationNotPossible, ReconciliationOver
from desk.reconciliation.states import (
    CASE_EVENTS,
    ENDED,
    ENDINGS,
    OPEN,
    TRANSITIONS,
    EndReason,
    ReconciliationEvent,
    ReconciliationState,
    Row,
    possible,
    step,
)
from desk.reconciliation.wording import END_REASONS, STATE_LABELS

ROWS = [(state, event, row) for (state, event), row in TRANSITIONS.items()]


@pytest.mark.parametrize(("state", "event", "row"), ROWS, ids=lambda value: str(value)[:20])
def test_row_is_for_its_roles_only(state: ReconciliationState, event: ReconciliationEvent, row: Row) -> None:
    for role in Role:
        if role in row.by:
            assert step(state, event, by=role) is row
        else:
            with pytest.raises(ReconciliationNotPossible):
                step(state, event, by=role)


@pytest.mark.parametrize("state", ReconciliationState)
@pytest.mark.parametrize("event", ReconciliationEvent)
@pytest.mark.parametrize("role", Role)
def test_what_is_not_in_the_table_is_refused(
    state: ReconciliationState, event: ReconciliationEvent, role: Role
) -> None:
    if (state, event) not in TRANSITIONS:
        refusal = ReconciliationOver if state in ENDED else ReconciliationNotPossible
        with pytest.raises(refusal):
            step(state, event, by=role)


def test_every_way_a_case_leaves_is_an_ending() -> None:
    ways = {
        (event, role)
        for (state, event), row in COMPLAINT_ROWS.items()
        if state is CaseState.RECONCILING
        for role in row.by
    }
    assert ways == set(CASE_EVENTS)
    for (_, role), event in CASE_EVENTS.items():
        for state in OPEN:
            assert step(state, event, by=role).to in ENDED


def test_ending_fails_for_a_reason_and_otherwise_has_none() -> None:
    for row in ENDINGS.values():
        assert (row.reason is not None) == (row.to is ReconciliationState.FAILED)
    assert {row.reason for row in ENDINGS.values()} - {None} == set(EndReason)


def test_states_and_reasons_have_words() -> None:
    assert set(STATE_LABELS) == set(ReconciliationState)
    assert set(END_REASONS) == set(EndReason)


CASE_SIDE = {event: way for way, event in CASE_EVENTS.items()}


@given(st.data())
def test_walk_stays_in_step_with_the_case(data: st.DataObject) -> None:
    """Any role does anything possible to it; the talk is open exactly as long as the case is reconciling."""
    case, state = CaseState.RECONCILING, ReconciliationState.OFFERED
    answered = False
    for _ in range(data.draw(st.integers(min_value=1, max_value=20))):
        choices = [(role, event) for role in Role for event in possible(state, role)]
        if not choices:
            break
        role, event = data.draw(st.sampled_from(choices))
        before, row = state, step(state, event, by=role)
        state = row.to
        answered = answered or event in (ReconciliationEvent.ANSWER, ReconciliationEvent.PROPOSE)
        if event in CASE_SIDE:
            moved = next(way for way, ours in CASE_EVENTS.items() if ours is event and way[1] is role)
            case = case_step(CaseKind.COMPLAINT, case, moved[0], by=role).to
        assert (state in OPEN) == (case is CaseState.RECONCILING)
        assert (state is ReconciliationState.SETTLED) == (case is CaseState.SETTLED)
        if state in (
            ReconciliationState.ANSWERED,
            ReconciliationState.PROPOSED,
            ReconciliationState.DECLINED,
        ):
            assert answered
        if state is ReconciliationState.DECLINED and before is not state:
            assert before is ReconciliationState.PROPOSED
    if case is CaseState.SUBMITTED:
        assert (case, CaseEvent.ACCEPT) in COMPLAINT_ROWS  # the complaint goes on
