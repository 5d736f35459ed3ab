"""Publishing a complaint, withdrawing it, both entered in the audit log, and reading what is published."""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import agency_name
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.cases import sealing
from desk.cases.changes import DESK, Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.content import Demand
from desk.cases.errors import PublicationNotAgreed
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent, CaseKind, CaseState
from desk.cases.timeline import new_change
from desk.cases.transitions import Transition, change_state
from desk.clock import legal_day
from desk.figures.model import CaseFacts
from desk.figures.rules import Outcome
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.publication.errors import AlreadyPublished, NothingToPublish, NotPublished, TellsOfPerson
from desk.publication.model import Publication, WithdrawalReason
from desk.publication.rules import Trace, may_be_a_person, personal_traces
from desk.publication.schemas import OpenDataQuery, PublicationIn, Published
from desk.publication.wording import OUTCOMES


async def publish(
    session: AsyncSession, desk: CaseDesk, case: Case, told: PublicationIn, *, actor: Actor, now: dt.datetime
) -> tuple[Publication, bool]:
    """The publication, and whether it is new; the same asked for again gives the one that stands.

    The caller holds the case's row. Raises PublicationNotAgreed, NothingToPublish, TellsOfPerson,
    AlreadyPublished, and what change_state raises.
    """
    name = _checked_name(desk.vault, case, told)
    _check(desk.vault, case, "/summary", told.summary)
    standing = await _standing(session, case.id)
    if standing is not None:
        if (standing.business_name, standing.summary) != (name, told.summary):
            raise AlreadyPublished
        return standing, False
    if not case.consent_publication:
        raise PublicationNotAgreed
    facts = await session.get(CaseFacts, case.id)
    if case.kind is not CaseKind.COMPLAINT or facts is None or facts.outcome not in OUTCOMES or _hidden(case):
        raise NothingToPublish
    if case.state is not CaseState.PUBLISHED:
        await change_state(session, desk, case, Transition(CaseEvent.PUBLISH, actor), now=now)
    made = _new(case, facts, name, told.summary, actor, now)
    session.add(made)
    await session.flush()
    audit_at_end(
        session,
        desk.vault,
        action=AuditAction.CASE_PUBLISH,
        actor=str(actor),
        subject=subject_of("case", case.id),
        detail={"publication": made.id},
        now=now,
    )
    return made, True


def _new(
    case: Case, facts: CaseFacts, name: str | None, summary: str | None, actor: Actor, now: dt.datetime
) -> Publication:
    assert facts.outcome is not None
    return Publication(
        id=new_id(),
        case_id=case.id,
        business_name=name,
        category=case.category,
        month=facts.month,
        prefecture=None if case.region_code is None else case.region_code[:4],
        demands=list(case.demands),
        outcome=facts.outcome,
        agency_id=case.agency_id,
        summary=summary,
        checked_by=str(actor),
        published_at=now,
    )


def _checked_name(vault: Vault, case: Case, told: PublicationIn) -> str | None:
    if told.business_name is not None:
        _check(vault, case, "/business_name", told.business_name)
        return told.business_name
    name = case.respondent_name
    return None if may_be_a_person(name) or traces_of(vault, case, name) else name


def _check(vault: Vault, case: Case, pointer: str, text: str | None) -> None:
    """Raises TellsOfPerson."""
    if text is not None and (traces := traces_of(vault, case, text)):
        raise TellsOfPerson.at(pointer, traces)


def traces_of(vault: Vault, case: Case, text: str) -> list[Trace]:
    """What in a text for the public tells of a person, those in the case included."""
    names, addresses = [], []
    people = [] if case.complainant_sealed is None else [sealing.open_person(vault, case.complainant_sealed)]
    if case.parties_sealed is not None:
        parties = sealing.open_parties(vault, case.parties_sealed)
        people += parties.joint
        if parties.representative is not None:
            names.append(parties.representative.name)
    names += [person.name for person in people]
    addresses += [person.address for person in people]
    contact = sealing.open_statement(vault, case.statement_sealed).respondent_contact
    if contact is not None:
        names.append(contact)
    return personal_traces(text, names=names, addresses=addresses)


