"""What a document needs to know, read from a case and the line of its timeline that gave rise to it."""

import datetime as dt
from dataclasses import dataclass

from desk.calendar import LegalDate, WorkingCalendar
from desk.cases.content import Demand
from desk.cases.model import Case, CaseChange
from desk.cases.sealing import (
    Mandate,
    Parties,
    Person,
    Statement,
    open_parties,
    open_person,
    open_statement,
)
from desk.cases.states import Ground
from desk.clock import legal_day
from desk.clocks.kinds import PERIODS, ClockKind
from desk.clocks.rules import last_day
from desk.documents.errors import DocumentPersonGone
from desk.privacy.vault import Vault


@dataclass(frozen=True)
class DocumentFacts:
    """Everything in clear. Days are China's; amounts are fen.

    mediate_by: last day of mediation as counted from the day of this line.
    """

    case_no: str
    agency: str | None
    complainant: Person
    joint: tuple[Person, ...]
    agent: Mandate | None
    respondent_name: str
    respondent_address: str | None
    respondent_platform: str | None
    respondent_shop: str | None
    statement: Statement
    product: str | None
    purchased_on: str | None
    amount_fen: int | None
    demands: tuple[Demand, ...]
    received_on: dt.date
    accepted_on: dt.date | None
    decided_on: dt.date
    decided_at: dt.datetime
    grounds: frozenset[Ground]
    reason: str | None
    recovered_fen: int | None
    mediate_by: LegalDate


def gather(
    vault: Vault, calendar: WorkingCalendar, case: Case, change: CaseChange, *, agency: str | None
) -> DocumentFacts:
    """Open what is sealed. Raises DocumentPersonGone, SealBroken."""
    if case.complainant_sealed is None or case.erased_at is not None or case.restricted_at is not None:
        raise DocumentPersonGone(extra={"case": case.id})
    parties = Parties(None, (), ())
    if case.parties_sealed is not None:
        parties = open_parties(vault, case.parties_sealed)
    decided_on = legal_day(change.at)
    return DocumentFacts(
        case_no=case.case_no,
        agency=agency,
        complainant=open_person(vault, case.complainant_sealed),
        joint=parties.joint,
        agent=parties.representative,
        respondent_name=case.respondent_name,
        respondent_address=case.respondent_address,
        respondent_platform=case.respondent_platform,
        respondent_shop=case.respondent_shop,
        statement=open_statement(vault, case.statement_sealed),
        product=case.product,
        purchased_on=case.purchased_on,
        amount_fen=case.amount_fen,
        demands=tuple(Demand(demand) for demand in case.demands),
        received_on=legal_day(case.created_at),
        accepted_on=None if case.accepted_at is None else legal_day(case.accepted_at),
        decided_on=decided_on,
        decided_at=change.at,
        grounds=frozenset(Ground(ground) for ground in change.grounds),
        reason=None if change.reason_sealed is None else vault.open(change.reason_sealed),
        recovered_fen=(change.detail or {}).get("recovered_fen", case.recovered_fen),
        mediate_by=last_day(calendar, PERIODS[ClockKind.MEDIATE], decided_on),
    )
