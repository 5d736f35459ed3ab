"""/api/v1/conversations: the queue, what was said, and what staff do with it."""

import datetime as dt
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar
from urllib.parse import urlencode

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import empty
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clients import Scope
from desk.clients.guard import client_of, guard
from desk.context import desk_of
from desk.conversations.model import Conversation
from desk.handoff import canned, claiming, detail, ending, notes, openapi, schemas, talking, views
from desk.handoff.errors import ConversationQueryInvalid
from desk.handoff.presence import LASTS, Present, Who, note_presence, seen
from desk.handoff.reach import seen_by
from desk.handoff.schemas import ConversationQuery
from desk.handoff.staff import StaffMember, id_of_client, of_client
from desk.web.bodies import decode, decode_whole, encoded, expect_json
from desk.web.operations import describes
from desk.web.problems import field_errors

MAX_BODY = 64 * 2**10  # bytes
PATH = "/api/v1/conversations"
PAGE, LARGEST_PAGE = 50, 100
In = TypeVar("In", bound=schemas.StaffActIn)
Out = TypeVar("Out")

blueprint = Blueprint("conversations", url_prefix="/api/v1")
blueprint.on_request(guard)


def staff_of(request: Request, told: schemas.StaffActIn) -> StaffMember:
    """Whoever acts, as the client names its people; marked as the client's, whatever the id says."""
    client = client_of(request)
    supervises = client.may(Scope.CONVERSATIONS_SUPERVISE)
    return of_client(client.name, told.staff.id, told.staff.name, supervises=supervises)


def _asked_for(request: Request, told_id: str | None) -> str | None:
    """The client's own person of this id: it asks for nobody else's conversations."""
    return None if told_id is None else id_of_client(client_of(request).name, told_id)


async def _acted(
    request: Request,
    conversation_id: str,
    body: type[In],
    work: Callable[[AsyncSession, In, StaffMember, dt.datetime], Awaitable[Out]],
) -> Out:
    """One act of a staff member in its transaction; whoever watches the conversation is waked behind it."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    told = decode(body, request)
    async with desk.database.write() as session:
        await detail.find(session, conversation_id, whose=await _whose(session, request))
        done = await work(session, told, staff_of(request, told), desk.clock())
    await desk.bus.publish(conversation_id.lower())
    desk.turns.wake(conversation_id.lower())
    return done


async def _whose(session: AsyncSession, request: Request) -> list[Any]:
    return await seen_by(session, client_of(request), Conversation.id)


async def _shown(request: Request, conversation_id: str, staff_id: str | None) -> HTTPResponse:
    desk = desk_of(request)
    async with desk.database.read() as session:
        shown = await detail.conversation_detail(
            session, desk.handoff, desk.presence, conversation_id, staff_id=staff_id, now=desk.clock()
        )
    fields = {name: getattr(shown, name) for name in schemas.ConversationOut.model_fields}
    return encoded(schemas.ConversationOut(**fields))


async def _step(
    request: Request,
    conversation_id: str,
    body: type[In],
    work: Callable[[AsyncSession, In, StaffMember, dt.datetime], Awaitable[None]],
) -> HTTPResponse:
    """An act that moves the conversation on: the answer is the conversation as whoever acted sees it now."""

    async def by_whom(session: AsyncSession, told: In, staff: StaffMember, now: dt.datetime) -> str:
        await work(session, told, staff, now)
        return staff.id

    return await _shown(request, conversation_id, await _acted(request, conversation_id, body, by_whom))


async def _simple_step(
    request: Request, conversation_id: str, act: Callable[..., Awaitable[object]]
) -> HTTPResponse:
    """A step of which nothing need be told but who takes it."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, _told: schemas.StaffActIn, staff: StaffMember, now: dt.datetime
    ) -> None:
        await act(session, desk.handoff, conversation_id, staff=staff, now=now)

    return await _step(request, conversation_id, schemas.StaffActIn, work)


@blueprint.get("/conversations")
@describes(openapi.LIST)
async def list_conversations(request: Request) -> HTTPResponse:
    """One page, and where the next one is."""
    try:
        query = ConversationQuery.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise ConversationQueryInvalid(errors=field_errors(error)) from error
    desk = desk_of(request)
    async with desk.database.read() as session:
        shown, cursor = await views.conversation_page(
            session,
            desk.handoff,
            query,
            staff_id=_asked_for(request, query.staff_id),
            whose=await _whose(session, request),
            now=desk.clock(),
        )
    headers = {}
    if cursor is not None:
        asked = query.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
        headers["Link"] = f'<{PATH}?{urlencode(asked)}>; rel="next"'
    return encoded(schemas.ConversationPage(conversations=shown, next_cursor=cursor), headers=headers)


