"""Cases as the API shows them."""

from collections.abc import Sequence
from dataclasses import asdict

from desk.cases import rules, sealing
from desk.cases.content import (
    Complainant,
    Demand,
    JointComplaint,
    PriorHandling,
    Purchase,
    Representative,
    Respondent,
)
from desk.cases.duplicates import Found
from desk.cases.model import Case, CaseChange
from desk.cases.schemas import (
    CaseOut,
    CaseStatus,
    ComplainantOut,
    ConsentOut,
    DuplicateCase,
    Duplicates,
    Timeline,
    TimelineLine,
    Warning,
)
from desk.cases.states import Ground
from desk.cases.wording import STATE_LABELS, WARNINGS, change_label, grounds_text, next_step
from desk.privacy.masking import mask_text
from desk.privacy.vault import Vault


def etag(case: Case) -> str:
    """Changes with the case. Quoted, as the header wants it."""
    return f'"{case.version}"'


def show(
    case: Case,
    vault: Vault,
    *,
    linked: list[str],
    personal: bool,
    duplicate_of: str | None = None,
    received_again: bool = False,
) -> CaseOut:
    """The whole case; `personal` shows in clear what is otherwise masked. Raises SealBroken.

    duplicate_of: the number of the case it was merged into; received_again: see desk.cases.filing.Filed.
    """
    statement = sealing.open_statement(vault, case.statement_sealed)
    person = None if case.complainant_sealed is None else sealing.open_person(vault, case.complainant_sealed)
    parties = None if case.parties_sealed is None else sealing.open_parties(vault, case.parties_sealed)
    if not personal:
        statement, person = statement.masked(), person and person.masked()
        parties = parties and parties.masked()
    return CaseOut(
        id=case.id,
        case_no=case.case_no,
        kind=case.kind,
        state=case.state,
        state_label=STATE_LABELS[case.state],
        created_at=case.created_at,
        decide_by=case.decide_by,
        decide_by_provisional=case.decide_by_provisional,
        linked_case_nos=linked,
        received_again=received_again,
        next_step=_next_step(case),
        warnings=_warnings(case, parties),
        channel=case.channel,
        conversation_id=case.conversation_id,
        submitted_at=case.submitted_at,
        complainant=_complainant(person),
        consent=ConsentOut(
            personal_data_at=case.consent_personal_data_at,
            publication=case.consent_publication,
            mediation=case.consent_mediation,
            delegation=case.consent_delegation,
            reconciliation=case.consent_reconciliation,
        ),
        respondent=_respondent(case, statement),
        purchase=_purchase(case, statement),
        problem=statement.problem,
        demands=[Demand(demand) for demand in case.demands],
        demand_text=statement.demand_text,
        topic=case.topic,
        region=case.region,
        region_code=case.region_code,
        category=case.category,
        known_on=case.known_on,
        happened_on=case.happened_on,
        happened_where=statement.happened_where,
        prior_handling=None if case.prior_handling is None else PriorHandling(case.prior_handling),
        representative=_representative(parties),
        joint=_joint(parties),
        source_ref=case.source_ref,
        attachments=case.attachments,
        agency_id=case.agency_id,
        duplicate_of=duplicate_of,
        accepted_at=case.accepted_at,
        closed_at=case.closed_at,
        recovered_fen=case.recovered_fen,
        satisfaction=case.satisfaction,
    )


def _complainant(person: sealing.Person | None) -> ComplainantOut | None:
    if person is None:
        return None
    return ComplainantOut(name=person.name, phone=person.phone, address=person.address)


def _representative(parties: sealing.Parties | None) -> Representative | None:
    if parties is None or parties.representative is None:
        return None
    return Representative.model_construct(**asdict(parties.representative))


def _joint(parties: sealing.Parties | None) -> JointComplaint | None:
    if parties is None or not parties.joint:
        return None
    members = [Complainant.model_construct(**asdict(one)) for one in parties.joint]
    return JointComplaint.model_construct(members=members, speakers=list(parties.speakers))


def _respondent(case: Case, statement: sealing.Statement) -> Respondent:
    # Built without validation: what was accepted once stays readable when the rules for input change.
    return Respondent.model_construct(
        name=case.respondent_name,
        address=case.respondent_address,
        platform=case.respondent_platform,
        shop=case.respondent_shop,
        contact=statement.respondent_contact,
        phone=statement.respondent_phone,
    )


def _purchase(case: Case, statement: sealing.Statement) -> Purchase | None:
    if case.product is None:
        return None
    return Purchase.model_construct(
        product=case.product,
        purchased_on=case.purchased_on,
        purchased_on_text=statement.purchased_on_text,
        amount_fen=case.amount_fen,
        amount_text=statement.amount_text,
        order_no=statement.order_no,
        channel=case.purchase_channel,
    )


def show_status(case: Case) -> CaseStatus:
    """What number and four digits open."""
    return CaseStatus(
        case_no=case.case_no,
        state=case.state,
        state_label=STATE_LABELS[case.state],
        created_at=case.created_at,
        decide_by=case.decide_by,
        next_step=_next_step(case),
    )


def _next_step(case: Case) -> str:
    return next_step(
        case.kind,
        case.state,
        decide_by=case.decide_by,
        provisional=case.decide_by_provisional,
    )


def _warnings(case: Case, parties: sealing.Parties | None) -> list[Warning]:
    """As of the day it was received: a case does not grow warnings by lying around."""
    agent = None if parties is None else parties.representative
    told = rules.Told(
        purchased_on=case.purchased_on,
        known_on=case.known_on,
        respondent_address=case.respondent_address,
        platform=case.respondent_platform,
        handled_before=case.prior_handling not in (None, PriorHandling.NONE),
        letter_missing=agent is not None and agent.letter is None,
    )
    return [
        Warning(code=code, detail=WARNINGS[code]) for code in rules.warning_codes(told, now=case.created_at)
    ]


def show_timeline(vault: Vault, case: Case, lines: Sequence[CaseChange]) -> Timeline:
    """The lines with phones and long numbers starred in what people wrote. Raises SealBroken."""
    return Timeline(case_no=case.case_no, lines=[_line(vault, one) for one in lines])


def _line(vault: Vault, change: CaseChange) -> TimelineLine:
    grounds = [Ground(ground) for ground in change.grounds]
    reason = None if change.reason_sealed is None else mask_text(vault.open(change.reason_sealed))
    return TimelineLine(
        id=change.id,
        what=change.what,
        label=change_label(change.what, change.event),
        event=change.event,
        from_state=change.from_state,
        to_state=change.to_state,
        grounds=grounds,
        grounds_text=grounds_text(grounds) if grounds else None,
        actor=change.actor,
        reason=reason,
        detail=change.detail,
        at=change.at,
    )


def show_duplicates(found: Found) -> Duplicates:
    certain = found.certain
    return Duplicates(
        certain=None if certain is None else _duplicate(certain, ()),
        possible=[_duplicate(one.case, one.same) for one in found.possible],
    )


def _duplicate(case: Case, same: Sequence[str]) -> DuplicateCase:
    return DuplicateCase(
        case_no=case.case_no,
        state=case.state,
        state_label=STATE_LABELS[case.state],
        created_at=case.created_at,
        same=list(same),
    )
