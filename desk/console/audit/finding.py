"""What of the audit log is asked for, within what who asks may see, and how its entries read. Reads only."""

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sanic import Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.audit.actions import AuditAction, subject_of
from desk.audit.model import AuditEntry
from desk.audit.schemas import AuditQuery
from desk.audit.service import list_entries
from desk.cases.errors import CaseNotFound
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.clock import midnight
from desk.console.audit.wording import NOUNS, ROLES, action_words
from desk.privacy.masking import mask_text
from desk.privacy.vault import Vault
from desk.staff.actors import actors_called, actors_within, people_of
from desk.staff.model import StaffAccount
from desk.staff.signed_in import SignedIn
from desk.web.bodies import decode_whole

FILTERS = ("person", "action", "case", "since", "until")
NOTHING = "nothing:0"  # the subject of no entry


@dataclass(frozen=True)
class Asked:
    """A query, and whose entries it is about. actors: None for everybody's."""

    query: AuditQuery
    actors: frozenset[str] | None


@dataclass(frozen=True)
class Line:
    """An entry as it is read. who: as the log names them; name: the person's, empty for programs; role: in which they
    acted on a case, else empty; details and reason masked."""

    seq: int
    at: dt.datetime
    who: str
    name: str
    role: str
    action: str
    noun: str
    subject: str
    details: Sequence[tuple[str, str]]
    reason: str | None


def asked(request: Request, name: str) -> str:
    """What stands in the address."""
    return str(request.args.get(name) or "").strip()[:80]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


async def asked_for(session: AsyncSession, request: Request, staff: SignedIn, *, limit: int) -> Asked:
    """The filters of the address; what makes no sense is left out. A person is found in whatever role they acted;
    with a colon it is one actor as the log names it. Staff of an agency see what the people of that agency and of those
    below did."""
    person, action, since, until = (asked(request, name) for name in ("person", "action", "since", "until"))
    first, last = _day(since), _day(until)
    within = None if staff.agency_id is None else await _within(session, staff.agency_id)
    of_person = await _actors(session, person)
    return Asked(
        AuditQuery(
            cursor=decode_whole(asked(request, "cursor")) or None,
            limit=limit,
            action=AuditAction(action) if action in set(AuditAction) else None,
            subject=await _subject(session, asked(request, "case")),
            since=midnight(first) if first else None,
            until=midnight(last + dt.timedelta(days=1)) if last and last < dt.date.max else None,
        ),
        of_person if within is None else within if of_person is None else within & of_person,
    )


async def _within(session: AsyncSession, agency_id: str) -> frozenset[str]:
    return await actors_within(session, await subtree_ids(session, agency_id))


async def _actors(session: AsyncSession, person: str) -> frozenset[str] | None:
    if not person:
        return None
    return frozenset({person}) if ":" in person else await actors_called(session, person.lower())


async def _subject(session: AsyncSession, case_no: str) -> str | None:
    """The subject that a case number means; one that fits nothing when there is no such case."""
    if not case_no:
        return None
    try:
        return subject_of("case", (await find_case(session, case_no, restricted=True)).id)
    except CaseNotFound:
        return NOTHING


async def page_of(session: AsyncSession, vault: Vault, wanted: Asked) -> tuple[list[Line], int | None]:
    """One page, newest first, and the cursor of the next. Raises SealBroken."""
    entries, cursor = await list_entries(session, wanted.query, actors=wanted.actors)
    return await _lines(session, vault, entries), cursor


async def _lines(session: AsyncSession, vault: Vault, entries: Collection[AuditEntry]) -> list[Line]:
    """Cases by their number, people who work here by name, reasons masked."""
    subjects = [entry.subject.partition(":") for entry in entries]
    cases = await _named(session, Case.id, Case.case_no, [id for noun, _, id in subjects if noun == "case"])
    staff = await _named(
        session, StaffAccount.id, StaffAccount.name, [id for noun, _, id in subjects if noun == "staff"]
    )
    people = await people_of(session, {entry.actor for entry in entries})
    lines = []
    for entry, (noun, _, id) in zip(entries, subjects, strict=True):
        person = people.get(entry.actor)
        lines.append(
            Line(
                seq=entry.seq,
                at=entry.at,
                who=entry.actor if person is None else person.name,
                name="" if person is None else person.display_name,
                role="" if person is None else ROLES.get(person.role, ""),
                action=action_words(entry.action),
                noun=NOUNS.get(noun, noun),
                subject=(cases if noun == "case" else staff).get(id, id),
                details=_details(entry.detail),
                reason=entry.reason_sealed and mask_text(vault.open(entry.reason_sealed)),
            )
        )
    return lines


async def _named(session: AsyncSession, key: Any, name: Any, ids: Collection[str]) -> dict[str, str]:
    if not ids:
        return {}
    found = await session.execute(select(key, name).where(key.in_(set(ids))))
    return {row[0]: row[1] for row in found}


def _details(detail: dict[str, Any] | None) -> list[tuple[str, str]]:
    """The facts of an entry, masked once more: they hold nobody's data, and if ever one does, it stays covered."""
    return [(name, mask_text(_words(value))) for name, value in (detail or {}).items() if value is not None]


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " → ".join("—" if one is None else str(one) for one in value)
    return str(value)
