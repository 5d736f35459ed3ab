"""/api/v1/cases/{reference}/documents: which there are, and each as a page or as PDF."""

import asyncio
from collections.abc import Callable

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.agencies.service import agency_name
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases.errors import InvalidQuery
from desk.clients import Scope
from desk.clients.guard import client_of, guard
from desk.clients.reach import find_for
from desk.context import desk_of
from desk.documents import openapi
from desk.documents.content import Document
from desk.documents.errors import DocumentNotFound, NotAcceptable
from desk.documents.html import content_security_policy, render_html
from desk.documents.kinds import DocumentKind
from desk.documents.pdf import render_pdf
from desk.documents.schemas import MEDIA_TYPES, DocumentList, DocumentOut, Format
from desk.documents.service import documents_of, write_document
from desk.documents.wording import TITLES
from desk.errors import FieldError, Forbidden
from desk.web.operations import describes

PREFIX = "/api/v1"

RENDER: dict[Format, Callable[[Document], bytes]] = {Format.HTML: render_html, Format.PDF: render_pdf}

blueprint = Blueprint("documents_v1", url_prefix=PREFIX)
blueprint.on_request(guard)


@blueprint.get("/cases/<reference:str>/documents", unquote=True)
@describes(openapi.LIST_DOCUMENTS)
async def list_documents(request: Request, reference: str) -> HTTPResponse:
    """Nothing personal."""
    async with desk_of(request).database.read() as session:
        case = await find_for(session, client_of(request), reference)
        found = await documents_of(session, case)
    documents = DocumentList(
        documents=[
            DocumentOut(
                kind=kind,
                title=TITLES[kind],
                draft=kind is DocumentKind.AGREEMENT,
                decided_at=change.at,
                href=f"{PREFIX}/cases/{case.id}/documents/{kind.value}",
            )
            for kind, change in found.items()
        ]
    )
    return raw(documents.model_dump_json().encode(), content_type="application/json")


@blueprint.get("/cases/<reference:str>/documents/<kind:str>", unquote=True)
@describes(openapi.GET_DOCUMENT)
async def get_document(request: Request, reference: str, kind: str) -> HTTPResponse:
    """One document. Reading it and saying so in the audit log are one transaction; the row is locked, so that a
    restriction or an erasure under way comes before or after it."""
    desk, client = desk_of(request), client_of(request)
    if not client.may(Scope.CASES_HANDLE):
        raise Forbidden
    wanted, form = _kind(kind), _format(request)
    async with desk.database.write() as session:
        case = await find_for(session, client, reference, lock=True)
        agency = await agency_name(session, case.agency_id)
        document = await write_document(session, desk.cases, case, wanted, agency=agency)
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CASE_READ_DOCUMENT,
            actor=f"client:{client.name}",
            subject=subject_of("case", case.id),
            detail={"document": wanted.value, "format": form.value},
            now=desk.clock(),
        )
    async with request.app.ctx.document_slots:
        body = await asyncio.to_thread(RENDER[form], document)
    headers = {
        "Content-Disposition": f'inline; filename="{case.case_no}-{wanted.value}.{form.value}"',
        "Vary": "Accept",
    }
    if form is Format.HTML:
        headers["Content-Security-Policy"] = content_security_policy()
    return raw(body, headers=headers, content_type=MEDIA_TYPES[form])


def _kind(kind: str) -> DocumentKind:
    """Raises DocumentNotFound."""
    try:
        return DocumentKind(kind)
    except ValueError:
        raise DocumentNotFound from None


def _format(request: Request) -> Format:
    """The query decides, else what the caller accepts. Raises InvalidQuery, NotAcceptable."""
    asked = request.args.get("format")
    if asked is not None:
        try:
            return Format(asked)
        except ValueError:
            detail = FieldError("/format", "enum", "不是可选的值")
            raise InvalidQuery(errors=(detail,)) from None
    offered = {media_type.partition(";")[0]: form for form, media_type in MEDIA_TYPES.items()}
    match = request.accept.match(*offered)
    if not match:
        raise NotAcceptable
    return offered[match.mime]
