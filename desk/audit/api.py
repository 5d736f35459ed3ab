"""/api/v1/audit: the log, and its head as an anchor."""

from typing import Any
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import raw

from desk.audit import openapi
from desk.audit.errors import AuditQueryInvalid
from desk.audit.model import AuditEntry
from desk.audit.schemas import AuditEntryOut, AuditHeadOut, AuditPage, AuditQuery
from desk.audit.service import list_entries, read_head
from desk.clients.guard import guard
from desk.context import desk_of
from desk.privacy.masking import mask_text
from desk.privacy.vault import Vault
from desk.web.operations import describes
from desk.web.problems import field_errors

PREFIX = "/api/v1"

blueprint = Blueprint("audit", url_prefix=PREFIX)
blueprint.on_request(guard)


def _json(body: str, headers: dict[str, str] | None = None) -> HTTPResponse:
    return raw(body.encode(), headers=headers, content_type="application/json")


def _query(request: Request) -> AuditQuery:
    """Raises AuditQueryInvalid."""
    try:
        return AuditQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise AuditQueryInvalid(errors=field_errors(error)) from error


def _shown(entry: AuditEntry, vault: Vault) -> AuditEntryOut:
    return AuditEntryOut(
        seq=entry.seq,
        at=entry.at,
        actor=entry.actor,
        action=entry.action,
        subject=entry.subject,
        detail=entry.detail,
        reason=None if entry.reason_sealed is None else mask_text(vault.open(entry.reason_sealed)),
        hash=entry.hash,
    )


@blueprint.get("/audit")
@describes(openapi.LIST_AUDIT)
async def list_audit(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    desk, query = desk_of(request), _query(request)
    async with desk.database.read() as session:
        entries, cursor = await list_entries(session, query)
    page = AuditPage(entries=[_shown(entry, desk.vault) for entry in entries], next_cursor=cursor)
    headers = {}
    if cursor is not None:
        asked: dict[str, Any] = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PREFIX}/audit?{urlencode(asked)}>; rel="next"'
    return _json(page.model_dump_json(), headers)


@blueprint.get("/audit/head")
@describes(openapi.GET_AUDIT_HEAD)
async def get_audit_head(request: Request) -> HTTPResponse:
    """Where the log ends now."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        seq, digest = await read_head(session)
    return _json(AuditHeadOut(seq=seq, hash=digest, at=desk.clock()).model_dump_json())
