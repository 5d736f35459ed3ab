"""The state machine: one sentence a row, what is not in the table, and random walks through all of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.cases.errors import (
    GroundsNotFitting,
    GroundsRequired,
    NotForThisRole,
    TransitionIncomplete,
    TransitionNotAllowed,
)
from desk.cases.state_table import PAGE, page
from desk.cases.states import (
    ENDED,
    GROUNDS,
    RATEABLE,
    TRANSITIONS,
    CaseEvent,
    CaseKind,
    CaseState,
    Ground,
    Need,
    Role,
    Row,
    possible,
    step,
)
from desk.cases.wording import NOTICES, REPORT_NEXT_STEPS, STATE_LABELS
from desk.clocks.kinds import ClockKind, ClockMove

ROWS = [
    (kind, state, event, row) for kind, rows in TRANSITIONS.items() for (state, event), row in rows.items()
]
EVERYTHING = frozenset(Need)


def a_ground(event: CaseEvent) -> frozenset[Ground]:
    return frozenset(sorted(GROUNDS.get(event, ()))[:1])


@pytest.mark.parametrize(("kind", "state", "event", "row"), ROWS, ids=lambda value: str(value)[:20])
def test_row_leads_where_the_table_says(kind: CaseKind, state: CaseState, event: CaseEvent, row: Row) -> None:
    for role in Role:
        if role in row.by:
            assert step(kind, state, event, a_ground(event), by=role, brings=EVERYTHING) is row
        else:
            with pytest.raises(NotForThisRole):
                step(kind, state, event, a_ground(event), by=role, brings=EVERYTHING)


@pytest.mark.parametrize(("kind", "state", "event", "row"), ROWS, ids=lambda value: str(value)[:20])
def test_row_asks_for_what_it_needs(kind: CaseKind, state: CaseState, event: CaseEvent, row: Row) -> None:
    for need in row.needs:
        with pytest.raises(TransitionIncomplete) as refusal:
            step(kind, state, event, a_ground(event), by=Role.SUPERVISOR, brings=EVERYTHING - {need})
        assert [error.pointer for error in refusal.value.errors] == [f"/{need.value}"]


@pytest.mark.parametrize("kind", CaseKind)
@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("event", CaseEvent)
def test_what_is_not_in_the_table_is_refused(kind: CaseKind, state: CaseState, event: CaseEvent) -> None:
    if (state, event) not in TRANSITIONS[kind]:
        with pytest.raises(TransitionNotAllowed):
            step(kind, state, event, a_ground(event), by=Role.SUPERVISOR, brings=EVERYTHING)


def reachable(kind: CaseKind) -> set[CaseState]:
    reached: set[CaseState] = {CaseState.SUBMITTED}
    before: set[CaseState] = set()
    while reached != before:
        before = set(reached)
        reached |= {row.to for (state, _), row in TRANSITIONS[kind].items() if state in reached}
    return reached


def test_every_state_is_reached_by_a_complaint_or_a_report() -> None:
    assert reachable(CaseKind.COMPLAINT) | reachable(CaseKind.REPORT) == set(CaseState)


def test_report_is_never_accepted_mediated_or_offered_to_the_enterprise() -> None:
    assert not reachable(CaseKind.REPORT) & {
        CaseState.ACCEPTED,
        CaseState.MEDIATING,
        CaseState.SETTLED,
        CaseState.RECONCILING,
    }


@pytest.mark.parametrize(
    ("state", "event"), [(CaseState.SUBMITTED, CaseEvent.REJECT), (CaseState.MEDIATING, CaseEvent.TERMINATE)]
)
def test_refusing_needs_a_ground_of_its_article(state: CaseState, event: CaseEvent) -> None:
    with pytest.raises(GroundsRequired):
        step(CaseKind.COMPLAINT, state, event, by=Role.OFFICER)
    for ground in Ground:
        if ground in GROUNDS[event]:
            assert step(CaseKind.COMPLAINT, state, event, frozenset({ground}), by=Role.OFFICER)
        else:
            with pytest.raises(GroundsNotFitting):
                step(CaseKind.COMPLAINT, state, event, frozenset({ground}), by=Role.OFFICER)


def test_accepting_takes_no_ground() -> None:
    with pytest.raises(GroundsNotFitting):
        step(
            CaseKind.COMPLAINT,
            CaseState.SUBMITTED,
            CaseEvent.ACCEPT,
            frozenset({Ground.OTHER_BAR}),
            by=Role.OFFICER,
        )


def test_only_an_officer_or_supervisor_accepts() -> None:
    by = {role for _, _, event, row in ROWS if event is CaseEvent.ACCEPT for role in row.by}
    assert by == {Role.OFFICER, Role.SUPERVISOR}


def test_whatever_the_consumer_is_told_has_words() -> None:
    told = {row.tells for *_, row in ROWS} - {None}
    assert told == set(NOTICES)
    assert set(STATE_LABELS) == set(CaseState)


def test_outcome_of_a_report_is_not_told_by_its_label() -> None:
    """第三十六条: whether a report led to an investigation is told only where the law says so."""
    assert STATE_LABELS[CaseState.NOT_OPENED] == STATE_LABELS[CaseState.DECIDED]
    assert REPORT_NEXT_STEPS[CaseState.NOT_OPENED] == REPORT_NEXT_STEPS[CaseState.DECIDED]


@st.composite
def walks(draw: st.DrawFn) -> tuple[CaseKind, list[tuple[CaseState, CaseEvent, Row]]]:
    """A case's life: at each point any role does something that is possible to it."""
    kind, state = draw(st.sampled_from(list(CaseKind))), CaseState.SUBMITTED
    steps: list[tuple[CaseState, CaseEvent, Row]] = []
    for _ in range(draw(st.integers(min_value=1, max_value=25))):
        choices = [(role, event) for role in Role for event in possible(kind, state, role)]
        if not choices:
            break
        role, event = draw(st.sampled_from(choices))
        row = step(kind, state, event, a_ground(event), by=role, brings=EVERYTHING)
        steps.append((state, event, row))
        state = row.to
    return kind, steps


