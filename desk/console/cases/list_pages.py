"""/console/cases: the list by clock, the same as a file, and giving many cases to somebody."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies.register import present_tree
from desk.assignments.service import assign_many
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases.model import Case
from desk.cases.states import CaseState
from desk.cases.wording import STATE_LABELS
from desk.clients.reach import reach_of
from desk.clock import LEGAL_ZONE
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.errors import wrong
from desk.console.cases.given import TOLD, Given, given_before, keep_given
from desk.console.cases.list_query import ME, PATH, address, query_of, tabs, typed
from desk.console.cases.list_rows import Row, rows_of
from desk.console.cases.people import assignee, assigning_of, colleagues, officer_of
from desk.console.forms import form_field, form_fields
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import DeskError
from desk.labels.service import labels_in_use
from desk.places.divisions import official_name
from desk.staff.roles import Permission
from desk.staff.signed_in import SignedIn
from desk.web.spreadsheets import csv_file
from desk.worklist.listing import work_counts, work_list
from desk.worklist.schemas import MOST_COUNTED, NOBODY, WorkQuery

MOST_ROWS = 5000  # of a file
AT_ONCE = 100  # rows read at a time for it
MOST_REGIONS = 200  # to choose from
COLUMNS = (
    "编号", "类型", "投诉人", "商家", "商品或服务", "金额（元）", "状态", "期限", "最后一天", "承办单位", "经办人", "渠道",
    "收到时间", "标签",
)  # fmt: skip


@blueprint.get("/", name="list", strict_slashes=False)
@staff_page(Permission.CASES_READ)
async def show_list(request: Request) -> HTTPResponse:
    """One heading, filtered; a wrong filter is told beside the form, and the rest stands."""
    desk, now = desk_of(request), desk_of(request).clock()
    async with desk.database.read() as session:
        given = await given_before(session, desk.vault, staff_of(request).id, request.args.get(TOLD), now=now)
    return await list_page(request, given=given)


async def list_page(
    request: Request, *, given: Given | None = None, error: DeskError | None = None
) -> HTTPResponse:
    """The list; after a bulk assignment with what became of each."""
    desk, staff, now = desk_of(request), staff_of(request), desk_of(request).clock()
    filters = typed(request)
    try:
        query = query_of(request, staff)
    except DeskError as wrong_filter:
        query, error = WorkQuery(), wrong_filter
    async with desk.database.read() as session:
        reach = await reach_of(session, staff)
        try:
            page = await work_list(session, query, agency_ids=reach, now=now)
            counts = await work_counts(session, query, agency_ids=reach, now=now)
        except DeskError as wrong_filter:
            query, error = WorkQuery(bucket=query.bucket), wrong_filter
            page = await work_list(session, query, agency_ids=reach, now=now)
            counts = await work_counts(session, query, agency_ids=reach, now=now)
        rows = await rows_of(session, desk.vault, page.items, now=now)
        choices = await _choices(session, request, staff, reach)
    return render(
        request,
        "cases/list.html",
        status=200 if error is None else error.status,
        error=error,
        given=given,
        query=query,
        filters=filters,
        tabs=tabs(filters, counts, MOST_COUNTED),
        rows=rows,
        next_page=None if page.next_cursor is None else address(filters, cursor=page.next_cursor),
        first_page=address(filters) if query.cursor else None,
        file=address(filters).replace(PATH, f"{PATH}/export.csv", 1),
        give=address(filters).replace(PATH, f"{PATH}/assign", 1),
        filtered=[name for name in filters if name != "bucket"],
        unfiltered=address({}, bucket=query.bucket.value),
        can_work=staff.may(Permission.CASES_WORK),
        supervises=staff.may(Permission.CASES_SUPERVISE),
        **choices,
    )


async def _choices(
    session: AsyncSession, request: Request, staff: SignedIn, reach: frozenset[str] | None
) -> dict[str, Any]:
    """What the filters offer: pairs of value and words."""
    tree = await present_tree(session)
    agencies = [(node.id, node.name) for node in tree.nodes if reach is None or node.id in reach]
    people = await colleagues(session, reach)
    used = select(Case.region_code).where(Case.closed_at.is_(None), Case.region_code.is_not(None))
    if reach is not None:
        used = used.where(Case.agency_id.in_(reach))
    codes = await session.scalars(used.distinct().order_by(Case.region_code).limit(MOST_REGIONS))
    services = request.app.ctx.services
    return {
        "people": people,
        "states": [(state.value, words) for state, words in _states()],
        "kinds": [(kind.value, words) for kind, words in wording.KINDS.items()],
        "agencies": agencies if len(agencies) > 1 else [],
        "assignees": [
            (ME, "我经办的"),
            (NOBODY, "还没有经办人"),
            *((one, name) for one, name in people if one != staff.id),
        ],
        "categories": [(service.code, service.name) for service in services.values()],
        "channels": list(wording.CHANNELS.items()),
        "regions": [(code, official_name(code) or code) for code in codes if code],
        "labels": [
            (name, f"{name}（{count}）") for name, count in await labels_in_use(session, agency_ids=reach)
        ],
    }


def _states() -> list[tuple[CaseState, str]]:
    """Each label once: two states of a report are told apart by nobody (第三十六条)."""
    return [(state, words) for state, words in STATE_LABELS.items() if state is not CaseState.NOT_OPENED]


@blueprint.get("/export.csv", name="export")
@staff_page(Permission.CASES_READ)
async def export(request: Request) -> HTTPResponse:
    """The filtered heading as a table, masked as the list is; that it was saved is written down."""
    desk, staff, now = desk_of(request), staff_of(request), desk_of(request).clock()
    query = query_of(request, staff).model_copy(update={"cursor": None, "limit": AT_ONCE})
    rows: list[Row] = []
    async with desk.database.read() as session:
        reach = await reach_of(session, staff)
        while len(rows) < MOST_ROWS:
            page = await work_list(session, query, agency_ids=reach, now=now)
            rows += await rows_of(session, desk.vault, page.items, now=now)
            if page.next_cursor is None:
                break
            query = query.model_copy(update={"cursor": page.next_cursor})
    async with desk.database.write() as session:
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CASE_LIST,
            actor=staff.actor,
            subject=subject_of("list", query.bucket.value),
            detail={"rows": len(rows)},
            now=now,
        )
    name = f"cases-{query.bucket.value}-{now.astimezone(LEGAL_ZONE):%Y%m%d-%H%M}"
    return csv_file(COLUMNS, [_cells(row) for row in rows], name=name)


def _cells(row: Row) -> Sequence[str | int | float | None]:
    return (
        row.case_no,
        row.kind_label,
        row.person or "",
        row.business,
        row.product or "",
        "" if row.amount_fen is None else row.amount_fen / 100,
        row.state,
        row.due or "",
        "" if row.due_on is None else row.due_on.isoformat(),
        row.agency or "",
        row.assignee or "",
        row.channel,
        f"{row.received_at.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M}",
        "；".join(row.labels),
    )


@blueprint.post("/assign", name="assign_many")
@staff_page(Permission.CASES_WORK)
async def give_many(request: Request) -> HTTPResponse:
    """Give the ticked cases to somebody, each or all, and lead to the list with what became of each above it, so that a
    reload gives nothing again.

    Giving the same again changes nothing, so this form needs no token.
    """
    desk, staff = desk_of(request), staff_of(request)
    now: dt.datetime = desk.clock()
    references = form_fields(request, "case")
    try:
        if not references:
            raise wrong("case", "missing", wording.NOTHING_CHOSEN)
        async with desk.database.read() as session:
            chosen = form_field(request, "to", longest=40)
            to = None if chosen == NOBODY else await assignee(session, staff.id if chosen == ME else chosen)
        bulk = await assign_many(
            desk.database,
            desk.cases,
            references,
            to,
            by=assigning_of(staff),
            of=staff,
            actor=officer_of(staff),
            all_or_none=form_field(request, "together") == "yes",
            now=now,
        )
    except DeskError as error:
        return await list_page(request, error=error)
    async with desk.database.write() as session:
        told = await keep_given(session, desk.vault, staff.id, bulk, now=now)
    return redirect(address(typed(request), **{TOLD: told}), status=303)