@blueprint.get("/conversations/counts")
@describes(openapi.COUNTS)
async def count_conversations(request: Request) -> HTTPResponse:
    """How many stand in which queue."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        counts = await views.queue_counts(
            session,
            staff_id=_asked_for(request, request.args.get("staff_id")),
            whose=await _whose(session, request),
        )
    return encoded(counts)


@blueprint.get("/conversations/<conversation_id:str>", unquote=True)
@describes(openapi.GET)
async def get_conversation(request: Request, conversation_id: str) -> HTTPResponse:
    """One conversation."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        shown = await detail.conversation_detail(
            session,
            desk.handoff,
            desk.presence,
            conversation_id,
            staff_id=_asked_for(request, request.args.get("staff_id")),
            whose=await _whose(session, request),
            now=desk.clock(),
        )
    return encoded(shown)


def _whole(request: Request, name: str, *, largest: int | None = None) -> int | None:
    """A whole number of the query. Raises ConversationQueryInvalid."""
    raw = request.args.get(name)
    if raw is None:
        return None
    value = decode_whole(raw)
    if value is None or (largest is not None and not 0 < value <= largest):
        raise ConversationQueryInvalid
    return value


@blueprint.get("/conversations/<conversation_id:str>/messages", unquote=True)
@describes(openapi.MESSAGES)
async def list_messages(request: Request, conversation_id: str) -> HTTPResponse:
    """A page of what was said."""
    desk = desk_of(request)
    limit = _whole(request, "limit", largest=LARGEST_PAGE) or PAGE
    async with desk.database.read() as session:
        page = await detail.message_page(
            session,
            desk.handoff,
            conversation_id,
            before=_whole(request, "before"),
            after=_whole(request, "after"),
            limit=limit,
            whose=await _whose(session, request),
        )
    return encoded(page)


@blueprint.post("/conversations/<conversation_id:str>/claim", unquote=True)
@describes(openapi.CLAIM)
async def claim(request: Request, conversation_id: str) -> HTTPResponse:
    """Have it, or hear who has."""
    return await _simple_step(request, conversation_id, claiming.claim)


@blueprint.post("/conversations/<conversation_id:str>/release", unquote=True)
@describes(openapi.RELEASE)
async def release(request: Request, conversation_id: str) -> HTTPResponse:
    """Back to the queue."""
    return await _simple_step(request, conversation_id, claiming.release)


@blueprint.post("/conversations/<conversation_id:str>/transfer", unquote=True)
@describes(openapi.TRANSFER)
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    """To somebody else, or to the queue."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, told: schemas.TransferIn, staff: StaffMember, now: dt.datetime
    ) -> None:
        client = client_of(request).name
        to = None if told.to is None else of_client(client, told.to.id, told.to.name)
        await claiming.transfer(session, desk.handoff, conversation_id, staff=staff, to=to, now=now)

    return await _step(request, conversation_id, schemas.TransferIn, work)


@blueprint.post("/conversations/<conversation_id:str>/return-to-bot", unquote=True)
@describes(openapi.RETURN)
async def return_to_bot(request: Request, conversation_id: str) -> HTTPResponse:
    """The assistant goes on."""
    return await _simple_step(request, conversation_id, ending.return_to_assistant)


@blueprint.post("/conversations/<conversation_id:str>/close", unquote=True)
@describes(openapi.CLOSE)
async def close(request: Request, conversation_id: str) -> HTTPResponse:
    """End the service."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, told: schemas.CloseIn, staff: StaffMember, now: dt.datetime
    ) -> None:
        await ending.close(
            session,
            desk.handoff,
            conversation_id,
            staff=staff,
            reason=told.reason,
            ask_satisfaction=told.ask_satisfaction,
            now=now,
        )

    return await _step(request, conversation_id, schemas.CloseIn, work)


