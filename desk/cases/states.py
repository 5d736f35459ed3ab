"""The life of a case as one table, read by the API, the console, the clocks, the notices and the documents.

Grounds carry the numbers of 市场监督管理投诉举报处理办法 (2026): 16-n for not accepting,
23-n for ending mediation. A report (举报) has rows of its own: it is looked into, not mediated (第九条).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from desk.cases.errors import (
    GroundsNotFitting,
    GroundsRequired,
    NotForThisRole,
    TransitionIncomplete,
    TransitionNotAllowed,
)
from desk.clocks.kinds import ClockKind, ClockMove
from desk.documents.kinds import DocumentKind


class CaseKind(StrEnum):
    """What a case is. A story that is both becomes two cases, handled apart (第九条)."""

    COMPLAINT = "complaint"  # 投诉: a consumer's own dispute
    REPORT = "report"  # 举报: a lead on a breach of the law


class CaseState(StrEnum):
    SUBMITTED = "submitted"
    NEEDS_INFO = "needs_info"
    RECONCILING = "reconciling"
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MEDIATING = "mediating"
    SUSPENDED = "suspended"  # a recusal is being decided (第二十一条)
    TESTING = "testing"  # goods are examined: mediation's period stands still (第二十二条)
    SETTLED = "settled"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"  # the same dispute stands under another number
    REVISITED = "revisited"
    PUBLISHED = "published"
    OPENED = "opened"  # a report: 立案
    NOT_OPENED = "not_opened"
    DECIDED = "decided"


class CaseEvent(StrEnum):
    """What someone does with a case."""

    ASK_FOR_INFO = "ask_for_info"
    SUPPLEMENT = "supplement"
    OFFER_RECONCILIATION = "offer_reconciliation"
    FAIL_RECONCILIATION = "fail_reconciliation"
    TRANSFER = "transfer"
    RETURN = "return"  # not competent: back to who received it (第四十一条)
    ACCEPT = "accept"
    REJECT = "reject"
    MEDIATE = "mediate"
    SUSPEND = "suspend"
    RESUME = "resume"
    START_TEST = "start_test"
    END_TEST = "end_test"
    SETTLE = "settle"
    TERMINATE = "terminate"
    TELL_BOTH = "tell_both"  # both parties were told that mediation ended
    WITHDRAW = "withdraw"
    MERGE = "merge"
    REVISIT = "revisit"
    PUBLISH = "publish"
    REOPEN = "reopen"
    OPEN = "open"
    NOT_OPEN = "not_open"
    REFER = "refer"  # a report for another authority: the person is told where to go (第三十四条)
    EXTEND = "extend"
    DECIDE = "decide"


class Role(StrEnum):
    """Who acts."""

    CONSUMER = "consumer"
    ENTERPRISE = "enterprise"
    OFFICER = "officer"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


class Need(StrEnum):
    """What an event must bring along. Values name the fields of desk.cases.transitions.Transition."""

    REASON = "reason"
    DUE_ON = "due_on"
    AGENCY = "agency_id"
    DUPLICATE_OF = "duplicate_of"


# What the API calls them where it is called otherwise: an agency is named by its code or its id.
MEMBERS: dict[Need, str] = {Need.AGENCY: "agency"}


class Notice(StrEnum):
    """What the consumer is told; the words are in wording.NOTICES."""

    INFO_ASKED = "info_asked"
    SUPPLEMENTED = "supplemented"
    RECONCILING = "reconciling"
    RECONCILIATION_FAILED = "reconciliation_failed"
    TRANSFERRED = "transferred"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    MEDIATING = "mediating"
    SUSPENDED = "suspended"
    TESTING = "testing"
    SETTLED = "settled"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    MERGED = "merged"
    PUBLISHED = "published"
    REOPENED = "reopened"
    REFERRED = "referred"


class Ground(StrEnum):
    """Why a complaint is not accepted (16) or its mediation ends (23); labels are in wording.GROUNDS."""

    NOT_COMPETENT = "16-1"
    HANDLED_ELSEWHERE = "16-2"
    NOT_A_CONSUMER_DISPUTE = "16-3"
    OLDER_THAN_THREE_YEARS = "16-4"
    MATERIAL_MISSING_OR_FALSE = "16-5"
    IDENTITY_FALSE_OR_UNVERIFIED = "16-6"
    OTHER_BAR = "16-7"
    WITHDRAWN_OR_RECONCILED = "23-1"
    PARTY_REFUSES = "23-2"
    NO_AGREEMENT_POSSIBLE = "23-3"
    TEST_COSTS_NOT_AGREED = "23-4"
    SIXTY_DAYS_OVER = "23-5"
    BAR_FOUND_LATER = "23-6"
    PARTY_GONE = "23-7"
    OTHER_END = "23-8"


# Events that need a legal ground, and which grounds fit.
GROUNDS: dict[CaseEvent, frozenset[Ground]] = {
    CaseEvent.REJECT: frozenset(ground for ground in Ground if ground.startswith("16-")),
    CaseEvent.TERMINATE: frozenset(ground for ground in Ground if ground.startswith("23-")),
}

OFFICER = frozenset({Role.OFFICER, Role.SUPERVISOR})
SUPERVISOR = frozenset({Role.SUPERVISOR})
CONSUMER = frozenset({Role.CONSUMER})
ENTERPRISE = frozenset({Role.ENTERPRISE})
SYSTEM = frozenset({Role.SYSTEM})

Clocks = tuple[tuple[ClockMove, ClockKind], ...]


def _stopping(*clocks: ClockKind) -> Clocks:
    return tuple((ClockMove.STOP, clock) for clock in clocks)


def _starting(*clocks: ClockKind) -> Clocks:
    return tuple((ClockMove.START, clock) for clock in clocks)


# Every clock that may still run when a case ends; stopping one that does not run is nothing.
ALL_CLOCKS = _stopping(*(clock for clock in ClockKind if clock is not ClockKind.TELL_END))


@dataclass(frozen=True)
class Row:
    """One allowed change.

    by: who may; tells: what the consumer is told; clocks: what it does to them, in order; document: what may
    be rendered from then on; needs: what must come along; repeated: a harmless repeat, nothing is recorded.
    """

    to: CaseState
    by: frozenset[Role] = OFFICER
    tells: Notice | None = None
    clocks: Clocks = ()
    document: DocumentKind | None = None
    needs: frozenset[Need] = frozenset()
    repeated: bool = False


S, E, C, M, N = CaseState, CaseEvent, ClockKind, ClockMove, Notice

ASK = Row(
    S.NEEDS_INFO,
    tells=N.INFO_ASKED,
    clocks=_starting(C.SUPPLEMENT),
    needs=frozenset({Need.REASON, Need.DUE_ON}),
)
SUPPLEMENTED = Row(S.SUBMITTED, OFFICER | CONSUMER, tells=N.SUPPLEMENTED, clocks=_stopping(C.SUPPLEMENT))
# 第十五条 counts from the day on which the competent department receives it, so the period begins anew there.
SENT_ON = Row(
    S.TRANSFERRED,
    OFFICER | SYSTEM,
    tells=N.TRANSFERRED,
    clocks=_starting(C.DECIDE, C.REPORT_BACK),
    needs=frozenset({Need.AGENCY, Need.DUE_ON}),
)
RETURNED = Row(S.SUBMITTED, clocks=_stopping(C.REPORT_BACK), needs=frozenset({Need.REASON}))
ACCEPTED = Row(
    S.ACCEPTED,
    tells=N.ACCEPTED,
    clocks=(*_stopping(C.DECIDE, C.SUPPLEMENT), *_starting(C.MEDIATE)),
    document=DocumentKind.ACCEPTANCE,
)
REJECTED = Row(S.REJECTED, tells=N.REJECTED, clocks=ALL_CLOCKS, document=DocumentKind.REJECTION)
WITHDRAWN = Row(S.WITHDRAWN, OFFICER | CONSUMER, tells=N.WITHDRAWN, clocks=ALL_CLOCKS)
# 第二十三条第一项: a complaint withdrawn after acceptance ends mediation, and both parties are told.
WITHDRAWN_LATE = Row(
    S.WITHDRAWN, OFFICER | CONSUMER, tells=N.WITHDRAWN, clocks=(*ALL_CLOCKS, *_starting(C.TELL_END))
)
MERGED = Row(
    S.MERGED, OFFICER | SYSTEM, tells=N.MERGED, clocks=ALL_CLOCKS, needs=frozenset({Need.DUPLICATE_OF})
)
TESTED = Row(S.TESTING, tells=N.TESTING, clocks=((M.PAUSE, C.MEDIATE),))
SETTLED = Row(S.SETTLED, tells=N.SETTLED, clocks=ALL_CLOCKS, document=DocumentKind.AGREEMENT)
TERMINATED = Row(
    S.TERMINATED,
    tells=N.TERMINATED,
    clocks=(*ALL_CLOCKS, *_starting(C.TELL_END)),
    document=DocumentKind.TERMINATION,
)
REOPENED = Row(
    S.SUBMITTED, SUPERVISOR, tells=N.REOPENED, clocks=_starting(C.DECIDE), needs=frozenset({Need.REASON})
)
# What was merged by mistake goes its own way again: it was never decided on, and every complaint must be (第十五条).
SPLIT = REOPENED
# What is published says how it ended; a reopened case has not ended, so it is taken off (desk.publication).
REOPENED_IN_PUBLIC = REOPENED
REVISITED = Row(S.REVISITED)
PUBLISHED = Row(S.PUBLISHED, tells=N.PUBLISHED)
OPENED = Row(S.OPENED, clocks=(*_stopping(C.DECIDE, C.SUPPLEMENT), *_starting(C.INVESTIGATE)))
NOT_OPENED = Row(S.NOT_OPENED, clocks=ALL_CLOCKS, needs=frozenset({Need.REASON}))
REFERRED = Row(S.NOT_OPENED, tells=N.REFERRED, clocks=ALL_CLOCKS, needs=frozenset({Need.REASON}))


def _extended(state: CaseState, clock: ClockKind) -> Row:
    return Row(state, SUPERVISOR, clocks=((M.EXTEND, clock),), needs=frozenset({Need.REASON}))


COMPLAINT_ROWS: dict[tuple[CaseState, CaseEvent], Row] = {
    (S.SUBMITTED, E.ASK_FOR_INFO): ASK,
    (S.SUBMITTED, E.OFFER_RECONCILIATION): Row(
        S.RECONCILING,
        OFFICER | CONSUMER | SYSTEM,
        tells=N.RECONCILING,
        clocks=(*_stopping(C.DECIDE), *_starting(C.RECONCILE)),
    ),
    (S.SUBMITTED, E.TRANSFER): SENT_ON,
    (S.SUBMITTED, E.ACCEPT): ACCEPTED,
    (S.SUBMITTED, E.REJECT): REJECTED,
    (S.SUBMITTED, E.WITHDRAW): WITHDRAWN,
    (S.SUBMITTED, E.MERGE): MERGED,
    (S.NEEDS_INFO, E.SUPPLEMENT): SUPPLEMENTED,
    (S.NEEDS_INFO, E.ACCEPT): ACCEPTED,  # what was asked for turned out not to be needed
    (S.NEEDS_INFO, E.REJECT): REJECTED,
    (S.NEEDS_INFO, E.WITHDRAW): WITHDRAWN,
    (S.NEEDS_INFO, E.MERGE): MERGED,
    (S.RECONCILING, E.FAIL_RECONCILIATION): Row(
        S.SUBMITTED,
        OFFICER | CONSUMER | ENTERPRISE | SYSTEM,
        tells=N.RECONCILIATION_FAILED,
        clocks=(*_stopping(C.RECONCILE), *_starting(C.DECIDE)),
    ),
    (S.RECONCILING, E.SETTLE): Row(S.SETTLED, OFFICER | CONSUMER, tells=N.SETTLED, clocks=ALL_CLOCKS),
    (S.RECONCILING, E.WITHDRAW): WITHDRAWN,
    (S.TRANSFERRED, E.ASK_FOR_INFO): ASK,
    (S.TRANSFERRED, E.TRANSFER): SENT_ON,  # sent on: it went to the wrong place first
    (S.TRANSFERRED, E.RETURN): RETURNED,
    (S.TRANSFERRED, E.ACCEPT): ACCEPTED,
    (S.TRANSFERRED, E.REJECT): REJECTED,
    (S.TRANSFERRED, E.WITHDRAW): WITHDRAWN,
    (S.TRANSFERRED, E.MERGE): MERGED,
    (S.ACCEPTED, E.MEDIATE): Row(S.MEDIATING, tells=N.MEDIATING),
    (S.ACCEPTED, E.START_TEST): TESTED,
    (S.ACCEPTED, E.SETTLE): SETTLED,
    (S.ACCEPTED, E.TERMINATE): TERMINATED,
    (S.ACCEPTED, E.WITHDRAW): WITHDRAWN_LATE,
    (S.ACCEPTED, E.MERGE): MERGED,
    (S.MEDIATING, E.SUSPEND): Row(S.SUSPENDED, tells=N.SUSPENDED, needs=frozenset({Need.REASON})),
    (S.MEDIATING, E.START_TEST): TESTED,
    (S.MEDIATING, E.SETTLE): SETTLED,
    (S.MEDIATING, E.TERMINATE): TERMINATED,
    (S.MEDIATING, E.WITHDRAW): WITHDRAWN_LATE,
    (S.SUSPENDED, E.RESUME): Row(S.MEDIATING, tells=N.MEDIATING),
    (S.SUSPENDED, E.SETTLE): SETTLED,
    (S.SUSPENDED, E.TERMINATE): TERMINATED,
    (S.SUSPENDED, E.WITHDRAW): WITHDRAWN_LATE,
    (S.TESTING, E.END_TEST): Row(S.MEDIATING, tells=N.MEDIATING, clocks=((M.RESUME, C.MEDIATE),)),
    (S.TESTING, E.SETTLE): SETTLED,
    (S.TESTING, E.TERMINATE): TERMINATED,
    (S.TESTING, E.WITHDRAW): WITHDRAWN_LATE,
    (S.WITHDRAWN, E.WITHDRAW): Row(S.WITHDRAWN, OFFICER | CONSUMER, repeated=True),  # asked twice
    (S.WITHDRAWN, E.TELL_BOTH): Row(S.WITHDRAWN, clocks=_stopping(C.TELL_END)),
    (S.WITHDRAWN, E.REOPEN): REOPENED,
    (S.SETTLED, E.REVISIT): REVISITED,
    (S.SETTLED, E.PUBLISH): PUBLISHED,
    (S.SETTLED, E.REOPEN): REOPENED,
    (S.TERMINATED, E.TELL_BOTH): Row(S.TERMINATED, clocks=_stopping(C.TELL_END)),
    (S.TERMINATED, E.REVISIT): REVISITED,
    (S.TERMINATED, E.PUBLISH): PUBLISHED,
    (S.TERMINATED, E.REOPEN): REOPENED,
    (S.REJECTED, E.REVISIT): REVISITED,
    (S.REJECTED, E.REOPEN): REOPENED,
    (S.REVISITED, E.TELL_BOTH): Row(S.REVISITED, clocks=_stopping(C.TELL_END)),
    (S.REVISITED, E.PUBLISH): PUBLISHED,
    (S.REVISITED, E.REOPEN): REOPENED,
    (S.PUBLISHED, E.TELL_BOTH): Row(S.PUBLISHED, clocks=_stopping(C.TELL_END)),
    (S.PUBLISHED, E.REOPEN): REOPENED_IN_PUBLIC,
    (S.MERGED, E.REOPEN): SPLIT,
}

REPORT_ROWS: dict[tuple[CaseState, CaseEvent], Row] = {
    (S.SUBMITTED, E.ASK_FOR_INFO): ASK,
    (S.SUBMITTED, E.TRANSFER): SENT_ON,
    (S.SUBMITTED, E.EXTEND): _extended(S.SUBMITTED, C.DECIDE),
    (S.SUBMITTED, E.OPEN): OPENED,
    (S.SUBMITTED, E.NOT_OPEN): NOT_OPENED,
    (S.SUBMITTED, E.REFER): REFERRED,
    (S.SUBMITTED, E.WITHDRAW): WITHDRAWN,
    (S.SUBMITTED, E.MERGE): MERGED,  # 第三十五条: the same facts reported again
    (S.NEEDS_INFO, E.SUPPLEMENT): SUPPLEMENTED,
    (S.NEEDS_INFO, E.OPEN): OPENED,
    (S.NEEDS_INFO, E.NOT_OPEN): NOT_OPENED,
    (S.NEEDS_INFO, E.REFER): REFERRED,
    (S.NEEDS_INFO, E.WITHDRAW): WITHDRAWN,
    (S.NEEDS_INFO, E.MERGE): MERGED,
    (S.TRANSFERRED, E.ASK_FOR_INFO): ASK,
    (S.TRANSFERRED, E.TRANSFER): SENT_ON,
    (S.TRANSFERRED, E.RETURN): RETURNED,
    (S.TRANSFERRED, E.EXTEND): _extended(S.TRANSFERRED, C.DECIDE),
    (S.TRANSFERRED, E.OPEN): OPENED,
    (S.TRANSFERRED, E.NOT_OPEN): NOT_OPENED,
    (S.TRANSFERRED, E.REFER): REFERRED,
    (S.TRANSFERRED, E.WITHDRAW): WITHDRAWN,
    (S.TRANSFERRED, E.MERGE): MERGED,
    (S.OPENED, E.EXTEND): _extended(S.OPENED, C.INVESTIGATE),
    (S.OPENED, E.DECIDE): Row(S.DECIDED, clocks=ALL_CLOCKS),
    (S.WITHDRAWN, E.WITHDRAW): Row(S.WITHDRAWN, OFFICER | CONSUMER, repeated=True),
    (S.WITHDRAWN, E.REOPEN): REOPENED,
    (S.NOT_OPENED, E.REOPEN): REOPENED,
    (S.DECIDED, E.REOPEN): REOPENED,
    (S.MERGED, E.REOPEN): SPLIT,
}

TRANSITIONS: Mapping[CaseKind, Mapping[tuple[CaseState, CaseEvent], Row]] = MappingProxyType(
    {CaseKind.COMPLAINT: COMPLAINT_ROWS, CaseKind.REPORT: REPORT_ROWS}
)

# Nothing more is to be decided here; retention counts from the day a case came into one of these.
ENDED = frozenset(
    {
        S.REJECTED,
        S.SETTLED,
        S.TERMINATED,
        S.WITHDRAWN,
        S.MERGED,
        S.REVISITED,
        S.PUBLISHED,
        S.NOT_OPENED,
        S.DECIDED,
    }
)
# A finished handling may be rated by the consumer; a withdrawal or a merger is nothing to rate.
RATEABLE = ENDED - {S.WITHDRAWN, S.MERGED}


def row(kind: CaseKind, state: CaseState, event: CaseEvent) -> Row:
    """The row for `event` in `state`. Raises TransitionNotAllowed if there is none."""
    found = TRANSITIONS[kind].get((state, event))
    if found is None:
        raise TransitionNotAllowed(extra={"kind": kind, "state": state, "event": event})
    return found


def check_grounds(event: CaseEvent, grounds: frozenset[Ground]) -> None:
    """Raises GroundsRequired if the law asks for a ground and none is given, GroundsNotFitting for one of
    another article or out of place."""
    fitting = GROUNDS.get(event, frozenset())
    if fitting and not grounds:
        raise GroundsRequired(extra={"event": event})
    if grounds - fitting:
        raise GroundsNotFitting(extra={"event": event, "grounds": sorted(grounds - fitting)})


def step(
    kind: CaseKind,
    state: CaseState,
    event: CaseEvent,
    grounds: frozenset[Ground] = frozenset(),
    *,
    by: Role,
    brings: frozenset[Need] = frozenset(),
) -> Row:
    """The row that `event` takes from `state`.

    Raises TransitionNotAllowed, NotForThisRole, GroundsRequired, GroundsNotFitting, TransitionIncomplete.
    """
    found = row(kind, state, event)
    if by not in found.by:
        raise NotForThisRole(extra={"event": event, "role": by})
    check_grounds(event, grounds)
    if lacking := found.needs - brings:
        raise TransitionIncomplete.lacking(sorted(MEMBERS.get(need, need.value) for need in lacking))
    return found


def possible(kind: CaseKind, state: CaseState, by: Role) -> tuple[CaseEvent, ...]:
    """What a role may do next, in the order of the table; repeats are left out."""
    return tuple(
        event
        for (at, event), found in TRANSITIONS[kind].items()
        if at is state and by in found.by and not found.repeated
    )
