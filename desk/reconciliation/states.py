"""The life of a reconciliation as one table. It is open exactly as long as its case is in RECONCILING."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from desk.cases.states import CaseEvent, Role
from desk.reconciliation.errors import ReconciliationNotPossible, ReconciliationOver


class ReconciliationState(StrEnum):
    OFFERED = "offered"  # the enterprise has not said anything yet
    ANSWERED = "answered"
    PROPOSED = "proposed"  # the consumer may accept or decline what the enterprise proposes
    DECLINED = "declined"  # the enterprise may propose again
    SETTLED = "settled"
    FAILED = "failed"
    WITHDRAWN = "withdrawn"  # the complaint was withdrawn


class ReconciliationEvent(StrEnum):
    """What somebody does."""

    ANSWER = "answer"  # the enterprise writes
    WRITE = "write"  # the consumer writes
    PROPOSE = "propose"
    DECLINE = "decline"
    SETTLE = "settle"
    REFUSE = "refuse"  # the enterprise does not want to reconcile
    END = "end"  # the consumer does not want to any longer
    STOP = "stop"  # an officer takes the case on
    EXPIRE = "expire"  # ten working days are over
    WITHDRAW = "withdraw"


class EndReason(StrEnum):
    """Why it failed."""

    REFUSED = "refused"
    ENDED = "ended"
    STOPPED = "stopped"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Row:
    """One allowed step. reason: of a failure; repeated: a harmless repeat, nothing is recorded."""

    to: ReconciliationState
    by: frozenset[Role]
    reason: EndReason | None = None
    repeated: bool = False


S, E = ReconciliationState, ReconciliationEvent

ENTERPRISE, CONSUMER, SYSTEM = (frozenset({role}) for role in (Role.ENTERPRISE, Role.CONSUMER, Role.SYSTEM))
OFFICER = frozenset({Role.OFFICER, Role.SUPERVISOR})

OPEN = (S.OFFERED, S.ANSWERED, S.PROPOSED, S.DECLINED)
ENDED = frozenset(ReconciliationState) - frozenset(OPEN)

# From every open state. An officer settles what the parties agreed on outside, say on the phone.
ENDINGS: dict[ReconciliationEvent, Row] = {
    E.SETTLE: Row(S.SETTLED, CONSUMER | OFFICER),
    E.REFUSE: Row(S.FAILED, ENTERPRISE, EndReason.REFUSED),
    E.END: Row(S.FAILED, CONSUMER, EndReason.ENDED),
    E.STOP: Row(S.FAILED, OFFICER, EndReason.STOPPED),
    E.EXPIRE: Row(S.FAILED, SYSTEM, EndReason.EXPIRED),
    E.WITHDRAW: Row(S.WITHDRAWN, CONSUMER | OFFICER),
}

TRANSITIONS: Mapping[tuple[ReconciliationState, ReconciliationEvent], Row] = MappingProxyType(
    {
        (S.OFFERED, E.ANSWER): Row(S.ANSWERED, ENTERPRISE),
        (S.OFFERED, E.WRITE): Row(S.OFFERED, CONSUMER),
        (S.OFFERED, E.PROPOSE): Row(S.PROPOSED, ENTERPRISE),
        (S.ANSWERED, E.ANSWER): Row(S.ANSWERED, ENTERPRISE),
        (S.ANSWERED, E.WRITE): Row(S.ANSWERED, CONSUMER),
        (S.ANSWERED, E.PROPOSE): Row(S.PROPOSED, ENTERPRISE),
        (S.PROPOSED, E.ANSWER): Row(S.PROPOSED, ENTERPRISE),
        (S.PROPOSED, E.WRITE): Row(S.PROPOSED, CONSUMER),
        (S.PROPOSED, E.PROPOSE): Row(S.PROPOSED, ENTERPRISE),  # takes the place of the one before
        (S.PROPOSED, E.DECLINE): Row(S.DECLINED, CONSUMER),
        (S.DECLINED, E.ANSWER): Row(S.DECLINED, ENTERPRISE),
        (S.DECLINED, E.WRITE): Row(S.DECLINED, CONSUMER),
        (S.DECLINED, E.PROPOSE): Row(S.PROPOSED, ENTERPRISE),
        **{(state, event): row for state in OPEN for event, row in ENDINGS.items()},
        (S.FAILED, E.REFUSE): Row(S.FAILED, ENTERPRISE, repeated=True),  # over already, for whichever reason
        (S.FAILED, E.END): Row(S.FAILED, CONSUMER, repeated=True),
    }
)

# How a case leaves RECONCILING, by its event and by who did it, as an event of the reconciliation.
CASE_EVENTS: Mapping[tuple[CaseEvent, Role], ReconciliationEvent] = MappingProxyType(
    {
        (CaseEvent.SETTLE, Role.CONSUMER): E.SETTLE,
        (CaseEvent.SETTLE, Role.OFFICER): E.SETTLE,
        (CaseEvent.SETTLE, Role.SUPERVISOR): E.SETTLE,
        (CaseEvent.FAIL_RECONCILIATION, Role.ENTERPRISE): E.REFUSE,
        (CaseEvent.FAIL_RECONCILIATION, Role.CONSUMER): E.END,
        (CaseEvent.FAIL_RECONCILIATION, Role.OFFICER): E.STOP,
        (CaseEvent.FAIL_RECONCILIATION, Role.SUPERVISOR): E.STOP,
        (CaseEvent.FAIL_RECONCILIATION, Role.SYSTEM): E.EXPIRE,
        (CaseEvent.WITHDRAW, Role.CONSUMER): E.WITHDRAW,
        (CaseEvent.WITHDRAW, Role.OFFICER): E.WITHDRAW,
        (CaseEvent.WITHDRAW, Role.SUPERVISOR): E.WITHDRAW,
    }
)


def step(state: ReconciliationState, event: ReconciliationEvent, *, by: Role) -> Row:
    """The row that `event` takes from `state`.

    Raises ReconciliationOver when it has ended, ReconciliationNotPossible for what is not open now or not theirs.
    """
    found = TRANSITIONS.get((state, event))
    if found is None and state in ENDED:
        raise ReconciliationOver(extra={"state": state, "event": event})
    if found is None or by not in found.by:
        raise ReconciliationNotPossible(extra={"state": state, "event": event, "role": by})
    return found


def possible(state: ReconciliationState, by: Role) -> tuple[ReconciliationEvent, ...]:
    """What a role may do next, in the order of the table; repeats are left out."""
    return tuple(
        event
        for (at, event), found in TRANSITIONS.items()
        if at is state and by in found.by and not found.repeated
    )
