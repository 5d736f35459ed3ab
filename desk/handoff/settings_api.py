"""/api/v1/canned-replies and /api/v1/handoff-rules: what staff set for themselves."""

from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty

from desk.clients.guard import guard
from desk.context import desk_of
from desk.handoff import canned, openapi, schemas, staff_rules
from desk.handoff.api import MAX_BODY, staff_of
from desk.handoff.model import CannedReply, HandoffRule
from desk.handoff.staff_rules import WantedRule
from desk.web.bodies import decode, encoded, expect_json
from desk.web.operations import describes

blueprint = Blueprint("handoff_settings", url_prefix="/api/v1")
blueprint.on_request(guard)


def show_canned(one: CannedReply) -> schemas.CannedOut:
    return schemas.CannedOut(
        id=one.id, shortcut=one.shortcut, title=one.title, text=one.text, changed_at=one.changed_at
    )


def show_rule(one: HandoffRule) -> schemas.RuleOut:
    return schemas.RuleOut(**{name: getattr(one, name) for name in schemas.RuleOut.model_fields})


@blueprint.get("/canned-replies")
@describes(openapi.LIST_CANNED)
async def list_canned(request: Request) -> HTTPResponse:
    """All, or those that begin so."""
    async with desk_of(request).database.read() as session:
        found = await canned.list_canned(session, prefix=request.args.get("prefix", ""))
    return encoded(schemas.CannedList(canned_replies=[show_canned(one) for one in found]))


@blueprint.post("/canned-replies")
@describes(openapi.ADD_CANNED)
async def add_canned(request: Request) -> HTTPResponse:
    """A new one."""
    return await _save_canned(request, None, 201)


@blueprint.put("/canned-replies/<canned_id:str>", unquote=True)
@describes(openapi.CHANGE_CANNED)
async def change_canned(request: Request, canned_id: str) -> HTTPResponse:
    """All of it."""
    return await _save_canned(request, canned_id, 200)


async def _save_canned(request: Request, canned_id: str | None, status: int) -> HTTPResponse:
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(schemas.CannedIn, request)
    async with desk.database.write() as session:
        saved = await canned.save_canned(
            session,
            desk.handoff,
            canned_id=canned_id,
            shortcut=told.shortcut,
            title=told.title,
            text=told.text,
            staff=staff_of(request, told),
            now=desk.clock(),
        )
    return encoded(show_canned(saved), status)


@blueprint.delete("/canned-replies/<canned_id:str>", unquote=True, ignore_body=False)
@describes(openapi.REMOVE_CANNED)
async def remove_canned(request: Request, canned_id: str) -> HTTPResponse:
    """Drop it."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    staff = staff_of(request, decode(schemas.StaffActIn, request))
    async with desk.database.write() as session:
        await canned.remove_canned(session, desk.handoff, canned_id, staff=staff, now=desk.clock())
    return empty(204)


@blueprint.get("/handoff-rules")
@describes(openapi.LIST_RULES)
async def list_rules(request: Request) -> HTTPResponse:
    """In the order in which they are asked."""
    async with desk_of(request).database.read() as session:
        found = await staff_rules.list_rules(session)
    return encoded(schemas.RuleList(handoff_rules=[show_rule(one) for one in found]))


@blueprint.post("/handoff-rules")
@describes(openapi.ADD_RULE)
async def add_rule(request: Request) -> HTTPResponse:
    """A new one."""
    return await _save_rule(request, None, 201)


@blueprint.put("/handoff-rules/<rule_id:str>", unquote=True)
@describes(openapi.CHANGE_RULE)
async def change_rule(request: Request, rule_id: str) -> HTTPResponse:
    """All of it."""
    return await _save_rule(request, rule_id, 200)


async def _save_rule(request: Request, rule_id: str | None, status: int) -> HTTPResponse:
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(schemas.RuleIn, request)
    wanted = WantedRule(**{name: getattr(told, name) for name in type(told).model_fields if name != "staff"})
    async with desk.database.write() as session:
        saved = await staff_rules.save_rule(
            session,
            desk.handoff,
            wanted,
            rule_id=rule_id,
            staff=staff_of(request, told),
            now=desk.clock(),
        )
    return encoded(show_rule(saved), status)


@blueprint.delete("/handoff-rules/<rule_id:str>", unquote=True, ignore_body=False)
@describes(openapi.REMOVE_RULE)
async def remove_rule(request: Request, rule_id: str) -> HTTPResponse:
    """Drop it."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    staff = staff_of(request, decode(schemas.StaffActIn, request))
    async with desk.database.write() as session:
        await staff_rules.remove_rule(session, desk.handoff, rule_id, staff=staff, now=desk.clock())
    return empty(204)
