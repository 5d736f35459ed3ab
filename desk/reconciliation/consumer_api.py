"""/api/v1/cases/{reference}/reconciliation: the consumer's side, through whoever speaks for them."""

from sanic import Blueprint, HTTPResponse, Request
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changes import Actor
from desk.cases.model import Case
from desk.cases.reading import primary
from desk.cases.states import Role
from desk.cases.updates import check_told_there
from desk.clients import Scope
from desk.clients.guard import client_of, guard
from desk.clients.reach import find_for
from desk.context import desk_of
from desk.reconciliation import offering, openapi, reading, talking, views
from desk.reconciliation.answering import PREFIX, answer, body, query
from desk.reconciliation.model import MessageKind
from desk.reconciliation.schemas import (
    AcceptanceIn,
    ByConsumer,
    ChooseIn,
    ConsumerMessageIn,
    ConsumerReconciliation,
    DeclineIn,
    EndIn,
)
from desk.web.operations import describes

ROUTE = "/cases/<reference:str>/reconciliation"

blueprint = Blueprint("reconciliation_of_consumer", url_prefix=PREFIX)
blueprint.on_request(guard)


def _consumer(request: Request) -> Actor:
    return Actor(Role.CONSUMER, client_of(request).name)


async def _case(
    request: Request, session: AsyncSession, reference: str, told: ByConsumer, *, lock: bool
) -> Case:
    """The case a consumer speaks of: of their conversation, or any for who handles cases. Raises CaseNotFound."""
    client = client_of(request)
    case = await primary(session, await find_for(session, client, reference), lock=lock)
    if not client.may(Scope.CASES_HANDLE):
        await check_told_there(session, case, told.conversation_id)
    return case


async def _hold(request: Request, session: AsyncSession, reference: str, told: ByConsumer) -> talking.Held:
    """Raises CaseNotFound, ReconciliationNotFound."""
    return await talking.hold_for_consumer(session, await _case(request, session, reference, told, lock=True))


async def _shown(request: Request, session: AsyncSession, case: Case) -> ConsumerReconciliation:
    told = await reading.newest_of_case(session, case.id)
    said = await reading.messages_of(session, told.current.id)
    return views.for_consumer(desk_of(request).vault, told, said)


@blueprint.get(ROUTE, unquote=True)
@describes(openapi.GET_OF_CASE)
async def get_of_case(request: Request, reference: str) -> HTTPResponse:
    """The newest one."""
    told = query(ByConsumer, request)
    async with desk_of(request).database.read() as session:
        case = await _case(request, session, reference, told, lock=False)
        shown = await _shown(request, session, case)
    return answer(shown)


@blueprint.post(ROUTE, unquote=True)
@describes(openapi.CHOOSE)
async def choose(request: Request, reference: str) -> HTTPResponse:
    """Offer it, or change whether the phone is shown."""
    desk, told = desk_of(request), body(ChooseIn, request)
    async with desk.database.write() as session:
        case = await _case(request, session, reference, told, lock=True)
        _, fresh = await offering.choose(
            session,
            desk.cases,
            case,
            _consumer(request),
            share_contact=told.share_contact,
            now=desk.clock(),
        )
        shown = await _shown(request, session, case)
    return answer(shown, 201 if fresh else 200)


@blueprint.post(f"{ROUTE}/messages", unquote=True)
@describes(openapi.WRITE)
async def write(request: Request, reference: str) -> HTTPResponse:
    """Say something to the enterprise."""
    desk, told = desk_of(request), body(ConsumerMessageIn, request)
    words = talking.Words(MessageKind.MESSAGE, told.message_id.lower(), told.text)
    async with desk.database.write() as session:
        held = await _hold(request, session, reference, told)
        await talking.say(session, desk.cases, held, words, _consumer(request), now=desk.clock())
        shown = await _shown(request, session, held.case)
    return answer(shown)


@blueprint.post(f"{ROUTE}/acceptance", unquote=True)
@describes(openapi.ACCEPT)
async def accept(request: Request, reference: str) -> HTTPResponse:
    """Accept the proposal: the case is settled."""
    desk, told = desk_of(request), body(AcceptanceIn, request)
    async with desk.database.write() as session:
        held = await _hold(request, session, reference, told)
        await talking.accept(
            session,
            desk.cases,
            held,
            _consumer(request),
            proposal_id=told.proposal_id,
            now=desk.clock(),
        )
        shown = await _shown(request, session, held.case)
    return answer(shown)


@blueprint.post(f"{ROUTE}/decline", unquote=True)
@describes(openapi.DECLINE)
async def decline(request: Request, reference: str) -> HTTPResponse:
    """Decline the proposal; another one may follow."""
    desk, told = desk_of(request), body(DeclineIn, request)
    async with desk.database.write() as session:
        held = await _hold(request, session, reference, told)
        await talking.decline(
            session,
            desk.cases,
            held,
            _consumer(request),
            proposal_id=told.proposal_id,
            reason=told.reason,
            now=desk.clock(),
        )
        shown = await _shown(request, session, held.case)
    return answer(shown)


@blueprint.post(f"{ROUTE}/end", unquote=True)
@describes(openapi.END)
async def end(request: Request, reference: str) -> HTTPResponse:
    """Stop talking; the complaint goes on."""
    desk, told = desk_of(request), body(EndIn, request)
    async with desk.database.write() as session:
        held = await _hold(request, session, reference, told)
        await talking.end(session, desk.cases, held, _consumer(request), reason=told.reason, now=desk.clock())
        shown = await _shown(request, session, held.case)
    return answer(shown)
