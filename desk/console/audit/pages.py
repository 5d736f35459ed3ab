"""/console/audit: who did what, and whether the log holds."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from urllib.parse import urlencode

from sanic import HTTPResponse, Request
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.service import subtree_ids
from desk.audit.actions import AuditAction, subject_of
from desk.audit.model import AuditEntry
from desk.audit.schemas import AuditQuery
from desk.audit.service import list_entries, read_head
from desk.audit.verifying import Broken, verify
from desk.cases.errors import CaseNotFound
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import Role as CaseRole
from desk.clock import midnight
from desk.console.areas import area
from desk.console.audit.wording import FAULTS, NOUNS, action_words
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.privacy.masking import mask_text
from desk.privacy.vault import Vault
from desk.staff.model import StaffAccount
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn, actor_of
from desk.web.bodies import decode_whole

blueprint = area("audit")
PAGE = 50  # entries
NOTHING = "nothing:0"  # the subject of no entry
PARTS = (CaseRole.OFFICER, CaseRole.SUPERVISOR)  # which staff take in a case


def _asked(request: Request, name: str) -> str:
    return str(request.args.get(name) or "").strip()[:80]


def _day(text: str) -> dt.date | None:
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        return None


def _signs_as(account: StaffAccount) -> set[str]:
    """Every way in which their acts are signed: of the console, of conversations by their id, of cases by their part."""
    return {actor_of(account.name), actor_of(account.id), *(f"{part}:{account.name}" for part in PARTS)}


async def _actors(session: AsyncSession, staff: SignedIn, person: str) -> Collection[str] | None:
    """Whose entries are wanted and may be seen: of an agency's staff those of that agency and below; None for everybody's.

    person: a user name, or an actor as the log writes it."""
    wanted, named = select(StaffAccount), bool(person) and ":" not in person
    if staff.agency_id is not None:
        wanted = wanted.where(StaffAccount.agency_id.in_(await subtree_ids(session, staff.agency_id)))
    if named:
        wanted = wanted.where(StaffAccount.name == person.lower())
    if staff.agency_id is None and not named:
        return None
    found: set[str] = set()
    for account in await session.scalars(wanted):
        found |= _signs_as(account)
    return found


async def _subject(session: AsyncSession, case_no: str) -> str | None:
    """The subject that a case number means; one that fits nothing when there is no such case."""
    if not case_no:
        return None
    try:
        return subject_of("case", (await find_case(session, case_no, restricted=True)).id)
    except CaseNotFound:
        return NOTHING


async def _query(session: AsyncSession, request: Request) -> AuditQuery:
    """What is asked for; what makes no sense is left out."""
    person, action, since, until = (_asked(request, name) for name in ("person", "action", "since", "until"))
    first, last = _day(since), _day(until)
    return AuditQuery(
        cursor=decode_whole(_asked(request, "cursor")) or None,
        limit=PAGE,
        action=AuditAction(action) if action in set(AuditAction) else None,
        subject=await _subject(session, _asked(request, "case")),
        actor=person if ":" in person else None,
        since=midnight(first) if first else None,
        until=midnight(last + dt.timedelta(days=1)) if last and last < dt.date.max else None,
    )


@blueprint.get("/", name="list")
@staff_page(Permission.AUDIT_READ)
async def log(request: Request) -> HTTPResponse:
    """A page of entries, newest first."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        query = await _query(session, request)
        actors = await _actors(session, staff_of(request), _asked(request, "person"))
        entries, cursor = await list_entries(session, query, actors=actors)
        shown = await _shown(session, desk.vault, entries)
        seq, digest = await read_head(session)
    asked = {name: _asked(request, name) for name in ("person", "action", "case", "since", "until")}
    kept = {name: value for name, value in asked.items() if value}
    return render(
        request,
        "audit/list.html",
        entries=shown,
        asked=asked,
        actions=[(action.value, action_words(action)) for action in AuditAction],
        next_page=f"/console/audit?{urlencode(kept | {'cursor': cursor})}" if cursor else "",
        first_page=f"/console/audit?{urlencode(kept)}" if query.cursor else "",
        head_seq=seq,
        head_hash=digest,
    )


async def _shown(
    session: AsyncSession, vault: Vault, entries: Collection[AuditEntry]
) -> list[dict[str, Any]]:
    """The entries as they are read: cases by their number, people who work here by name, reasons masked."""
    subjects = [entry.subject.partition(":") for entry in entries]
    cases = await _named(session, Case.id, Case.case_no, [id for noun, _, id in subjects if noun == "case"])
    staff = await _named(
        session, StaffAccount.id, StaffAccount.name, [id for noun, _, id in subjects if noun == "staff"]
    )
    people = await _people(session, [entry.actor for entry in entries])
    return [
        {
            "seq": entry.seq,
            "at": entry.at,
            "actor": entry.actor,
            "person": people.get(entry.actor),
            "action": action_words(entry.action),
            "noun": NOUNS.get(noun, noun),
            "name": (cases if noun == "case" else staff).get(id, id),
            "detail": _facts(entry.detail),
            "reason": entry.reason_sealed and mask_text(vault.open(entry.reason_sealed)),
        }
        for entry, (noun, _, id) in zip(entries, subjects, strict=True)
    ]


async def _people(session: AsyncSession, actors: Collection[str]) -> dict[str, StaffAccount]:
    """Actor to who it is of those who work here."""
    said = {actor.partition(":")[2] for actor in actors}
    found = await session.scalars(
        select(StaffAccount).where(StaffAccount.id.in_(said) | StaffAccount.name.in_(said))
    )
    return {actor: account for account in found for actor in _signs_as(account)}


async def _named(session: AsyncSession, key: Any, name: Any, ids: Collection[str]) -> dict[str, str]:
    if not ids:
        return {}
    found = await session.execute(select(key, name).where(key.in_(set(ids))))
    return {row[0]: row[1] for row in found}


def _facts(detail: dict[str, Any] | None) -> list[tuple[str, str]]:
    """The facts of an entry, masked once more: they hold nobody's data, and if ever one does, it stays covered."""
    return [(name, mask_text(_words(value))) for name, value in (detail or {}).items() if value is not None]


def _words(value: Any) -> str:
    if isinstance(value, list):
        return " → ".join("—" if one is None else str(one) for one in value)
    return str(value)


@blueprint.post("/verify", name="verify")
@staff_page(Permission.AUDIT_READ)
async def check(request: Request) -> HTTPResponse:
    """Walk the whole chain; some seconds for a hundred thousand entries."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        found = await verify(session, desk.vault)
    if isinstance(found, Broken):
        return render(request, "audit/verified.html", broken=found, fault=FAULTS[found.fault])
    return render(request, "audit/verified.html", broken=None, intact=found)
