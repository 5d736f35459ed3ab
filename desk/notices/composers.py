"""Which lines of a timeline are told, and in which words: one composer a kind of line.

A room whose lines concern the consumer brings a composer of its own and adds it where the desk is wired
(desk.context): `tell_consumer(COMPOSERS | {ChangeKind.MESSAGE: reconciliation.compose})`.
"""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.cases.reading import numbers_of
from desk.cases.states import Ground, Notice
from desk.clocks.kinds import ClockState
from desk.clocks.model import CaseClock
from desk.notices import rules
from desk.reconciliation.model import MessageKind
from desk.reconciliation.telling import notice_for

# The name of an agency by its id, as consumers read it; None: not known.
AgencyName = Callable[[AsyncSession, str], Awaitable[str | None]]


@dataclass(frozen=True)
class Telling:
    """What is told: a key for the record (at most 40 characters), and the words for a recipient.

    words(same_person): None for whom it does not concern; False for a recipient whose own complaint was merged into this case and who is not its
    complainant.
    """

    key: str
    words: Callable[[bool], str | None]


class Composer(Protocol):
    """Finds the words for a line of the timeline, in the transaction that adds it; None: nothing is told."""

    async def __call__(
        self, session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange
    ) -> Telling | None: ...


Composers = Mapping[ChangeKind, Composer]


async def no_names(_session: AsyncSession, _agency_id: str) -> str | None:
    """Agencies have no names here."""
    return None


def of_moves(agency_name: AgencyName = no_names) -> Composer:
    """The composer of changes of state: what desk.cases.states tells, in the words of desk.cases.wording."""

    async def compose(
        session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange
    ) -> Telling | None:
        notice = rules.notice_of(case.kind, change.from_state, change.event, change.actor)
        if notice is None:
            return None
        reason = None if change.reason_sealed is None else desk.vault.open(change.reason_sealed)
        by, provisional = await _last_day(session, case, notice)
        firsts = await numbers_of(session, [case.duplicate_of])
        agency = None if case.agency_id is None else await agency_name(session, case.agency_id)

        def words(same_person: bool) -> str:
            return rules.compose(
                notice,
                rules.Facts(
                    no=case.case_no,
                    reason=rules.reason_for(notice, case.kind, reason, same_person=same_person),
                    grounds=[Ground(ground) for ground in change.grounds],
                    by=by,
                    provisional=provisional,
                    agency=agency,
                    first=firsts.get(case.duplicate_of or ""),
                ),
            )

        return Telling(notice.value, words)

    return compose


async def _last_day(session: AsyncSession, case: Case, notice: Notice) -> tuple[dt.date | None, bool]:
    kind = rules.DAYS.get(notice)
    if kind is None:
        return None, False
    found = await session.scalar(
        select(CaseClock)
        .where(CaseClock.case_id == case.id, CaseClock.kind == kind, CaseClock.state == ClockState.RUNNING)
        .order_by(CaseClock.id.desc())
        .limit(1)
    )
    return (None, False) if found is None else (found.due_on, found.provisional)


def of_reconciliations(otherwise: Composer) -> Composer:
    """The composer of what happens between consumer and enterprise, in the words of that room."""

    async def compose(
        session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange
    ) -> Telling | None:
        text = await notice_for(session, desk.vault, case, change)
        if text is None:
            return await otherwise(session, desk, case, change)
        key = (
            change.event.value if change.event else enterprise_key(MessageKind((change.detail or {})["kind"]))
        )
        return Telling(key, lambda same_person: text if same_person else None)

    return compose


def enterprise_key(kind: MessageKind) -> str:
    """The key of a notice of something an enterprise said: enterprise_proposal."""
    return f"enterprise_{kind.value}"


async def nothing(session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange) -> Telling | None:
    """For lines of which only some are told."""
    return None


def composers(agency_name: AgencyName = no_names) -> Composers:
    """Which lines are told, and by whose words."""
    return {
        ChangeKind.MOVED: of_reconciliations(of_moves(agency_name)),
        ChangeKind.MESSAGE: of_reconciliations(nothing),
    }


COMPOSERS = composers()
