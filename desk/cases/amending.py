"""Correcting the record of a case: a merge patch on what was filed, what stood there before kept sealed."""

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases import sealing
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.disputes import Dispute, dispute_digest, person_digest, respondent_key
from desk.cases.errors import UnfitPatch, UpdateNotAllowed
from desk.cases.filing import LAST_DIGITS
from desk.cases.model import Case
from desk.cases.requests import CasePatch
from desk.cases.states import ENDED
from desk.cases.timeline import new_change
from desk.cases.wording import FIELD_ERRORS
from desk.errors import FieldError

PERSON, STATEMENT = "complainant", "statement"  # the sealed parts
META = frozenset({"reason", "officer"})


@dataclass(frozen=True)
class Place:
    """Where a member of the patch is kept: a column of the case, or an attribute of a sealed part."""

    name: str
    part: str | None = None
    may_be_empty: bool = True


# Every member of CasePatch by its pointer; a test holds the two against each other.
PLACES: Mapping[str, Place] = {
    "/complainant/name": Place("name", PERSON, may_be_empty=False),
    "/complainant/phone": Place("phone", PERSON, may_be_empty=False),
    "/complainant/address": Place("address", PERSON, may_be_empty=False),
    "/respondent/name": Place("respondent_name", may_be_empty=False),
    "/respondent/address": Place("respondent_address"),
    "/respondent/platform": Place("respondent_platform"),
    "/respondent/shop": Place("respondent_shop"),
    "/respondent/contact": Place("respondent_contact", STATEMENT),
    "/respondent/phone": Place("respondent_phone", STATEMENT),
    "/purchase/product": Place("product", may_be_empty=False),
    "/purchase/purchased_on": Place("purchased_on"),
    "/purchase/amount_fen": Place("amount_fen"),
    "/purchase/order_no": Place("order_no", STATEMENT),
    "/purchase/channel": Place("purchase_channel"),
    "/consent/publication": Place("consent_publication"),
    "/consent/mediation": Place("consent_mediation"),
    "/consent/delegation": Place("consent_delegation"),
    "/consent/reconciliation": Place("consent_reconciliation"),
    "/demands": Place("demands", may_be_empty=False),
    "/demand_text": Place("demand_text", STATEMENT),
    "/region": Place("region"),
    "/region_code": Place("region_code"),
    "/category": Place("category"),
    "/topic": Place("topic"),
    "/known_on": Place("known_on"),
    "/prior_handling": Place("prior_handling"),
}


def changes_of(patch: CasePatch) -> dict[str, Any]:
    """Pointer to new value, for the members that were sent. A part that is null changes nothing."""
    return dict(_members(patch.model_dump(mode="json", exclude_unset=True, exclude=set(META))))


def _members(told: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in told.items():
        pointer = f"{prefix}/{name}"
        if isinstance(value, dict):
            yield from _members(value, pointer)
        elif pointer in PLACES:
            yield pointer, value


def refusals(case: Case, changes: Mapping[str, Any]) -> tuple[FieldError, ...]:
    """What cannot be changed so: required parts emptied, parts changed that the case does not have."""
    found = {
        pointer: "missing"
        for pointer, value in changes.items()
        if value is None and not PLACES[pointer].may_be_empty
    }
    for pointer in changes:
        if pointer.startswith("/complainant/") and case.complainant_sealed is None:
            found[pointer] = "nobody_there"
        if pointer.startswith("/purchase/") and case.product is None and "/purchase/product" not in changes:
            found[pointer] = "nothing_bought"
    return tuple(FieldError(pointer, code, FIELD_ERRORS[code]) for pointer, code in found.items())


async def amend(
    session: AsyncSession, desk: CaseDesk, case: Case, patch: CasePatch, *, actor: Actor, now: dt.datetime
) -> Case:
    """Apply the patch to an open case whose row the caller holds. What changes nothing records nothing.

    Raises UpdateNotAllowed, UnfitPatch.
    """
    if case.state in ENDED:
        raise UpdateNotAllowed
    changes = changes_of(patch)
    if errors := refusals(case, changes):
        raise UnfitPatch(errors=errors)
    parts = _open(desk, case)
    before = {pointer: _read(case, parts, PLACES[pointer]) for pointer in changes}
    changed = {pointer: value for pointer, value in changes.items() if value != before[pointer]}
    if not changed:
        return case
    for pointer, value in changed.items():
        _write(case, parts, PLACES[pointer], value)
    _close(desk, case, parts)
    await _recognise(session, desk, case, parts)
    line = new_change(
        desk.vault,
        case,
        ChangeKind.AMENDED,
        actor,
        reason=patch.reason,
        detail={"fields": sorted(changed)},
        now=now,
    )
    stood = {pointer: before[pointer] for pointer in sorted(changed)}
    line.before_sealed = desk.vault.seal(json.dumps(stood, ensure_ascii=False))
    await record(session, desk, case, line, now=now)
    return case


def value_at(desk: CaseDesk, case: Case, pointer: str) -> Any:
    """What stands there now; None for a part that the case has not. Raises SealBroken."""
    place, parts = PLACES[pointer], _open(desk, case)
    if place.part is not None and parts[place.part] is None:
        return None
    return _read(case, parts, place)


Parts = dict[str, Any]  # PERSON and STATEMENT, opened


def _open(desk: CaseDesk, case: Case) -> Parts:
    person = case.complainant_sealed
    return {
        PERSON: None if person is None else sealing.open_person(desk.vault, person),
        STATEMENT: sealing.open_statement(desk.vault, case.statement_sealed),
    }


def _read(case: Case, parts: Parts, place: Place) -> Any:
    return getattr(case if place.part is None else parts[place.part], place.name)


def _write(case: Case, parts: Parts, place: Place, value: Any) -> None:
    if place.part is None:
        setattr(case, place.name, value)
    else:
        parts[place.part] = replace(parts[place.part], **{place.name: value})


def _close(desk: CaseDesk, case: Case, parts: Parts) -> None:
    case.statement_sealed = sealing.seal(desk.vault, parts[STATEMENT])
    person: sealing.Person | None = parts[PERSON]
    if person is not None:
        case.complainant_sealed = sealing.seal(desk.vault, person)
        case.person_digest = person_digest(desk.vault, person.phone)
        case.lookup_digest = sealing.lookup_digest(desk.vault, case.case_no, person.phone[-LAST_DIGITS:])
    case.respondent_key = respondent_key(case.respondent_name)


async def _recognise(session: AsyncSession, desk: CaseDesk, case: Case, parts: Parts) -> None:
    """A corrected case is recognised by what it says now; if another open case says the same, it is left to
    officers to merge them."""
    person = parts[PERSON]
    digest = dispute_digest(
        desk.vault,
        Dispute(
            kind=case.kind.value,
            phone=person and person.phone,
            respondent=case.respondent_name,
            order_no=parts[STATEMENT].order_no,
            product=case.product,
            amount_fen=case.amount_fen,
            purchased_on=case.purchased_on,
        ),
    )
    taken = select(Case.id).where(Case.dispute_digest == digest, Case.id != case.id)
    with session.no_autoflush:
        case.dispute_digest = None if await session.scalar(taken) else digest
