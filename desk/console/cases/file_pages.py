"""/console/cases/<number>/files, /documents: evidence to look at, letters to print. Whatever is opened is written down."""

import asyncio
from urllib.parse import quote

from sanic import HTTPResponse, Request
from sanic.response import raw

from desk.agencies.service import agency_name
from desk.attachments import case_files
from desk.attachments.model import Attachment
from desk.attachments.pdf_pages import count_pages, draw_page
from desk.attachments.service import read_file
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases.errors import CaseNotFound
from desk.clients.reach import find_for
from desk.console.cases.blueprint import blueprint
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import desk_of
from desk.documents.errors import DocumentNotFound
from desk.documents.html import content_security_policy, render_html
from desk.documents.kinds import DocumentKind
from desk.documents.pdf import render_pdf
from desk.documents.schemas import MEDIA_TYPES, Format
from desk.documents.service import write_document
from desk.staff.roles import Permission

PDF = "application/pdf"
# The content is shown as a picture and as nothing else, whatever it may be.
PICTURE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@blueprint.get("/<case_no:str>/files/<file_id:str>", name="file")
@staff_page(Permission.CASES_READ)
async def viewer(request: Request, case_no: str, file_id: str) -> HTTPResponse:
    """The viewer: the file's pages, and the way to the ones before and after."""
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.read() as session:
        case = await find_for(session, staff, case_no)
        files = list(await case_files.files_of(session, case))
        found = await case_files.find_file(session, case, file_id)
    pages = 1
    if found.media_type == PDF:
        content = await read_file(desk.storage, found.id, desk.vault)
        pages = await asyncio.to_thread(count_pages, content)
    at = [one.id for one in files].index(found.id)
    return render(
        request,
        "cases/viewer.html",
        case_no=case.case_no,
        file=case_files.show(found, desk.vault, personal=False),
        is_pdf=found.media_type == PDF,
        pages=pages,
        number=at + 1,
        of=len(files),
        before=files[at - 1].id if at else None,
        after=files[at + 1].id if at + 1 < len(files) else None,
    )


async def _opened(request: Request, case_no: str, file_id: str, page: int | None) -> tuple[Attachment, bytes]:
    """The file and its content. That it was asked for is written down before anything of it is read."""
    desk, staff = desk_of(request), staff_of(request)
    async with desk.database.write() as session:
        case = await find_for(session, staff, case_no, lock=True)
        found = await case_files.find_file(session, case, file_id)
        detail = {"attachment": found.id} | ({} if page is None else {"page": page})
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CASE_READ_FILE,
            actor=staff.actor,
            subject=subject_of("case", case.id),
            detail=detail,
            now=desk.clock(),
        )
    return found, await read_file(desk.storage, found.id, desk.vault)


@blueprint.get("/<case_no:str>/files/<file_id:str>/pages/<page:int>", name="file_page")
@staff_page(Permission.PERSONAL_DATA_REVEAL)
async def page_of_file(request: Request, case_no: str, file_id: str, page: int) -> HTTPResponse:
    """One page as a picture: a photograph as it is kept, a page of a PDF drawn by a process without our keys."""
    found, content = await _opened(request, case_no, file_id, page)
    if found.media_type != PDF:
        if page != 1:
            raise CaseNotFound
        return raw(content, content_type=found.media_type, headers=PICTURE)
    drawn = await asyncio.to_thread(draw_page, content, page)
    return raw(drawn, content_type="image/png", headers=PICTURE)


@blueprint.get("/<case_no:str>/files/<file_id:str>/save", name="save_file")
@staff_page(Permission.PERSONAL_DATA_REVEAL)
async def save_file(request: Request, case_no: str, file_id: str) -> HTTPResponse:
    """The file as it is kept, to save."""
    found, content = await _opened(request, case_no, file_id, None)
    name = quote(desk_of(request).vault.open(found.sealed_name), safe="")
    headers = {
        **PICTURE,
        "Content-Disposition": f"attachment; filename=\"evidence\"; filename*=UTF-8''{name}",
    }
    return raw(content, content_type=found.media_type, headers=headers)


@blueprint.get("/<case_no:str>/documents/<kind:str>/<form:str>", name="document")
@staff_page(Permission.PERSONAL_DATA_REVEAL)
async def document(request: Request, case_no: str, kind: str, form: str) -> HTTPResponse:
    """A letter with its people in clear, as a page or as PDF. Reading it and saying so are one transaction."""
    desk, staff = desk_of(request), staff_of(request)
    if kind not in list(DocumentKind) or form not in list(Format):
        raise DocumentNotFound
    wanted, shape = DocumentKind(kind), Format(form)
    async with desk.database.write() as session:
        case = await find_for(session, staff, case_no, lock=True)
        agency = await agency_name(session, case.agency_id)
        written = await write_document(session, desk.cases, case, wanted, agency=agency)
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CASE_READ_DOCUMENT,
            actor=staff.actor,
            subject=subject_of("case", case.id),
            detail={"document": wanted.value, "format": shape.value},
            now=desk.clock(),
        )
    draw = render_html if shape is Format.HTML else render_pdf
    async with request.app.ctx.document_slots:
        body = await asyncio.to_thread(draw, written)
    headers = {
        "Content-Disposition": f'inline; filename="{case.case_no}-{wanted.value}.{shape.value}"',
        "Cache-Control": "no-store",
    }
    if shape is Format.HTML:
        headers["Content-Security-Policy"] = content_security_policy()
    return raw(body, headers=headers, content_type=MEDIA_TYPES[shape])