def _running(steps: list[tuple[CaseState, CaseEvent, Row]]) -> tuple[set[ClockKind], set[ClockKind]]:
    """Clocks that run, and of these the paused ones, after a walk."""
    running, paused = {ClockKind.DECIDE}, set[ClockKind]()
    for _, _, row in steps:
        for move, clock in row.clocks:
            if move is ClockMove.START:
                running.add(clock)
            elif move is ClockMove.STOP:
                running.discard(clock)
                paused.discard(clock)
            elif move is ClockMove.PAUSE and clock in running:
                paused.add(clock)
            elif move is ClockMove.RESUME:
                paused.discard(clock)
    return running, paused


@given(walks())
def test_walk_leaves_the_clocks_that_its_state_asks_for(
    walk: tuple[CaseKind, list[tuple[CaseState, CaseEvent, Row]]],
) -> None:
    steps = walk[1]
    state = steps[-1][2].to
    running, paused = _running(steps)
    if state in ENDED:
        assert running <= {ClockKind.TELL_END}
    awaiting = {CaseState.SUBMITTED, CaseState.TRANSFERRED, CaseState.NEEDS_INFO}
    assert (ClockKind.DECIDE in running) == (state in awaiting)
    assert (ClockKind.RECONCILE in running) == (state is CaseState.RECONCILING)
    mediated = {CaseState.ACCEPTED, CaseState.MEDIATING, CaseState.SUSPENDED, CaseState.TESTING}
    assert (ClockKind.MEDIATE in running) == (state in mediated)
    assert (ClockKind.MEDIATE in paused) == (state is CaseState.TESTING)
    assert (ClockKind.INVESTIGATE in running) == (state is CaseState.OPENED)
    assert (ClockKind.SUPPLEMENT in running) == (state is CaseState.NEEDS_INFO)


@given(walks())
def test_acceptance_always_comes_before_mediation(
    walk: tuple[CaseKind, list[tuple[CaseState, CaseEvent, Row]]],
) -> None:
    accepted = False
    for state, event, row in walk[1]:
        accepted = accepted or row.to is CaseState.ACCEPTED
        if row.to in (CaseState.MEDIATING, CaseState.TESTING, CaseState.TERMINATED):
            assert accepted, (state, event)
        if event is CaseEvent.REOPEN:
            accepted = False


def test_rating_waits_for_an_outcome() -> None:
    assert RATEABLE < ENDED
    assert not RATEABLE & {CaseState.WITHDRAWN, CaseState.MERGED}


def test_page_for_people_says_what_the_table_says() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make states`"
