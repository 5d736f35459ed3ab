"""What people are told: complete, and never more than is recorded."""

import datetime as dt

import pytest

from desk.cases import wording
from desk.cases.states import TRANSITIONS, CaseKind, CaseState, Ground

DAY = dt.date(2027, 1, 4)
BEFORE_ACCEPTANCE = (CaseState.SUBMITTED, CaseState.NEEDS_INFO, CaseState.RECONCILING, CaseState.TRANSFERRED)


def said(kind: CaseKind, state: CaseState, *, provisional: bool = False) -> str:
    return wording.next_step(kind, state, decide_by=DAY, provisional=provisional)


def test_every_state_and_ground_has_its_words() -> None:
    assert set(wording.STATE_LABELS) == set(CaseState)
    assert set(wording.GROUNDS) == set(Ground)


STATES_OF_A_KIND = sorted(
    {(kind, row.to) for kind, rows in TRANSITIONS.items() for row in rows.values()}
    | {(kind, CaseState.SUBMITTED) for kind in CaseKind}
)


@pytest.mark.parametrize(("kind", "state"), STATES_OF_A_KIND)
def test_next_step_leaves_no_gap(kind: CaseKind, state: CaseState) -> None:
    assert "{" not in said(kind, state)


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("state", BEFORE_ACCEPTANCE)
def test_acceptance_is_not_claimed_before_it_is_recorded(kind: CaseKind, state: CaseState) -> None:
    assert "已受理" not in said(kind, state) + wording.STATE_LABELS[state]


def test_registration_names_the_day_and_whether_it_may_move() -> None:
    assert "2027年1月4日" in said(CaseKind.COMPLAINT, CaseState.SUBMITTED)
    assert "2027年放假安排" not in said(CaseKind.COMPLAINT, CaseState.SUBMITTED)
    assert "2027年放假安排" in said(CaseKind.COMPLAINT, CaseState.SUBMITTED, provisional=True)
    assert "2027年放假安排" not in said(CaseKind.COMPLAINT, CaseState.ACCEPTED, provisional=True)
