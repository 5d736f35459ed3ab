"""GET /webchat/api/cases/{case_no}: how far a case of this conversation has come, as its consumer may see it."""

from collections.abc import Sequence
from typing import Any

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from connectors.webchat.limits import CASES, spend
from connectors.webchat.sessions import session_of, stamp
from desk.cases.changes import ChangeKind
from desk.cases.model import Case, CaseChange
from desk.cases.reading import find_case, primary
from desk.cases.states import ENDED, TRANSITIONS, CaseKind, Ground, Notice
from desk.cases.timeline import timeline
from desk.cases.updates import check_told_there
from desk.cases.views import show_status
from desk.cases.wording import change_label, grounds_text
from desk.clocks.kinds import ClockKind, ClockState
from desk.clocks.model import CaseClock
from desk.clocks.reading import clocks_of
from desk.clocks.wording import label
from desk.context import desk_of
from desk.privacy.masking import mask_text
from desk.privacy.vault import Vault

# What the consumer did, or what was done openly. Changes of state are shown where the consumer is told of them.
OPEN_KINDS = frozenset(
    {
        ChangeKind.FILED,
        ChangeKind.SUPPLEMENTED,
        ChangeKind.AMENDED,
        ChangeKind.ATTACHED,
        ChangeKind.RATED,
        ChangeKind.RECEIVED_AGAIN,
    }
)
# Notices that carry the officer's reason; elsewhere a reason is a note of the office.
REASON_TOLD = frozenset(
    {
        Notice.INFO_ASKED,
        Notice.REJECTED,
        Notice.MEDIATING,
        Notice.SUSPENDED,
        Notice.SETTLED,
        Notice.TERMINATED,
        Notice.REOPENED,
        Notice.REFERRED,
    }
)
# Days that concern the consumer. Not a report's investigation: whether there is one, the law says who tells (第三十六条).
SHOWN_CLOCKS = (
    ClockKind.SUPPLEMENT,
    ClockKind.RECONCILE,
    ClockKind.DECIDE,
    ClockKind.MEDIATE,
    ClockKind.TELL_END,
)


def told_by(kind: CaseKind, change: CaseChange) -> Notice | None:
    """The notice by which the consumer learnt of a change of state; None when nobody told them."""
    if change.event is None or change.from_state is None:
        return None
    row = TRANSITIONS[kind].get((change.from_state, change.event))
    return row.tells if row else None


def public_line(vault: Vault, kind: CaseKind, change: CaseChange) -> dict[str, Any] | None:
    """A line of the timeline without who did it; None for one that is the office's own. Raises SealBroken."""
    notice = told_by(kind, change) if change.what is ChangeKind.MOVED else None
    if change.what not in OPEN_KINDS and notice is None:
        return None
    notes = []
    if change.grounds:
        notes.append(grounds_text([Ground(ground) for ground in change.grounds]))
    if notice in REASON_TOLD and change.reason_sealed is not None:
        notes.append(mask_text(vault.open(change.reason_sealed)))
    return {
        "label": change_label(change.what, change.event),
        "note": "\n".join(notes) or None,
        "at": stamp(change.at),
    }


def public_dates(kind: CaseKind, clocks: Sequence[CaseClock]) -> list[dict[str, Any]]:
    """The last days of what runs, the earliest first."""
    running = [c for c in clocks if c.state is ClockState.RUNNING and c.kind in SHOWN_CLOCKS]
    return [
        {
            "label": label(clock.kind, is_report=kind is CaseKind.REPORT),
            "day": clock.due_on.isoformat(),
            "provisional": clock.provisional,
        }
        for clock in sorted(running, key=lambda clock: (clock.due_on, clock.id))
    ]


def public_case(
    vault: Vault, case: Case, changes: Sequence[CaseChange], clocks: Sequence[CaseClock]
) -> dict[str, Any]:
    """State, what comes next, legal days and the timeline; nothing personal. Raises SealBroken."""
    status = show_status(case)
    lines = [line for change in changes if (line := public_line(vault, case.kind, change))]
    return {
        "case_no": status.case_no,
        "state": status.state.value,
        "state_label": status.state_label,
        "ended": case.state in ENDED,
        "next_step": status.next_step,
        "dates": public_dates(case.kind, clocks),
        "timeline": lines,
    }


async def show_case(request: Request, case_no: str) -> HTTPResponse:
    """The case itself or the one it was merged into. Raises CaseNotFound alike for a number that does not exist,
    another conversation's case and a restricted one."""
    desk = desk_of(request)
    known = await session_of(request)
    await spend(desk, CASES, known.conversation_id)
    async with desk.database.read() as session:
        case = await primary(session, await find_case(session, case_no))
        await check_told_there(session, case, known.conversation_id)
        changes = await timeline(session, case.id)
        clocks = await clocks_of(session, case.id)
    return json(public_case(desk.vault, case, changes, clocks))


def install(api: Blueprint) -> None:
    api.add_route(show_case, "/cases/<case_no:str>", methods=["GET"], name="show_case", unquote=True)
