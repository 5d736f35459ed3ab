"""What the answers of /api/v1 mean to the assistant: cases and reconciliations read, refusals in words of the port."""

import datetime as dt
import logging
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from actions.case_backend.port import (
    CaseSummary,
    CaseUnknown,
    NoReconciliation,
    NotNow,
    NotReconcilable,
    Proposal,
    ProposalGone,
    Reconciliation,
    ReconciliationOver,
    Refused,
    Unreachable,
)
from actions.case_backend.transport import Response

log = logging.getLogger("actions.case_backend")

T = TypeVar("T")

TOO_OFTEN = 429
# The operator's or the moment's fault, not the complaint's: the same thing may be sent again later.
PASSING = frozenset({401, 403, 408, 409, 425, TOO_OFTEN})
NO_SUCH_PATH = frozenset({"", "not_found"})  # codes of a 404 that speaks of no case and no file
NOT_FOUND = "case_not_found"
NEVER_OFFERED = "reconciliation_not_found"
NOT_RECONCILABLE = "not_reconcilable"
# Refusals that speak of the state a case or a reconciliation is in, by status and code.
BARS: dict[tuple[int, str], type[NotNow]] = {
    (409, "update_not_allowed"): NotNow,
    (409, "not_rateable"): NotNow,
    (409, "transition_not_allowed"): NotNow,
    (409, "reconciliation_not_possible"): NotNow,
    (409, "too_many_messages"): NotNow,
    (409, "reconciliation_over"): ReconciliationOver,
    (409, "proposal_not_open"): ProposalGone,
    (404, "proposal_not_found"): ProposalGone,
}
# Ended, but nothing was handled that could be rated.
NOTHING_TO_RATE = frozenset({"withdrawn", "merged"})
SUBMITTED, NEEDS_INFO, RECONCILING = "submitted", "needs_info", "reconciling"
PROPOSED, SETTLED = "proposed", "settled"  # states of a reconciliation


def code_of(response: Response) -> str:
    body = response.body if isinstance(response.body, dict) else {}
    return str(body.get("code") or "")


def accepted(response: Response) -> Any:
    """The body of a success. Raises what port.py says for anything else."""
    if 200 <= response.status < 300:
        return response.body
    code = code_of(response)
    log.warning("case api -> %s %s", response.status, code)
    if response.status == 404 and code == NOT_FOUND:
        raise CaseUnknown
    if response.status == 404 and code == NEVER_OFFERED:
        raise NoReconciliation
    if (response.status, code) in BARS:
        raise BARS[response.status, code](code)
    if response.status == 409 and code == NOT_RECONCILABLE:
        raise _not_reconcilable(response.body)
    no_such_path = response.status == 404 and code in NO_SUCH_PATH
    if response.status >= 500 or response.status < 400 or response.status in PASSING or no_such_path:
        raise Unreachable(f"{response.status} {code}")
    body = response.body if isinstance(response.body, dict) else {}
    errors = tuple(error for error in body.get("errors") or () if isinstance(error, dict))
    raise Refused(response.status, code, errors)


def read(decode: Callable[[], T]) -> T:
    """What an answer says. Raises Unreachable for one that is no case: a proxy's page, a backend half updated."""
    try:
        return decode()
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        log.error("case api answer unreadable: %s", type(error).__name__)  # noqa: TRY400 - it may quote a case
        raise Unreachable("answer unreadable") from error


def anybodys_case(case: Mapping[str, Any]) -> CaseSummary:
    """CaseStatus: what number and digits open."""
    return CaseSummary(
        case_no=case["case_no"],
        state_label=case["state_label"],
        created_at=dt.datetime.fromisoformat(case["created_at"]),
        next_step=case["next_step"],
    )


def own_case(case: Mapping[str, Any]) -> CaseSummary:
    """CaseOut: a case of who asks. Members a simpler backend leaves out take nothing away but what they offer."""
    state, has_ended = case["state"], case.get("closed_at") is not None
    is_complaint = case.get("kind") == "complaint"
    return CaseSummary(
        case_no=case["case_no"],
        state_label=case["state_label"],
        created_at=dt.datetime.fromisoformat(case["created_at"]),
        next_step=case["next_step"],
        linked=tuple(case.get("linked_case_nos") or ()),
        respondent=(case.get("respondent") or {}).get("name"),
        is_open=not has_ended,
        awaits_material=state == NEEDS_INFO,
        may_be_rated=has_ended and state not in NOTHING_TO_RATE and case.get("satisfaction") is None,
        is_reconciling=state == RECONCILING,
        may_reconcile=is_complaint and state == SUBMITTED,
        received_again=bool(case.get("received_again")),
    )


def reconciliation_of(talk: Mapping[str, Any]) -> Reconciliation:
    """ConsumerReconciliation. Its `proposal` may be the one that was accepted: that one waits for nothing."""
    state, proposal = talk["state"], talk.get("proposal")
    return Reconciliation(
        case_no=talk["case_no"],
        enterprise=talk["enterprise_name"],
        state_label=talk["state_label"],
        due_on=dt.date.fromisoformat(talk["due_on"]),
        is_open=talk.get("ended_at") is None,
        is_settled=state == SETTLED,
        proposal=_proposal(proposal) if proposal and state == PROPOSED else None,
        shares_contact=bool(talk.get("contact_shared")),
    )


def _proposal(message: Mapping[str, Any]) -> Proposal:
    return Proposal(message["id"], message["text"] or "", int(message["refund_fen"] or 0))


def _not_reconcilable(body: Mapping[str, Any]) -> NotReconcilable:
    errors: list[Mapping[str, Any]] = body.get("errors") or [{}]
    why = body.get("detail") or body.get("title") or ""
    return NotReconcilable(str(errors[0].get("code") or ""), str(why))
