"""The register of documents: of one case, and of all."""

import datetime as dt

from sanic import HTTPResponse, Request
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.model import Case
from desk.clients.reach import reach_of
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.errors import wrong
from desk.console.cases.fields import day_of
from desk.console.cases.office_acts import act_once
from desk.console.cases.people import officer_of
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.documents import register
from desk.documents.kinds import DocumentKind
from desk.documents.register_rules import Entry, Means, Party, document_number
from desk.ids import is_uuid
from desk.staff.roles import Permission


@blueprint.get("/register", name="register")
@staff_page(Permission.CASES_READ)
async def show_register(request: Request) -> HTTPResponse:
    """What was issued, the last entered first; by kind and the beginning of a number."""
    desk, staff = desk_of(request), staff_of(request)
    kind, number = str(request.args.get("kind") or ""), document_number(str(request.args.get("number") or ""))
    before = str(request.args.get("before") or "")
    async with desk.database.read() as session:
        page, cursor = await register.register(
            session,
            agency_ids=await reach_of(session, staff),
            kind=DocumentKind(kind) if kind in list(DocumentKind) else None,
            number=number or None,
            before=before if is_uuid(before) else None,
        )
    return render(
        request,
        "cases/register.html",
        entries=page,
        cursor=cursor,
        kind=kind,
        number=number,
        kinds=[("", "全部文书"), *((one.value, words) for one, words in wording.DOCUMENTS.items())],
        said=wording,
    )


@blueprint.post("/<case_no:str>/register", name="enter_document")
@staff_page(Permission.CASES_WORK)
async def enter(request: Request, case_no: str) -> HTTPResponse:
    """Enter a document."""
    desk, actor = desk_of(request), officer_of(staff_of(request))

    async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
        await register.enter(session, desk.cases, case, _entry(request), actor=actor, now=now)

    return await act_once(request, case_no, "register", act)


def _entry(request: Request) -> Entry:
    """Raises InvalidBody for what the form does not offer."""
    chosen = {name: form_field(request, name) for name in ("kind", "party", "means")}
    for (name, value), offered in zip(chosen.items(), (DocumentKind, Party, Means), strict=True):
        if value not in list(offered):
            raise wrong(name, "missing", "请选一项")
    issued_on = day_of(form_field(request, "issued_on"), "issued_on")
    if issued_on is None:
        raise wrong("issued_on", "missing", wording.DATE_FORMAT)
    return Entry(
        kind=DocumentKind(chosen["kind"]),
        number=document_number(form_field(request, "number")),
        party=Party(chosen["party"]),
        means=Means(chosen["means"]),
        issued_on=issued_on,
        delivered_on=day_of(form_field(request, "delivered_on"), "delivered_on"),
    )


@blueprint.post("/<case_no:str>/register/<entry_id:str>/arrival", name="document_arrived")
@staff_page(Permission.CASES_WORK)
async def arrive(request: Request, case_no: str, entry_id: str) -> HTTPResponse:
    """Note when it arrived."""
    desk, actor = desk_of(request), officer_of(staff_of(request))

    async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
        on = day_of(form_field(request, "arrived_on"), "arrived_on")
        if on is None:
            raise wrong("arrived_on", "missing", wording.DATE_FORMAT)
        await register.arrive(session, desk.cases, case, entry_id, on, actor=actor, now=now)

    return await act_once(request, case_no, "register", act)


@blueprint.post("/<case_no:str>/register/<entry_id:str>/void", name="void_document")
@staff_page(Permission.CASES_WORK)
async def void(request: Request, case_no: str, entry_id: str) -> HTTPResponse:
    """Entered by mistake."""
    desk, actor = desk_of(request), officer_of(staff_of(request))

    async def act(session: AsyncSession, case: Case, now: dt.datetime) -> None:
        reason = form_field(request, "void_reason", longest=500)
        if not reason:
            raise wrong("void_reason", "missing", "请写明为什么作废")
        await register.void(session, desk.cases, case, entry_id, reason, actor=actor, now=now)

    return await act_once(request, case_no, "register", act)
