"""Use cases of cases. The caller opens the transaction; nothing here commits."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import bind_to_case
from desk.calendar import WorkingCalendar
from desk.cases import rules, sealing
from desk.cases.errors import CaseNotFound, NumbersExhausted
from desk.cases.model import Case, CaseChange
from desk.cases.numbers import new_case_no, read_case_no
from desk.cases.schemas import CaseIn, CaseQuery, Complainant
from desk.cases.states import CaseEvent, CaseKind, CaseState, Ground, step
from desk.clock import legal_day
from desk.errors import InvalidBody
from desk.ids import is_uuid, new_id
from desk.privacy.vault import Vault

DRAWS = 5  # fresh numbers tried; one collision has odds of 1e-11 times the cases stored
LAST_DIGITS = 4
FOUR_DIGITS = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class CaseDesk:
    """What the use cases need beside the session. `draw` gives candidate case numbers."""

    vault: Vault
    calendar: WorkingCalendar
    draw: Callable[[], str] = new_case_no


async def file_case(
    session: AsyncSession, desk: CaseDesk, filing: CaseIn, *, client: str, now: dt.datetime
) -> list[Case]:
    """Add the case of a filing, or the two linked ones of a story that is complaint and report.

    The first is the one to answer with. Legal periods start at `now`, when it was received.
    Raises InvalidBody, NumbersExhausted.
    """
    errors = rules.field_errors(filing, now=now)
    if errors:
        raise InvalidBody(errors=errors)
    story_id = new_id()
    cases = []
    for kind in filing.kind.kinds:
        case = _new_case(desk, filing, kind, story_id, client, now)
        await _add_numbered(session, desk, case, filing.complainant)
        session.add(_change(case, None, None, (), actor=f"client:{client}", reason_sealed=None, now=now))
        cases.append(case)
    await session.flush()
    await bind_to_case(
        session,
        conversation_id=filing.conversation_id,
        attachment_ids=filing.attachments,
        case_id=cases[0].id,
    )
    return cases


def _new_case(
    desk: CaseDesk, filing: CaseIn, kind: CaseKind, story_id: str, client: str, now: dt.datetime
) -> Case:
    deadline = desk.calendar.working_days_after(legal_day(now), rules.DECISION_WORKING_DAYS[kind])
    person, statement = filing.complainant, _statement(filing)
    return Case(
        id=new_id(),
        story_id=story_id,
        kind=kind,
        state=CaseState.SUBMITTED,
        client=client,
        channel=filing.channel,
        conversation_id=filing.conversation_id,
        submitted_at=filing.submitted_at,
        created_at=now,
        updated_at=now,
        decide_by=deadline.day,
        decide_by_provisional=deadline.provisional,
        complainant_sealed=None
        if person is None
        else sealing.seal(desk.vault, sealing.Person(**person.model_dump())),
        statement_sealed=sealing.seal(desk.vault, statement),
        consent_personal_data_at=filing.consent.personal_data_at,
        consent_publication=filing.consent.publication,
        consent_mediation=filing.consent.mediation,
        **_counted(filing),
    )


def _statement(filing: CaseIn) -> sealing.Statement:
    bought = filing.purchase
    if bought is None:
        return sealing.Statement(filing.problem, filing.demand_text, None, None, None)
    return sealing.Statement(
        filing.problem, filing.demand_text, bought.order_no, bought.purchased_on_text, bought.amount_text
    )


def _counted(filing: CaseIn) -> dict[str, Any]:
    """What stays in clear, to be searched and counted."""
    respondent, purchase = filing.respondent, filing.purchase
    return {
        "respondent_name": respondent.name,
        "respondent_address": respondent.address,
        "respondent_platform": respondent.platform,
        "respondent_shop": respondent.shop,
        "product": purchase and purchase.product,
        "purchased_on": purchase and purchase.purchased_on,
        "amount_fen": purchase and purchase.amount_fen,
        "purchase_channel": purchase and purchase.channel,
        "demands": [demand.value for demand in filing.demands],
        "topic": filing.topic,
        "region": filing.region,
        "attachments": list(filing.attachments),
    }


async def _add_numbered(
    session: AsyncSession, desk: CaseDesk, case: Case, person: Complainant | None
) -> None:
    """Insert under a fresh number; the constraint finds a collision, a savepoint allows another draw."""
    for _ in range(DRAWS):
        case.case_no = desk.draw()
        if person is not None:
            case.lookup_digest = sealing.lookup_digest(desk.vault, case.case_no, person.phone[-LAST_DIGITS:])
        try:
            async with session.begin_nested():
                session.add(case)
        except IntegrityError:
            if await session.scalar(select(Case.id).where(Case.case_no == case.case_no)) is None:
                raise  # another constraint: not a collision
        else:
            return
    raise NumbersExhausted


def _change(
    case: Case,
    event: CaseEvent | None,
    from_state: CaseState | None,
    grounds: Iterable[Ground],
    *,
    actor: str,
    reason_sealed: str | None,
    now: dt.datetime,
) -> CaseChange:
    return CaseChange(
        id=new_id(),
        case_id=case.id,
        event=event,
        from_state=from_state,
        to_state=case.state,
        grounds=sorted(grounds),
        actor=actor,
        reason_sealed=reason_sealed,
        at=now,
    )


async def change_state(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    event: CaseEvent,
    *,
    actor: str,
    now: dt.datetime,
    grounds: frozenset[Ground] = frozenset(),
    reason: str | None = None,
) -> Case:
    """Take `case` one step further and record who did it and why. A harmless repeat records nothing.

    Raises what desk.cases.states.step raises; sqlalchemy's StaleDataError if it was changed meanwhile.
    """
    taken = step(case.kind, case.state, event, grounds)
    if taken.repeated:
        return case
    before, case.state, case.updated_at = case.state, taken.to, now
    sealed = None if reason is None else desk.vault.seal(reason)
    session.add(_change(case, event, before, grounds, actor=actor, reason_sealed=sealed, now=now))
    await session.flush()
    return case


async def find_case(session: AsyncSession, reference: str) -> Case:
    """The case with this id or number, as loosely as numbers are written. Raises CaseNotFound."""
    wanted = Case.id == reference.lower() if is_uuid(reference) else Case.case_no == read_case_no(reference)
    case = await session.scalar(select(Case).where(wanted))
    if case is None:
        raise CaseNotFound
    return case


async def list_cases(session: AsyncSession, query: CaseQuery) -> tuple[list[Case], str | None]:
    """One page, newest first, and the cursor of the next one; the cursor is the id of the last case shown."""
    wanted = select(Case).order_by(Case.id.desc()).limit(query.limit + 1)
    if query.cursor is not None:
        wanted = wanted.where(Case.id < query.cursor.lower())
    if query.conversation_id is not None:
        wanted = wanted.where(Case.conversation_id == query.conversation_id)
    if query.state is not None:
        wanted = wanted.where(Case.state == query.state)
    found = list(await session.scalars(wanted))
    page = found[: query.limit]
    return page, page[-1].id if len(found) > query.limit else None


async def linked_numbers(session: AsyncSession, cases: Sequence[Case]) -> dict[str, list[str]]:
    """Case id to the numbers of the other cases of its story, in one query."""
    stories = {case.story_id for case in cases}
    rows = await session.execute(
        select(Case.story_id, Case.case_no).where(Case.story_id.in_(stories)).order_by(Case.id)
    )
    told: dict[str, list[str]] = {}
    for story_id, case_no in rows:
        told.setdefault(story_id, []).append(case_no)
    return {case.id: [no for no in told[case.story_id] if no != case.case_no] for case in cases}


async def look_up(session: AsyncSession, vault: Vault, case_no: str, phone_last4: str) -> Case:
    """The case with this number left with a phone ending so. Raises CaseNotFound, whatever was wrong."""
    digits = unicodedata.normalize("NFKC", phone_last4).strip()
    if FOUR_DIGITS.fullmatch(digits) is None:
        raise CaseNotFound  # else a number cut short with longer digits would be the same digest
    digest = sealing.lookup_digest(vault, read_case_no(case_no), digits)
    case = await session.scalar(select(Case).where(Case.lookup_digest == digest))
    if case is None:
        raise CaseNotFound
    return case