@blueprint.post("/conversations/<conversation_id:str>/snooze", unquote=True)
@describes(openapi.SNOOZE)
async def snooze(request: Request, conversation_id: str) -> HTTPResponse:
    """Put aside."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, told: schemas.SnoozeIn, staff: StaffMember, now: dt.datetime
    ) -> None:
        await claiming.snooze(session, desk.handoff, conversation_id, staff=staff, until=told.until, now=now)

    return await _step(request, conversation_id, schemas.SnoozeIn, work)


@blueprint.post("/conversations/<conversation_id:str>/messages", unquote=True)
@describes(openapi.SEND)
async def send(request: Request, conversation_id: str) -> HTTPResponse:
    """Say something to the person."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, told: schemas.SendIn, staff: StaffMember, now: dt.datetime
    ) -> talking.Sent:
        return await talking.send(
            session,
            desk.handoff,
            conversation_id,
            staff=staff,
            text=told.text,
            client_message_id=told.client_message_id,
            now=now,
        )

    sent = await _acted(request, conversation_id, schemas.SendIn, work)
    shown = schemas.SentOut(message=detail.show_message(desk.handoff, sent.message), repeated=sent.repeated)
    return encoded(shown, 200 if sent.repeated else 201)


@blueprint.post("/conversations/<conversation_id:str>/notes", unquote=True)
@describes(openapi.NOTE)
async def add_note(request: Request, conversation_id: str) -> HTTPResponse:
    """Write something for colleagues."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, told: schemas.NoteIn, staff: StaffMember, now: dt.datetime
    ) -> schemas.NoteOut:
        note = await notes.add_note(
            session,
            desk.handoff,
            conversation_id,
            staff=staff,
            text=told.text,
            client_note_id=told.client_note_id,
            now=now,
        )
        author = schemas.StaffOut(id=note.author_id, name=note.author_name)
        text = desk.vault.open(note.text_sealed)
        return schemas.NoteOut(id=note.id, author=author, text=text, created_at=note.created_at)

    return encoded(await _acted(request, conversation_id, schemas.NoteIn, work), 201)


@blueprint.post("/conversations/<conversation_id:str>/labels", unquote=True)
@describes(openapi.LABELS)
async def set_labels(request: Request, conversation_id: str) -> HTTPResponse:
    """The whole set."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, told: schemas.LabelsIn, staff: StaffMember, now: dt.datetime
    ) -> list[str]:
        return await notes.set_labels(
            session, desk.handoff, conversation_id, staff=staff, labels=told.labels, now=now
        )

    labels = await _acted(request, conversation_id, schemas.LabelsIn, work)
    return encoded(schemas.LabelsOut(labels=labels))


@blueprint.post("/conversations/<conversation_id:str>/read", unquote=True)
@describes(openapi.READ)
async def read(request: Request, conversation_id: str) -> HTTPResponse:
    """They have read up to there."""

    async def work(session: AsyncSession, told: schemas.ReadIn, staff: StaffMember, now: dt.datetime) -> None:
        await talking.read_up_to(session, conversation_id, staff=staff, position=told.position, now=now)

    await _acted(request, conversation_id, schemas.ReadIn, work)
    return empty(204)


@blueprint.post("/conversations/<conversation_id:str>/presence", unquote=True)
@describes(openapi.PRESENCE)
async def presence(request: Request, conversation_id: str) -> HTTPResponse:
    """They look at it or type in it."""
    desk = desk_of(request)

    async def work(
        session: AsyncSession, told: schemas.PresenceIn, staff: StaffMember, now: dt.datetime
    ) -> Present:
        await seen(session, staff.id, now=now)
        until = now + LASTS.get(told.kind, dt.timedelta())
        return Present(Who.STAFF, told.kind, until, staff.id, staff.name)

    noted = await _acted(request, conversation_id, schemas.PresenceIn, work)
    await note_presence(desk.presence, desk.bus, conversation_id.lower(), noted)
    return empty(204)


@blueprint.post("/conversations/<conversation_id:str>/canned-replies/<canned_id:str>", unquote=True)
@describes(openapi.FILL_CANNED)
async def fill_canned(request: Request, conversation_id: str, canned_id: str) -> HTTPResponse:
    """A sentence filled for this conversation, not sent yet."""
    desk = desk_of(request)
    expect_json(request, MAX_BODY)
    staff = staff_of(request, decode(schemas.StaffActIn, request))
    async with desk.database.read() as session:
        found = await detail.find(session, conversation_id, whose=await _whose(session, request))
        text = await canned.canned_text(session, desk.handoff, canned_id, found.id, staff=staff)
    return encoded(schemas.FilledOut(text=text))
