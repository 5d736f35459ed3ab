"""The life of a case as one table, read by the API, the console and the notices.

Grounds carry the numbers of 市场监督管理投诉举报处理办法 (2026): 16-n for not accepting,
23-n for ending mediation.
"""

from dataclasses import dataclass
from enum import StrEnum

from desk.cases.errors import GroundsNotFitting, GroundsRequired, TransitionNotAllowed


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
    SETTLED = "settled"
    TERMINATED = "terminated"
    WITHDRAWN = "withdrawn"
    REVISITED = "revisited"
    PUBLISHED = "published"


class CaseEvent(StrEnum):
    """What someone does with a case."""

    ASK_FOR_INFO = "ask_for_info"
    SUPPLEMENT = "supplement"
    OFFER_RECONCILIATION = "offer_reconciliation"
    FAIL_RECONCILIATION = "fail_reconciliation"
    TRANSFER = "transfer"
    ACCEPT = "accept"
    REJECT = "reject"
    MEDIATE = "mediate"
    SETTLE = "settle"
    TERMINATE = "terminate"
    WITHDRAW = "withdraw"
    REVISIT = "revisit"
    PUBLISH = "publish"


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


S, E = CaseState, CaseEvent

TRANSITIONS: dict[tuple[CaseState, CaseEvent], CaseState] = {
    (S.SUBMITTED, E.ASK_FOR_INFO): S.NEEDS_INFO,
    (S.SUBMITTED, E.OFFER_RECONCILIATION): S.RECONCILING,
    (S.SUBMITTED, E.TRANSFER): S.TRANSFERRED,
    (S.SUBMITTED, E.ACCEPT): S.ACCEPTED,
    (S.SUBMITTED, E.REJECT): S.REJECTED,
    (S.SUBMITTED, E.WITHDRAW): S.WITHDRAWN,
    (S.NEEDS_INFO, E.SUPPLEMENT): S.SUBMITTED,
    (S.NEEDS_INFO, E.ACCEPT): S.ACCEPTED,  # what was asked for turned out not to be needed
    (S.NEEDS_INFO, E.REJECT): S.REJECTED,
    (S.NEEDS_INFO, E.WITHDRAW): S.WITHDRAWN,
    (S.RECONCILING, E.FAIL_RECONCILIATION): S.SUBMITTED,
    (S.RECONCILING, E.SETTLE): S.SETTLED,
    (S.RECONCILING, E.WITHDRAW): S.WITHDRAWN,
    (S.TRANSFERRED, E.ASK_FOR_INFO): S.NEEDS_INFO,
    (S.TRANSFERRED, E.TRANSFER): S.TRANSFERRED,  # sent on: it went to the wrong place first
    (S.TRANSFERRED, E.ACCEPT): S.ACCEPTED,
    (S.TRANSFERRED, E.REJECT): S.REJECTED,
    (S.TRANSFERRED, E.WITHDRAW): S.WITHDRAWN,
    (S.ACCEPTED, E.MEDIATE): S.MEDIATING,
    (S.ACCEPTED, E.SETTLE): S.SETTLED,
    (S.ACCEPTED, E.TERMINATE): S.TERMINATED,
    (S.ACCEPTED, E.WITHDRAW): S.WITHDRAWN,
    (S.MEDIATING, E.SETTLE): S.SETTLED,
    (S.MEDIATING, E.TERMINATE): S.TERMINATED,
    (S.MEDIATING, E.WITHDRAW): S.WITHDRAWN,
    (S.WITHDRAWN, E.WITHDRAW): S.WITHDRAWN,  # asked twice: no-op
    (S.SETTLED, E.REVISIT): S.REVISITED,
    (S.TERMINATED, E.REVISIT): S.REVISITED,
    (S.REJECTED, E.REVISIT): S.REVISITED,
    (S.SETTLED, E.PUBLISH): S.PUBLISHED,
    (S.TERMINATED, E.PUBLISH): S.PUBLISHED,
    (S.REVISITED, E.PUBLISH): S.PUBLISHED,
}

# Events that need a legal ground, and which grounds fit.
GROUNDS: dict[CaseEvent, frozenset[Ground]] = {
    E.REJECT: frozenset(ground for ground in Ground if ground.startswith("16-")),
    E.TERMINATE: frozenset(ground for ground in Ground if ground.startswith("23-")),
}

# A report is looked into, not mediated; its own steps come with the rooms that handle reports.
REPORT_EVENTS = frozenset({E.ASK_FOR_INFO, E.SUPPLEMENT, E.TRANSFER, E.WITHDRAW})


@dataclass(frozen=True)
class Step:
    """One allowed change. `repeated` means that it is a harmless repeat and nothing needs to be recorded."""

    to: CaseState
    repeated: bool


REPEATS = frozenset({(S.WITHDRAWN, E.WITHDRAW)})


def step(kind: CaseKind, state: CaseState, event: CaseEvent, grounds: frozenset[Ground]) -> Step:
    """Where `event` leads from `state`.

    Raises TransitionNotAllowed if the table has no such row (or none for a report), GroundsRequired if the
    law asks for a ground and none is given, GroundsNotFitting for one of another article or out of place.
    """
    to = TRANSITIONS.get((state, event))
    if to is None or (kind is CaseKind.REPORT and event not in REPORT_EVENTS):
        raise TransitionNotAllowed(extra={"kind": kind, "state": state, "event": event})
    fitting = GROUNDS.get(event, frozenset())
    if fitting and not grounds:
        raise GroundsRequired(extra={"event": event})
    if grounds - fitting:
        raise GroundsNotFitting(extra={"event": event, "grounds": sorted(grounds - fitting)})
    return Step(to, repeated=(state, event) in REPEATS)
