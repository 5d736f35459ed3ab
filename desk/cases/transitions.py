"""Taking a case one step further: state, clocks, timeline and whatever follows from it, in one transaction."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.errors import PublicationNotAgreed
from desk.cases.model import Case, CaseChange
from desk.cases.states import ENDED, CaseEvent, CaseState, Ground, Need, step
from desk.cases.timeline import new_change
from desk.clocks.service import move_clocks


@dataclass(frozen=True)
class Transition:
    """What somebody wants done with a case. Names of desk.cases.states.Need are names of its members.

    reason: in words, sealed in the timeline and told where the notice has room for it; due_on: the last day of
    a period that the agency sets; agency_id: whom it is sent to; duplicate_of: id of the case it is merged into;
    recovered_fen: what the consumer got back.
    """

    event: CaseEvent
    actor: Actor
    grounds: frozenset[Ground] = frozenset()
    reason: str | None = None
    due_on: dt.date | None = None
    agency_id: str | None = None
    duplicate_of: str | None = None
    recovered_fen: int | None = None

    @property
    def brings(self) -> frozenset[Need]:
        return frozenset(need for need in Need if getattr(self, need.value) is not None)

    def detail(self) -> dict[str, Any]:
        """The facts for the timeline; nothing personal."""
        facts = {
            "due_on": self.due_on and self.due_on.isoformat(),
            "agency_id": self.agency_id,
            "duplicate_of": self.duplicate_of,
            "recovered_fen": self.recovered_fen,
        }
        return {name: value for name, value in facts.items() if value is not None}


async def change_state(
    session: AsyncSession, desk: CaseDesk, case: Case, wanted: Transition, *, now: dt.datetime
) -> CaseChange | None:
    """Take `case` one step further and record who did it and why; None for a harmless repeat.

    The caller read the case with `find_case(..., lock=True)`, so that two at once come one after the other.
    Raises what desk.cases.states.step raises, PublicationNotAgreed, what move_clocks raises; sqlalchemy's
    StaleDataError if it was changed meanwhile.
    """
    row = step(
        case.kind, case.state, wanted.event, wanted.grounds, by=wanted.actor.role, brings=wanted.brings
    )
    if row.repeated:
        return None
    if row.to is CaseState.PUBLISHED and not case.consent_publication:
        raise PublicationNotAgreed
    before, sender = case.state, case.agency_id
    _follow(case, wanted, row.to, now=now)
    await move_clocks(session, desk.calendar, case, row.clocks, now=now, due_on=wanted.due_on)
    change = new_change(
        desk.vault,
        case,
        ChangeKind.MOVED,
        wanted.actor,
        event=wanted.event,
        from_state=before,
        grounds=wanted.grounds,
        reason=wanted.reason,
        detail=wanted.detail() | _sent_by(wanted.event, sender),
        now=now,
    )
    return await record(session, desk, case, change, now=now)


def _sent_by(event: CaseEvent, sender: str | None) -> dict[str, Any]:
    """Who sent it on or back: the lists of transfers are read by both ends."""
    return {"from_agency_id": sender} if event in (CaseEvent.TRANSFER, CaseEvent.RETURN) and sender else {}


def _follow(case: Case, wanted: Transition, to: CaseState, *, now: dt.datetime) -> None:
    """What the new state means for the other columns."""
    ends, ended = to in ENDED, case.state in ENDED
    case.state = to
    if to is CaseState.ACCEPTED:
        case.accepted_at = now
    if ends and not ended:
        case.closed_at, case.dispute_digest = now, None  # the same dispute may be brought again
    elif ended and not ends:
        case.closed_at = None
    if wanted.agency_id is not None:
        case.agency_id = wanted.agency_id
    case.duplicate_of = wanted.duplicate_of if to is CaseState.MERGED else None
    if wanted.recovered_fen is not None:
        case.recovered_fen = wanted.recovered_fen