def _hidden(case: Case) -> bool:
    return case.restricted_at is not None or case.erased_at is not None


async def _standing(session: AsyncSession, case_id: str) -> Publication | None:
    found = select(Publication).where(Publication.case_id == case_id, Publication.withdrawn_at.is_(None))
    return (await session.scalars(found)).first()


async def withdraw(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    reason: WithdrawalReason,
    *,
    actor: Actor,
    now: dt.datetime,
) -> Publication:
    """Take it off the public lists; withdrawn consent is noted in the case, which can then not be published.

    The caller holds the case's row. Raises NotPublished.
    """
    standing = await _standing(session, case.id)
    if standing is None:
        raise NotPublished
    _end(standing, reason, actor, now)
    detail: dict[str, object] = {"publication_withdrawn": reason.value}
    if reason is WithdrawalReason.CONSENT_WITHDRAWN:
        case.consent_publication = False
        detail["fields"] = ["/consent/publication"]
    change = new_change(desk.vault, case, ChangeKind.AMENDED, actor, detail=detail, now=now)
    await record(session, desk, case, change, now=now)
    audit_at_end(
        session,
        desk.vault,
        action=AuditAction.CASE_UNPUBLISH,
        actor=str(actor),
        subject=subject_of("case", case.id),
        detail={"publication": standing.id, "code": reason.value},
        now=now,
    )
    return standing


def _end(standing: Publication, reason: WithdrawalReason, actor: Actor, now: dt.datetime) -> None:
    standing.withdrawn_at, standing.withdrawn_by, standing.withdrawal = now, str(actor), reason


async def mind_consent(
    session: AsyncSession, desk: CaseDesk, case: Case, change: CaseChange, *, now: dt.datetime
) -> None:
    """A desk.cases.changing.Reaction: without consent, without a case and without an end, nothing stays published."""
    if change.event is CaseEvent.REOPEN and change.from_state is CaseState.PUBLISHED:
        await take_off(session, case, now=now, because=WithdrawalReason.REOPENED)
    elif case.state is CaseState.PUBLISHED and not (case.consent_publication and not _hidden(case)):
        await take_off(session, case, now=now)


async def take_off(
    session: AsyncSession, case: Case, *, now: dt.datetime, because: WithdrawalReason | None = None
) -> None:
    """Withdraw what is published of a case that may be published no more, if anything is. The caller holds it."""
    standing = await _standing(session, case.id)
    if standing is not None:
        hidden = WithdrawalReason.RESTRICTED if _hidden(case) else WithdrawalReason.CONSENT_WITHDRAWN
        _end(standing, because or hidden, DESK, now)
        await session.flush()


async def published(session: AsyncSession, query: OpenDataQuery) -> tuple[list[Published], str | None]:
    """One page, newest first, and the cursor of the next one.

    The case is asked as well as the publication: should a change ever pass `mind_consent` by, the public list
    still shows nothing without consent.
    """
    wanted = (
        select(Publication)
        .join(Case, Case.id == Publication.case_id)
        .where(
            Publication.withdrawn_at.is_(None),
            Case.consent_publication.is_(True),
            Case.restricted_at.is_(None),
            Case.erased_at.is_(None),
        )
        .order_by(Publication.id.desc())
        .limit(query.limit + 1)
    )
    if query.cursor is not None:
        wanted = wanted.where(Publication.id < query.cursor.lower())
    for name in ("month", "category", "prefecture"):
        if (value := getattr(query, name)) is not None:
            wanted = wanted.where(getattr(Publication, name) == value)
    found = list(await session.scalars(wanted))
    page = found[: query.limit]
    return [await show(session, one) for one in page], page[-1].id if len(found) > query.limit else None


async def show(session: AsyncSession, one: Publication) -> Published:
    """As the public sees it."""
    return Published(
        id=one.id,
        business_name=one.business_name,
        category=one.category,
        month=one.month,
        prefecture=one.prefecture,
        demands=[Demand(demand) for demand in one.demands],
        outcome=Outcome(one.outcome),
        outcome_label=OUTCOMES[one.outcome],
        agency=await agency_name(session, one.agency_id),
        summary=one.summary,
        published_on=legal_day(one.published_at),
    )
