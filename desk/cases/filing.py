"""Filing: a complaint, a report, or both from one story. The caller opens the transaction; nothing here commits."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import bind_to_case
from desk.cases import rules, sealing
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.content import Complainant
from desk.cases.disputes import Dispute, dispute_digest, person_digest, respondent_key
from desk.cases.duplicates import receive_again
from desk.cases.errors import NumbersExhausted
from desk.cases.model import Case
from desk.cases.schemas import CaseIn
from desk.cases.states import CaseKind, CaseState, Role
from desk.cases.timeline import new_change
from desk.clock import legal_day
from desk.clocks.kinds import ClockKind, ClockMove
from desk.clocks.service import move_clocks
from desk.errors import InvalidBody
from desk.ids import new_id

DRAWS = 5  # fresh numbers tried; one collision has odds of 1e-11 times the cases stored
LAST_DIGITS = 4


@dataclass(frozen=True)
class Filed:
    """The cases of a filing, the one to answer with first; and whether that one had been filed before."""

    cases: list[Case]
    received_again: bool = False


async def file_case(
    session: AsyncSession, desk: CaseDesk, told: CaseIn, *, client: str, now: dt.datetime
) -> Filed:
    """Add the case of a filing, or the two linked ones of a story that is complaint and report.

    Legal periods start at `now`, when it was received. A filing of certainly the same dispute as an open case
    (desk.cases.disputes) is kept, merged into that one, and answered with it: one dispute, one number.
    Raises InvalidBody, NumbersExhausted.
    """
    errors = rules.field_errors(told, now=now)
    if errors:
        raise InvalidBody(errors=errors)
    story_id, actor = new_id(), Actor(Role.CONSUMER, client)
    answered, again = [], []
    for kind in told.kind.kinds:
        case = _new_case(desk, told, kind, story_id, client, now)
        first = await _insert(session, desk, case, told.complainant)
        await _begin(session, desk, case, actor, merged=first is not None, now=now)
        if first is not None:
            await receive_again(session, desk, first, case, actor, now=now)
        answered.append(first or case)
        again.append(first is not None)
    await bind_to_case(
        session,
        conversation_id=told.conversation_id,
        attachment_ids=told.attachments,
        case_id=answered[0].id,
    )
    return Filed(answered, again[0])


async def _begin(
    session: AsyncSession, desk: CaseDesk, case: Case, actor: Actor, *, merged: bool, now: dt.datetime
) -> None:
    if not merged:
        await move_clocks(session, desk.calendar, case, [(ClockMove.START, ClockKind.DECIDE)], now=now)
    detail = {"channel": case.channel} | ({"duplicate_of": case.duplicate_of} if merged else {})
    change = new_change(desk.vault, case, ChangeKind.FILED, actor, detail=detail, now=now)
    await record(session, desk, case, change, now=now)


def _new_case(
    desk: CaseDesk, told: CaseIn, kind: CaseKind, story_id: str, client: str, now: dt.datetime
) -> Case:
    person = told.complainant
    deadline = desk.calendar.working_days_after(legal_day(now), rules.DECISION_WORKING_DAYS[kind])
    return Case(
        id=new_id(),
        story_id=story_id,
        kind=kind,
        state=CaseState.SUBMITTED,
        client=client,
        channel=told.channel,
        conversation_id=told.conversation_id,
        submitted_at=told.submitted_at,
        created_at=now,
        updated_at=now,
        decide_by=deadline.day,
        decide_by_provisional=deadline.provisional,
        complainant_sealed=None
        if person is None
        else sealing.seal(desk.vault, sealing.Person(**person.model_dump())),
        person_digest=None if person is None else person_digest(desk.vault, person.phone),
        dispute_digest=dispute_digest(desk.vault, dispute_of(told, kind)),
        statement_sealed=sealing.seal(desk.vault, statement_of(told)),
        parties_sealed=_parties(desk, told),
        **_consents(told),
        **_counted(told),
    )


def dispute_of(told: CaseIn, kind: CaseKind) -> Dispute:
    """What makes a filing the same dispute as another one."""
    phone = None if told.complainant is None else told.complainant.phone
    bought = told.purchase
    if bought is None:
        return Dispute(kind.value, phone, told.respondent.name)
    return Dispute(
        kind=kind.value,
        phone=phone,
        respondent=told.respondent.name,
        order_no=bought.order_no,
        product=bought.product,
        amount_fen=bought.amount_fen,
        purchased_on=bought.purchased_on,
    )


def statement_of(told: CaseIn) -> sealing.Statement:
    """The part of a filing that is sealed because people write it freely."""
    bought = told.purchase
    return sealing.Statement(
        problem=told.problem,
        demand_text=told.demand_text,
        order_no=None if bought is None else bought.order_no,
        purchased_on_text=None if bought is None else bought.purchased_on_text,
        amount_text=None if bought is None else bought.amount_text,
        respondent_contact=told.respondent.contact,
        respondent_phone=told.respondent.phone,
        happened_where=told.happened_where,
    )


def _parties(desk: CaseDesk, told: CaseIn) -> str | None:
    agent, joint = told.representative, told.joint
    if agent is None and joint is None:
        return None
    parties = sealing.Parties(
        representative=None if agent is None else sealing.Mandate(**agent.model_dump()),
        joint=() if joint is None else tuple(sealing.Person(**one.model_dump()) for one in joint.members),
        speakers=() if joint is None else tuple(joint.speakers),
    )
    return sealing.seal(desk.vault, parties)


def _consents(told: CaseIn) -> dict[str, Any]:
    given = told.consent
    return {
        "consent_personal_data_at": given.personal_data_at,
        "consent_publication": given.publication,
        "consent_mediation": given.mediation,
        "consent_delegation": given.delegation,
        "consent_reconciliation": given.reconciliation,
    }


def _counted(told: CaseIn) -> dict[str, Any]:
    """What stays in clear, to be searched and counted."""
    respondent, purchase = told.respondent, told.purchase
    return {
        "respondent_name": respondent.name,
        "respondent_key": respondent_key(respondent.name),
        "respondent_address": respondent.address,
        "respondent_platform": respondent.platform,
        "respondent_shop": respondent.shop,
        "product": purchase and purchase.product,
        "purchased_on": purchase and purchase.purchased_on,
        "amount_fen": purchase and purchase.amount_fen,
        "purchase_channel": purchase and purchase.channel,
        "demands": [demand.value for demand in told.demands],
        "topic": told.topic,
        "category": told.category,
        "region": told.region,
        "region_code": told.region_code,
        "known_on": told.known_on,
        "happened_on": told.happened_on,
        "prior_handling": told.prior_handling and told.prior_handling.value,
        "source_ref": told.source_ref,
        "attachments": list(told.attachments),
    }


async def _insert(
    session: AsyncSession, desk: CaseDesk, case: Case, person: Complainant | None
) -> Case | None:
    """Insert under a fresh number; the open case of the same dispute if there is one.

    The constraints find a collision of numbers and a repeated dispute, a savepoint allows another try. Of two
    filings of one dispute at once, PostgreSQL lets the second insert wait until the first one is committed.
    """
    for _ in range(DRAWS):
        case.case_no = desk.draw()
        if person is not None:
            case.lookup_digest = sealing.lookup_digest(desk.vault, case.case_no, person.phone[-LAST_DIGITS:])
        try:
            async with session.begin_nested():
                session.add(case)
        except IntegrityError:
            if await session.scalar(select(Case.id).where(Case.case_no == case.case_no)) is not None:
                continue
            first = await _same_dispute(session, case)
            if first is None:
                raise  # another constraint
            _merge(case, first)
            merged = await _insert(session, desk, case, person)
            assert merged is None
            return first
        return None
    raise NumbersExhausted


async def _same_dispute(session: AsyncSession, case: Case) -> Case | None:
    if case.dispute_digest is None:
        return None
    found = select(Case).where(Case.dispute_digest == case.dispute_digest).with_for_update()
    return await session.scalar(found)


def _merge(case: Case, first: Case) -> None:
    case.dispute_digest, case.duplicate_of = None, first.id
    case.state, case.closed_at = CaseState.MERGED, case.created_at
    case.agency_id = first.agency_id
