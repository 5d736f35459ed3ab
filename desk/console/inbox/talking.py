"""POST /console/inbox/c/<id>/…: what staff say and write down, how far they have read, that they look or type."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints
from sanic import HTTPResponse, Request

from desk.console.inbox import wording
from desk.console.inbox.routes import ANSWER, READ, acting, blueprint, of_conversation, read_form, told
from desk.context import desk_of
from desk.handoff import notes, talking
from desk.handoff.canned import canned_text
from desk.handoff.detail import find
from desk.handoff.presence import ANY_PRESENCE, LASTS, PresenceKind, Present, Who, seen, topic_of
from desk.handoff.schemas import ClientId, Label

LONGEST = 5000  # characters


class SendForm(BaseModel):
    text: Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
    client_id: ClientId


class LabelsForm(BaseModel):
    labels: Annotated[list[Label], Field(max_length=20)] = []
    fresh: Label | None = None


class ReadForm(BaseModel):
    position: Annotated[int, Field(ge=0)]


class PresenceForm(BaseModel):
    kind: PresenceKind


@blueprint.post("/c/<conversation_id:str>/say", name="say")
@of_conversation(ANSWER)
async def say(request: Request, conversation_id: str) -> HTTPResponse:
    """A message to the person; the same client_id again sends nothing twice. Only who has claimed it may."""
    desk, form = desk_of(request), read_form(SendForm, request)
    async with desk.database.write() as session:
        sent = await talking.send(
            session,
            desk.handoff,
            conversation_id,
            staff=acting(request),
            text=form.text,
            client_message_id=form.client_id,
            now=desk.clock(),
        )
    await desk.bus.publish(sent.message.conversation_id)
    return told(position=sent.message.position, repeated=sent.repeated)


@blueprint.post("/c/<conversation_id:str>/note", name="note")
@of_conversation(ANSWER)
async def note(request: Request, conversation_id: str) -> HTTPResponse:
    """For colleagues; the person never sees it."""
    desk, form = desk_of(request), read_form(SendForm, request)
    async with desk.database.write() as session:
        kept = await notes.add_note(
            session,
            desk.handoff,
            conversation_id,
            staff=acting(request),
            text=form.text,
            client_note_id=form.client_id,
            now=desk.clock(),
        )
    return told(said=wording.NOTED, id=kept.id)


@blueprint.post("/c/<conversation_id:str>/labels", name="labels")
@of_conversation(ANSWER)
async def labels(request: Request, conversation_id: str) -> HTTPResponse:
    """The whole set: those that are ticked, and a new one."""
    desk, form = desk_of(request), read_form(LabelsForm, request, many=("labels",))
    wanted = [*form.labels, *([form.fresh] if form.fresh else [])]
    async with desk.database.write() as session:
        await notes.set_labels(
            session, desk.handoff, conversation_id, staff=acting(request), labels=wanted, now=desk.clock()
        )
    return told(said=wording.LABELLED)


@blueprint.post("/c/<conversation_id:str>/read", name="read")
@of_conversation(READ)
async def read(request: Request, conversation_id: str) -> HTTPResponse:
    """Read up to there."""
    desk, form = desk_of(request), read_form(ReadForm, request)
    async with desk.database.write() as session:
        await talking.read_up_to(
            session, conversation_id, staff=acting(request), position=form.position, now=desk.clock()
        )
    return told()


@blueprint.post("/c/<conversation_id:str>/presence", name="be_present")
@of_conversation(READ)
async def be_present(request: Request, conversation_id: str) -> HTTPResponse:
    """They look at it, type in it, or are gone. A sign of life, too: without any, what they have goes back to the queue."""
    desk, form, staff = desk_of(request), read_form(PresenceForm, request), acting(request)
    now = desk.clock()
    async with desk.database.read() as session:
        conversation = await find(session, conversation_id)
    until = now + LASTS.get(form.kind, dt.timedelta())
    await desk.presence.note(conversation.id, Present(Who.STAFF, form.kind, until, staff.id, staff.name))
    async with desk.database.write() as session:
        await seen(session, staff.id, now=now)
    await desk.bus.publish(topic_of(conversation.id))
    await desk.bus.publish(ANY_PRESENCE)
    return told()


@blueprint.get("/c/<conversation_id:str>/canned/<canned_id:str>", name="fill")
@of_conversation(ANSWER)
async def fill(request: Request, conversation_id: str, canned_id: str) -> HTTPResponse:
    """A canned reply with its variables filled for this conversation."""
    desk = desk_of(request)
    async with desk.database.read() as session:
        conversation = await find(session, conversation_id)
        text = await canned_text(session, desk.handoff, canned_id, conversation.id, staff=acting(request))
    return told(text=text)
