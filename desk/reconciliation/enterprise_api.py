"""/api/v1/reconciliations: the enterprise's side; and the figures of an enterprise."""

import datetime as dt

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor
from desk.cases.states import Role
from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.enterprises.errors import EnterpriseNotFound
from desk.enterprises.service import find_enterprise
from desk.reconciliation import figures, openapi, reading, talking, views
from desk.reconciliation.answering import PREFIX, answer, body, next_page, query
from desk.reconciliation.errors import NotAnEnterprise
from desk.reconciliation.model import MessageKind
from desk.reconciliation.schemas import (
    EnterpriseFigures,
    EnterpriseReconciliation,
    FiguresQuery,
    MessageIn,
    ProposalIn,
    ReconciliationPage,
    ReconciliationQuery,
    RefusalIn,
)
from desk.reconciliation.talking import Words
from desk.web.operations import describes

blueprint = Blueprint("reconciliation_of_enterprise", url_prefix=PREFIX)
blueprint.on_request(guard)


def _enterprise_of(request: Request) -> str:
    """The enterprise that the client stands for. Raises NotAnEnterprise."""
    enterprise_id = client_of(request).enterprise_id
    if enterprise_id is None:
        raise NotAnEnterprise(extra={"client": client_of(request).name})
    return enterprise_id


def _actor(request: Request) -> Actor:
    return Actor(Role.ENTERPRISE, client_of(request).name)


async def _shown(request: Request, session: AsyncSession, one: str) -> EnterpriseReconciliation:
    told = await reading.of_enterprise(session, one, enterprise_id=_enterprise_of(request))
    said = await reading.messages_of(session, told.current.id)
    return views.for_enterprise(desk_of(request).vault, told, said)


@blueprint.get("/reconciliations")
@describes(openapi.LIST_RECONCILIATIONS)
async def list_reconciliations(request: Request) -> HTTPResponse:
    """One page of its own, and where the next one is."""
    desk, mine = desk_of(request), _enterprise_of(request)
    asked = query(ReconciliationQuery, request)
    async with desk.database.read() as session:
        found, cursor = await reading.list_of_enterprise(session, asked, enterprise_id=mine)
    shown = [views.in_list(desk.vault, told) for told in found]
    page = ReconciliationPage(reconciliations=shown, next_cursor=cursor)
    return answer(page, headers=next_page("/reconciliations", asked, cursor))


@blueprint.get("/reconciliations/<id:str>", unquote=True)
@describes(openapi.GET_RECONCILIATION)
async def get_reconciliation(request: Request, id: str) -> HTTPResponse:
    """One of its own."""
    async with desk_of(request).database.read() as session:
        shown = await _shown(request, session, id)
    return answer(shown)


async def _say(request: Request, one: str, words: Words) -> HTTPResponse:
    desk, mine = desk_of(request), _enterprise_of(request)
    async with desk.database.write() as session:
        held = await talking.hold_for_enterprise(session, one, enterprise_id=mine)
        await talking.say(session, desk.cases, held, words, _actor(request), now=desk.clock())
        shown = await _shown(request, session, one)
    return answer(shown)


@blueprint.post("/reconciliations/<id:str>/messages", unquote=True)
@describes(openapi.ANSWER)
async def write(request: Request, id: str) -> HTTPResponse:
    """Say something to the consumer."""
    told = body(MessageIn, request)
    return await _say(request, id, Words(MessageKind.MESSAGE, told.message_id.lower(), told.text))


@blueprint.post("/reconciliations/<id:str>/proposals", unquote=True)
@describes(openapi.PROPOSE)
async def propose(request: Request, id: str) -> HTTPResponse:
    """Offer terms."""
    told = body(ProposalIn, request)
    words = Words(MessageKind.PROPOSAL, told.message_id.lower(), told.terms, told.refund_fen)
    return await _say(request, id, words)


@blueprint.post("/reconciliations/<id:str>/refusal", unquote=True)
@describes(openapi.REFUSE)
async def refuse(request: Request, id: str) -> HTTPResponse:
    """Decline to reconcile; the complaint goes on."""
    desk, mine, told = desk_of(request), _enterprise_of(request), body(RefusalIn, request)
    words = Words(MessageKind.REFUSAL, told.message_id.lower(), told.reason)
    async with desk.database.write() as session:
        held = await talking.hold_for_enterprise(session, id, enterprise_id=mine)
        await talking.refuse(session, desk.cases, held, words, _actor(request), now=desk.clock())
        shown = await _shown(request, session, id)
    return answer(shown)


@blueprint.get("/enterprises/<code:str>/figures", unquote=True)
@describes(openapi.GET_FIGURES)
async def get_figures(request: Request, code: str) -> HTTPResponse:
    """How it reconciles. An enterprise's own client sees only its own."""
    desk, asked, caller = desk_of(request), query(FiguresQuery, request), client_of(request).enterprise_id
    async with desk.database.read() as session:
        enterprise = await find_enterprise(session, code)
        if caller not in (None, enterprise.id):
            raise EnterpriseNotFound
        told = await figures.enterprise_figures(
            session,
            desk.calendar,
            enterprise_ids=[enterprise.id],
            since=dt.date.fromisoformat(asked.since),
            until=dt.date.fromisoformat(asked.until),
            answer_days=asked.answer_days,
        )
    return answer(_figures(enterprise.code, enterprise.name, told[enterprise.id], asked.answer_days))


def _figures(code: str, name: str, told: figures.Figures, answer_days: int) -> EnterpriseFigures:
    return EnterpriseFigures(
        code=code,
        name=name,
        offered=told.offered,
        answered=told.answered,
        answered_in_time=told.answered_in_time,
        answer_days=answer_days,
        settled=told.settled,
        failed=told.failed,
        withdrawn=told.withdrawn,
        running=told.running,
        median_days=told.median_days,
        recovered_fen=told.recovered_fen,
        rate=told.rate,
    )
