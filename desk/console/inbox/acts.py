"""POST /console/inbox/c/<id>/…: who has the conversation, and how it ends. Each is one transaction of the hand-off room."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, Field
from sanic import HTTPResponse, Request

from desk.clock import LEGAL_ZONE
from desk.console.inbox import wording
from desk.console.inbox.colleagues import find_colleague
from desk.console.inbox.routes import ANSWER, acting, blueprint, of_conversation, read_form, told
from desk.console.rendering import moment
from desk.context import desk_of
from desk.handoff import claiming, ending
from desk.handoff.errors import SnoozeOutOfRange
from desk.handoff.members import member_of
from desk.handoff.states import CloseReason

LOCAL = "%Y-%m-%dT%H:%M"  # how a browser sends a date with a time


class CloseForm(BaseModel):
    reason: CloseReason
    ask: bool = False


class TransferForm(BaseModel):
    """to: id of a colleague; without it back to the queue."""

    to: Annotated[str, Field(max_length=36)] | None = None


class SnoozeForm(BaseModel):
    """until: wall-clock time in China; minutes: from now."""

    until: str | None = None
    minutes: Annotated[int, Field(ge=1, le=60 * 24 * 30)] | None = None


def until_of(form: SnoozeForm, *, now: dt.datetime) -> dt.datetime:
    """Until when it is put aside. Raises SnoozeOutOfRange for what is no time."""
    if form.minutes is not None:
        return now + dt.timedelta(minutes=form.minutes)
    try:
        local = dt.datetime.strptime(form.until or "", LOCAL)  # noqa: DTZ007
    except ValueError as error:
        raise SnoozeOutOfRange from error
    return local.replace(tzinfo=LEGAL_ZONE).astimezone(dt.UTC)


@blueprint.post("/c/<conversation_id:str>/claim", name="claim")
@of_conversation(ANSWER)
async def claim(request: Request, conversation_id: str) -> HTTPResponse:
    """Have it. Who comes second is told who was first."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        service = await claiming.claim(
            session, desk.handoff, conversation_id, staff=acting(request), now=desk.clock()
        )
    await desk.bus.publish(service.conversation_id)
    return told(said=wording.CLAIMED)


@blueprint.post("/c/<conversation_id:str>/transfer", name="transfer")
@of_conversation(ANSWER)
async def transfer(request: Request, conversation_id: str) -> HTTPResponse:
    """To a colleague or, without one, back to the queue."""
    desk, form = desk_of(request), read_form(TransferForm, request)
    async with desk.database.write() as session:
        to = None if form.to is None else await find_colleague(session, form.to)
        service = await claiming.transfer(
            session,
            desk.handoff,
            conversation_id,
            staff=acting(request),
            to=None if to is None else member_of(to),
            now=desk.clock(),
        )
    await desk.bus.publish(service.conversation_id)
    return told(said=wording.RELEASED if to is None else wording.TRANSFERRED.format(name=to.display_name))


@blueprint.post("/c/<conversation_id:str>/snooze", name="snooze")
@of_conversation(ANSWER)
async def snooze(request: Request, conversation_id: str) -> HTTPResponse:
    """Put it aside until a time, or until the person writes."""
    desk, form = desk_of(request), read_form(SnoozeForm, request)
    now = desk.clock()
    until = until_of(form, now=now)
    async with desk.database.write() as session:
        service = await claiming.snooze(
            session, desk.handoff, conversation_id, staff=acting(request), until=until, now=now
        )
    await desk.bus.publish(service.conversation_id)
    return told(said=wording.SNOOZED.format(until=moment(until)))


@blueprint.post("/c/<conversation_id:str>/return", name="return")
@of_conversation(ANSWER)
async def give_back(request: Request, conversation_id: str) -> HTTPResponse:
    """The assistant goes on where it was."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        service = await ending.return_to_assistant(
            session, desk.handoff, conversation_id, staff=acting(request), now=desk.clock()
        )
    desk.turns.wake(service.conversation_id)
    await desk.bus.publish(service.conversation_id)
    return told(said=wording.RETURNED)


@blueprint.post("/c/<conversation_id:str>/close", name="close")
@of_conversation(ANSWER)
async def close(request: Request, conversation_id: str) -> HTTPResponse:
    """End it, with a reason."""
    desk, form = desk_of(request), read_form(CloseForm, request)
    async with desk.database.write() as session:
        service = await ending.close(
            session,
            desk.handoff,
            conversation_id,
            staff=acting(request),
            reason=form.reason,
            ask_satisfaction=form.ask,
            now=desk.clock(),
        )
    await desk.bus.publish(service.conversation_id)
    return told(said=wording.CLOSED)
