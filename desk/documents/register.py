"""Entering documents in the register, their arrival, voiding. Adds and flushes, never commits.

That both parties were told of the end of mediation is a step of the case (第二十三条: within seven working days). It is taken
here by itself once both copies have arrived, since it says nothing more.
"""

import datetime as dt
from collections.abc import Collection, Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.cases.states import TRANSITIONS, CaseEvent
from desk.cases.timeline import new_change
from desk.cases.transitions import Transition, change_state
from desk.clock import legal_day
from desk.clocks.kinds import ClockKind
from desk.clocks.reading import running_of
from desk.documents.errors import DocumentNotFound, EntryNotFound, EntryVoid, NumberTaken
from desk.documents.kinds import DocumentKind
from desk.documents.model import IssuedDocument
from desk.documents.register_rules import Entry, Party, check_arrival, check_entry
from desk.documents.service import documents_of
from desk.ids import new_id


async def enter(
    session: AsyncSession, desk: CaseDesk, case: Case, entry: Entry, *, actor: Actor, now: dt.datetime
) -> IssuedDocument:
    """Enter a document of a case whose row the caller holds. The very same entry again is the one that stands.

    Raises DocumentNotFound when the case has not come to it, EntryNotFitting, NumberTaken.
    """
    decided = (await documents_of(session, case)).get(entry.kind)
    if decided is None:
        raise DocumentNotFound(extra={"case": case.id, "kind": entry.kind})
    check_entry(entry, decided_on=legal_day(decided.at), today=legal_day(now))
    made = IssuedDocument(id=new_id(), case_id=case.id, actor=str(actor), at=now, **vars(entry))
    try:
        async with session.begin_nested():
            session.add(made)
    except IntegrityError:
        return await _standing(session, case, entry)
    await _tell(session, desk, case, made, "entered", actor, now=now)
    await _told_both(session, desk, case, actor, now=now)
    return made


async def _standing(session: AsyncSession, case: Case, entry: Entry) -> IssuedDocument:
    """The entry under this number. Raises NumberTaken unless it is the same one: a double click."""
    found = await session.scalar(
        select(IssuedDocument).where(
            IssuedDocument.number == entry.number,
            IssuedDocument.party == entry.party,
            IssuedDocument.voided_at.is_(None),
        )
    )
    if found is None or found.case_id != case.id:
        raise NumberTaken
    if any(getattr(found, name) != value for name, value in vars(entry).items()):
        raise NumberTaken
    return found


async def arrive(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    entry_id: str,
    delivered_on: dt.date,
    *,
    actor: Actor,
    now: dt.datetime,
) -> IssuedDocument:
    """Note when it arrived; the same day again is harmless. The caller holds the case's row.

    Raises EntryNotFound, EntryVoid, EntryNotFitting.
    """
    found = await _find(session, case, entry_id)
    if found.delivered_on == delivered_on:
        return found
    check_arrival(delivered_on, issued_on=found.issued_on, today=legal_day(now))
    found.delivered_on = delivered_on
    await _tell(session, desk, case, found, "arrived", actor, now=now)
    await _told_both(session, desk, case, actor, now=now)
    return found


async def void(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    entry_id: str,
    reason: str,
    *,
    actor: Actor,
    now: dt.datetime,
) -> IssuedDocument:
    """What was entered by mistake stands no more; its number is free. The step it may have led to stays, as a step of the case.

    Raises EntryNotFound, EntryVoid.
    """
    found = await _find(session, case, entry_id)
    found.voided_at, found.voided_by = now, str(actor)
    await _tell(session, desk, case, found, "voided", actor, reason=reason, now=now)
    return found


async def _find(session: AsyncSession, case: Case, entry_id: str) -> IssuedDocument:
    found = await session.get(IssuedDocument, entry_id.lower())
    if found is None or found.case_id != case.id:
        raise EntryNotFound
    if found.voided_at is not None:
        raise EntryVoid
    return found


async def _tell(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    entry: IssuedDocument,
    what: str,
    actor: Actor,
    *,
    now: dt.datetime,
    reason: str | None = None,
) -> None:
    facts = {
        "entry": entry.id,
        "done": what,
        "document": entry.kind.value,
        "number": entry.number,
        "party": entry.party.value,
        "delivered_on": entry.delivered_on and entry.delivered_on.isoformat(),
    }
    detail = {name: value for name, value in facts.items() if value is not None}
    line = new_change(desk.vault, case, ChangeKind.DOCUMENT, actor, reason=reason, detail=detail, now=now)
    await record(session, desk, case, line, now=now, changes_case=False)


async def _told_both(
    session: AsyncSession, desk: CaseDesk, case: Case, actor: Actor, *, now: dt.datetime
) -> None:
    if (case.state, CaseEvent.TELL_BOTH) not in TRANSITIONS[case.kind]:
        return
    clock = await running_of(session, case.id, ClockKind.TELL_END)
    if clock is None:
        return
    reached = await session.scalars(
        select(IssuedDocument.party).where(
            IssuedDocument.case_id == case.id,
            IssuedDocument.kind == DocumentKind.TERMINATION,
            IssuedDocument.delivered_on.is_not(None),
            IssuedDocument.issued_on >= clock.started_on,  # not of an end that was reopened since
            IssuedDocument.voided_at.is_(None),
        )
    )
    if set(reached) == set(Party):
        await change_state(session, desk, case, Transition(CaseEvent.TELL_BOTH, actor), now=now)


async def entries_of(session: AsyncSession, case_id: str) -> Sequence[IssuedDocument]:
    """All entries of a case, voided ones too, oldest first."""
    found = await session.scalars(
        select(IssuedDocument).where(IssuedDocument.case_id == case_id).order_by(IssuedDocument.id)
    )
    return found.all()


async def register(
    session: AsyncSession,
    *,
    agency_ids: Collection[str] | None,
    kind: DocumentKind | None = None,
    number: str | None = None,
    before: str | None = None,
    limit: int = 50,
) -> tuple[list[tuple[IssuedDocument, str]], str | None]:
    """One page of the register, the last entered first, each with its case's number; and the cursor of the next one.

    number: the beginning of a document's number; before: a cursor, the id of the last entry shown.
    """
    wanted = (
        select(IssuedDocument, Case.case_no)
        .join(Case, Case.id == IssuedDocument.case_id)
        .where(SHOWN)
        .order_by(IssuedDocument.id.desc())
        .limit(limit + 1)
    )
    if agency_ids is not None:
        wanted = wanted.where(Case.agency_id.in_(agency_ids))
    if kind is not None:
        wanted = wanted.where(IssuedDocument.kind == kind)
    if number is not None:
        wanted = wanted.where(IssuedDocument.number.startswith(number, autoescape=True))
    if before is not None:
        wanted = wanted.where(IssuedDocument.id < before.lower())
    rows = [(entry, case_no) for entry, case_no in await session.execute(wanted)]
    page = rows[:limit]
    return page, page[-1][0].id if len(rows) > limit else None
