"""/console/audit: who did what, the same as a file, and whether the log holds."""

import dataclasses
from collections.abc import Sequence
from urllib.parse import urlencode

from sanic import HTTPResponse, Request

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import read_head, record_audit
from desk.audit.verifying import Broken, verify
from desk.clock import LEGAL_ZONE
from desk.console.areas import area
from desk.console.audit.finding import FILTERS, Line, asked, asked_for, page_of
from desk.console.audit.wording import COLUMNS, FAULTS, action_words
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.staff.roles import Permission
from desk.web.spreadsheets import Cell, csv_file

blueprint = area("audit")
PATH = "/console/audit"
PAGE = 50  # entries
MOST_ROWS = 5000  # of a file
AT_ONCE = 100  # entries read at a time for it


@blueprint.get("/", name="list")
@staff_page(Permission.AUDIT_READ)
async def log(request: Request) -> HTTPResponse:
    """A page of entries, newest first."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        wanted = await asked_for(session, request, staff_of(request), limit=PAGE)
        entries, cursor = await page_of(session, desk.vault, wanted)
        seq, digest = await read_head(session)
    filters = {name: asked(request, name) for name in FILTERS}
    kept = {name: value for name, value in filters.items() if value}
    return render(
        request,
        "audit/list.html",
        entries=entries,
        asked=filters,
        actions=[(action.value, action_words(action)) for action in AuditAction],
        next_page=f"{PATH}?{urlencode(kept | {'cursor': cursor})}" if cursor else "",
        first_page=f"{PATH}?{urlencode(kept)}" if wanted.query.cursor else "",
        file=f"{PATH}/export.csv?{urlencode(kept)}",
        head_seq=seq,
        head_hash=digest,
    )


@blueprint.get("/export.csv", name="export")
@staff_page(Permission.AUDIT_READ)
async def export(request: Request) -> HTTPResponse:
    """What is asked for as a table, masked as the page is, the newest MOST_ROWS entries. That it was saved is written
    down first, and so stands in the file."""
    desk, staff, now = desk_of(request), staff_of(request), desk_of(request).clock()
    filters = {name: value for name in FILTERS if (value := asked(request, name))}
    async with desk.database.write() as session:
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.AUDIT_EXPORT,
            actor=staff.actor,
            subject=subject_of("audit_log", "export"),
            detail={"filters": sorted(filters)},
            now=now,
        )
    lines: list[Line] = []
    async with desk.database.read() as session:
        wanted = await asked_for(session, request, staff, limit=AT_ONCE)
        wanted = dataclasses.replace(wanted, query=wanted.query.model_copy(update={"cursor": None}))
        while len(lines) < MOST_ROWS:
            page, cursor = await page_of(session, desk.vault, wanted)
            lines += page
            if cursor is None:
                break
            wanted = dataclasses.replace(wanted, query=wanted.query.model_copy(update={"cursor": cursor}))
    name = f"audit-{now.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}"
    return csv_file(COLUMNS, [_cells(line) for line in lines], name=name)


def _cells(line: Line) -> Sequence[Cell]:
    return (
        line.seq,
        f"{line.at.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M:%S}",
        line.who,
        line.name,
        line.role,
        line.action,
        f"{line.noun} {line.subject}",
        "；".join(f"{name}：{value}" for name, value in line.details),
        line.reason or "",
    )


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
