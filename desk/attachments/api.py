"""/api/v1/cases/{reference}/attachments: add evidence, list it, fetch it."""

import asyncio
import hashlib
from typing import Any
from urllib.parse import quote

from sanic import Blueprint, HTTPResponse, Request, Sanic
from sanic.request import File
from sanic.response import raw

from desk.attachments import case_files, openapi
from desk.attachments.sanitise import sanitise
from desk.attachments.schemas import AttachmentList
from desk.attachments.service import read_file, storing
from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases.changes import Actor
from desk.cases.states import Role
from desk.clients import Scope
from desk.clients.guard import client_of, guard
from desk.clients.reach import find_for
from desk.context import desk_of
from desk.errors import InvalidRequest
from desk.idempotency.service import Answer, Claim, body_digest, claim, parse_key
from desk.web.operations import describes

PATH = "/cases/<reference:str>/attachments"

blueprint = Blueprint("attachments_v1", url_prefix="/api/v1")
blueprint.on_request(guard)


def _json(body: str, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), status=status, headers=headers, content_type="application/json")


def _upload(request: Request) -> File:
    """The part `file` of a multipart body. Raises InvalidRequest."""
    upload: File | None = request.files.get("file") if request.files else None
    if upload is None or not upload.body:
        raise InvalidRequest("没有收到文件，请用 multipart/form-data 的 file 字段提交")
    return upload


@blueprint.post(PATH, unquote=True)
@describes(openapi.ADD)
async def add(request: Request, reference: str) -> HTTPResponse:
    """Content into the storage first, then row, timeline and answer in one transaction."""
    desk, client = desk_of(request), client_of(request)
    header = request.headers.get("idempotency-key")
    key = None if header is None else parse_key(header)
    upload = _upload(request)
    clean = await asyncio.to_thread(sanitise, upload.body, max_bytes=desk.settings.max_attachment_bytes)
    now = desk.clock()
    async with storing(desk.storage, desk.vault, clean) as stored, desk.database.write() as session:
        mine: Claim | None = None
        if key is not None:
            told = {"name": upload.name, "sha256": hashlib.sha256(upload.body).hexdigest()}
            digest = body_digest(desk.vault, f"POST /cases/{reference}/attachments", told)
            mine = await claim(session, desk.vault, client=client.name, key=key, digest=digest, now=now)
            if (first := mine.answer) is not None:
                return _json(first.body, first.status, first.headers | {"Idempotent-Replayed": "true"})
        case = await case_files.find_open(session, client, reference)
        attachment = await case_files.attach(
            session,
            desk.cases,
            case,
            stored,
            name=upload.name or "",
            actor=Actor(Role.CONSUMER, client.name),
            limit=desk.settings.max_attachments,
            now=now,
        )
        shown = case_files.show(attachment, desk.vault, personal=client.may(Scope.CASES_PERSONAL))
        location = f"/api/v1/cases/{case.id}/attachments/{attachment.id}"
        answer = Answer(201, {"Location": location}, shown.model_dump_json())
        if mine is not None:
            mine.keep(answer)
    return _json(answer.body, answer.status, answer.headers)


@blueprint.get(PATH, unquote=True)
@describes(openapi.LIST)
async def list_files(request: Request, reference: str) -> HTTPResponse:
    """At most a handful, so no pages."""
    desk, client = desk_of(request), client_of(request)
    personal = client.may(Scope.CASES_PERSONAL)
    async with desk.database.read() as session:
        case = await find_for(session, client, reference)
        found = await case_files.files_of(session, case)
    shown = [case_files.show(one, desk.vault, personal=personal) for one in found]
    return _json(AttachmentList(attachments=shown).model_dump_json())


@blueprint.get(f"{PATH}/<attachment_id:str>", unquote=True)
@describes(openapi.GET)
async def get_content(request: Request, reference: str, attachment_id: str) -> HTTPResponse:
    """The file as it is kept, for saving. That it was asked for is written down before anything of it is read; the
    row is locked, so that a restriction or an erasure under way comes before or after it."""
    desk, client = desk_of(request), client_of(request)
    async with desk.database.write() as session:
        case = await find_for(session, client, reference, lock=True)
        attachment = await case_files.find_file(session, case, attachment_id)
        await record_audit(
            session,
            desk.vault,
            action=AuditAction.CASE_READ_FILE,
            actor=f"client:{client.name}",
            subject=subject_of("case", case.id),
            detail={"attachment": attachment.id},
            now=desk.clock(),
        )
    content = await read_file(desk.storage, attachment.id, desk.vault)
    name = desk.vault.open(attachment.sealed_name)
    return raw(content, content_type=attachment.media_type, headers=_for_saving(name))


def _for_saving(name: str) -> dict[str, str]:
    """Headers that keep a browser from showing the content as a page of ours (RFC 6266, RFC 5987)."""
    return {
        "Content-Disposition": f"attachment; filename=\"evidence\"; filename*=UTF-8''{quote(name, safe='')}",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def install(app: Sanic[Any, Any]) -> None:
    app.blueprint(blueprint)
