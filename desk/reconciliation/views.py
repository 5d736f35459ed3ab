"""Reconciliations as each side sees them."""

from collections.abc import Callable, Sequence
from typing import Any

from desk.cases import sealing
from desk.cases.content import Demand
from desk.cases.sealing import Person
from desk.cases.states import Role
from desk.privacy.masking import mask_name
from desk.privacy.vault import Vault
from desk.reconciliation import rules, wording
from desk.reconciliation.model import ProposalAnswer, ReconciliationMessage
from desk.reconciliation.reading import Dossier
from desk.reconciliation.schemas import (
    Complaint,
    ConsumerReconciliation,
    ConsumerShown,
    EnterpriseReconciliation,
    EnterpriseSummary,
    SaidOut,
)
from desk.reconciliation.states import ReconciliationState

Messages = Sequence[ReconciliationMessage]
# While they talk, and while the enterprise carries out what was agreed.
CONTACT_NEEDED = frozenset(ReconciliationState) - {ReconciliationState.FAILED, ReconciliationState.WITHDRAWN}


def for_consumer(vault: Vault, told: Dossier, messages: Messages) -> ConsumerReconciliation:
    """Everything both said. Raises SealBroken."""
    shown = [said(vault, one) for one in messages]
    return ConsumerReconciliation(
        **_talk(told),
        case_no=told.case.case_no,
        enterprise_name=told.enterprise.name,
        proposal=_proposal(told, shown),
        messages=shown,
    )


def in_list(vault: Vault, told: Dossier) -> EnterpriseSummary:
    """A line of the enterprise's list. Raises SealBroken."""
    return EnterpriseSummary(**_talk(told), **_shown(vault, told))


def for_enterprise(vault: Vault, told: Dossier, messages: Messages) -> EnterpriseReconciliation:
    """What the enterprise needs, and no more. Raises SealBroken.

    What the consumer writes is starred too, unless they agreed that the enterprise may call them.
    """
    people, open_talk = _people(vault, told), _contact_shown(told)

    def starred(text: str) -> str:
        return text if open_talk else rules.hide(text, people)

    shown = [said(vault, one, starred if one.author is Role.CONSUMER else str) for one in messages]
    return EnterpriseReconciliation(
        **_talk(told), **_shown(vault, told), proposal=_proposal(told, shown), messages=shown
    )


def _talk(told: Dossier) -> dict[str, Any]:
    current = told.current
    return {
        "id": current.id,
        "state": current.state,
        "state_label": wording.STATE_LABELS[current.state],
        "offered_at": current.offered_at,
        "due_on": told.clock.due_on,
        "due_on_provisional": told.clock.provisional,
        "answered_at": current.answered_at,
        "ended_at": current.ended_at,
        "end_reason": current.end_reason,
        "end_reason_label": current.end_reason and wording.END_REASONS[current.end_reason],
        "contact_shared": _contact_shown(told),
        "recovered_fen": current.recovered_fen,
    }


def said(vault: Vault, message: ReconciliationMessage, shown: Callable[[str], str] = str) -> SaidOut:
    """One message; `shown` makes of its words what the reader may see. Raises SealBroken."""
    return SaidOut(
        id=message.id,
        author=message.author,
        author_label=wording.AUTHORS[message.author],
        kind=message.kind,
        text=None if message.text_sealed is None else shown(vault.open(message.text_sealed)),
        refund_fen=message.refund_fen,
        answer=message.answer,
        at=message.at,
    )


def _proposal(told: Dossier, messages: Sequence[SaidOut]) -> SaidOut | None:
    """The open one or the accepted one; one left unanswered when it ended is neither."""
    return next(
        (
            one
            for one in messages
            if one.id == told.current.proposal_id
            and (told.current.state is ReconciliationState.PROPOSED or one.answer is ProposalAnswer.ACCEPTED)
        ),
        None,
    )


def _private(told: Dossier) -> bool:
    """Nothing of the consumer is shown any more: erased, or kept by law only."""
    return told.case.erased_at is not None or told.case.restricted_at is not None


def _contact_shown(told: Dossier) -> bool:
    return told.current.share_contact and told.current.state in CONTACT_NEEDED and not _private(told)


def _people(vault: Vault, told: Dossier) -> list[Person]:
    """Everyone whose name or number the consumer may have written down."""
    case, people = told.case, []
    if case.complainant_sealed is not None:
        people.append(sealing.open_person(vault, case.complainant_sealed))
    if case.parties_sealed is not None:
        parties = sealing.open_parties(vault, case.parties_sealed)
        people += parties.joint
        if (agent := parties.representative) is not None:
            people.append(Person(agent.name, agent.phone, agent.name))  # a mandate has no address
    return people


def _shown(vault: Vault, told: Dossier) -> dict[str, Any]:
    case = told.case
    if _private(told):
        return {"complaint": _complaint(told, problem="", demand_text=None, order_no=None), "consumer": None}
    people, statement = _people(vault, told), sealing.open_statement(vault, case.statement_sealed)
    order_no = statement.order_no
    for person in people:
        order_no = order_no and rules.hide_own_phone(order_no, person)
    complaint = _complaint(
        told,
        problem=rules.hide(statement.problem, people),
        demand_text=statement.demand_text and rules.hide(statement.demand_text, people),
        order_no=order_no,
    )
    return {"complaint": complaint, "consumer": _consumer(vault, told)}


def _consumer(vault: Vault, told: Dossier) -> ConsumerShown | None:
    if told.case.complainant_sealed is None:
        return None
    person = sealing.open_person(vault, told.case.complainant_sealed)
    phone = person.phone if _contact_shown(told) else rules.hide_phone(person.phone)
    return ConsumerShown(name=mask_name(person.name), phone=phone)


def _complaint(told: Dossier, *, problem: str, demand_text: str | None, order_no: str | None) -> Complaint:
    case = told.case
    return Complaint(
        product=case.product,
        purchased_on=case.purchased_on,
        amount_fen=case.amount_fen,
        order_no=order_no,
        purchase_channel=case.purchase_channel,
        platform=case.respondent_platform,
        shop=case.respondent_shop,
        problem=problem,
        demands=[Demand(demand) for demand in case.demands],
        demand_text=demand_text,
    )
