"""Complaints that wait to be published: ended, agreed to, not looked at yet. Adds and flushes, never commits."""

import datetime as dt
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import agency_name
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.cases.changes import Actor
from desk.cases.changing import CaseDesk
from desk.cases.listing import SHOWN
from desk.cases.model import Case
from desk.cases.states import CaseKind, CaseState
from desk.figures.model import CaseFacts
from desk.figures.rules import Outcome
from desk.privacy.vault import Vault
from desk.publication.errors import NothingToPublish
from desk.publication.model import PublicationRefusal, RefusalReason
from desk.publication.rules import Trace, may_be_a_person
from desk.publication.service import traces_of
from desk.publication.wording import OUTCOMES

WAITING = (CaseState.SETTLED, CaseState.TERMINATED, CaseState.REVISITED)


async def queue(
    session: AsyncSession,
    *,
    agency_ids: Collection[str] | None,
    after: str | None = None,
    limit: int = 50,
) -> tuple[list[Case], str | None]:
    """One page, the longest waiting first, and the cursor of the next one: the id of the last case shown."""
    wanted = (
        select(Case)
        .join(CaseFacts, CaseFacts.case_id == Case.id)
        .where(
            Case.state.in_(WAITING),
            Case.kind == CaseKind.COMPLAINT,
            Case.consent_publication.is_(True),
            Case.erased_at.is_(None),
            CaseFacts.outcome.in_(list(OUTCOMES)),
            ~select(PublicationRefusal).where(PublicationRefusal.case_id == Case.id).exists(),
            SHOWN,
        )
        .order_by(Case.id)
        .limit(limit + 1)
    )
    if agency_ids is not None:
        wanted = wanted.where(Case.agency_id.in_(agency_ids))
    if after is not None:
        wanted = wanted.where(Case.id > after.lower())
    found = list(await session.scalars(wanted))
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else None


@dataclass(frozen=True)
class Preview:
    """What the public would read. business_name: None when it may be a person's; traces: what of the name on file tells
    of a person; outcome: None, there is nothing to publish."""

    business_name: str | None
    filed_name: str
    traces: tuple[Trace, ...]
    category: str | None
    month: str | None
    outcome: Outcome | None
    agency: str | None


async def preview(session: AsyncSession, vault: Vault, case: Case) -> Preview:
    """As publish() would make it without a word of the officer's. Raises SealBroken."""
    facts = await session.get(CaseFacts, case.id)
    outcome = None if facts is None or facts.outcome not in OUTCOMES else Outcome(facts.outcome)
    name, traces = case.respondent_name, tuple(traces_of(vault, case, case.respondent_name))
    hidden = bool(traces) or may_be_a_person(name)
    return Preview(
        business_name=None if hidden else name,
        filed_name=name,
        traces=traces,
        category=case.category,
        month=None if facts is None else facts.month,
        outcome=outcome,
        agency=await agency_name(session, case.agency_id),
    )


async def refuse(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    reason: RefusalReason,
    note: str | None,
    *,
    actor: Actor,
    now: dt.datetime,
) -> PublicationRefusal:
    """Take it off the queue with a reason; refused again, the first refusal stands. The caller holds the case's row.

    Raises NothingToPublish for a case that does not wait.
    """
    known = await session.get(PublicationRefusal, case.id)
    if known is not None:
        return known
    if case.state not in WAITING or case.kind is not CaseKind.COMPLAINT:
        raise NothingToPublish
    made = PublicationRefusal(
        case_id=case.id,
        reason=reason,
        note_sealed=None if note is None else desk.vault.seal(note),
        refused_by=str(actor),
        refused_at=now,
    )
    session.add(made)
    await session.flush()
    audit_at_end(
        session,
        desk.vault,
        action=AuditAction.CASE_REFUSE_PUBLICATION,
        actor=str(actor),
        subject=subject_of("case", case.id),
        detail={"code": reason.value},
        now=now,
    )
    return made
