"""POST and GET /webchat/api/messages: say something; read what was said."""

import re
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator
from sanic import Blueprint, HTTPResponse, Request
from sanic.response import json

from connectors.webchat.limits import MESSAGES, spend
from connectors.webchat.sessions import session_of
from connectors.webchat.showing import shown, shown_at_once
from desk.context import Desk, desk_of
from desk.conversations.incoming import Incoming, Located
from desk.conversations.model import Turn
from desk.conversations.reading import history, newest, position_of, replies_of
from desk.conversations.receiving import receive
from desk.conversations.rules import TurnState
from desk.conversations.waiting import finished
from desk.errors import InvalidRequest
from desk.places import Location, find_place
from desk.web.bodies import decode, decode_whole

MAX_WAIT = 30.0  # seconds a caller may ask us to hold the request (RFC 7240, Prefer: wait)
PAGE = 50


class LocationIn(BaseModel):
    """Where the person is; only the city is made of it and kept. accuracy: metres, as the browser tells it;
    null where it cannot tell."""

    model_config = ConfigDict(extra="forbid")

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]
    accuracy: Annotated[float, Field(ge=0)] | None = None
    label: Annotated[str, StringConstraints(max_length=200)] | None = None


class MessageIn(BaseModel):
    """Exactly one of text, payload (a tapped choice), attachment_id and location."""

    model_config = ConfigDict(extra="forbid")

    message_id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{8,64}$")]
    text: str | None = None
    payload: str | None = None
    attachment_id: str | None = None
    location: LocationIn | None = None

    @model_validator(mode="after")
    def _one_content(self) -> "MessageIn":
        contents = (self.text, self.payload, self.attachment_id, self.location)
        if sum(content is not None for content in contents) != 1:
            raise InvalidRequest("一次只能发一样：文字、选项、文件或位置")
        return self


def wait_of(request: Request) -> float:
    """Seconds of `Prefer: wait=N`, at most MAX_WAIT; 0 without it."""
    match = re.search(r"(?:^|[,;\s])wait\s*=\s*(\d{1,6})", request.headers.get("prefer", ""))
    return min(float(match.group(1)), MAX_WAIT) if match else 0.0


async def send_message(request: Request) -> HTTPResponse:
    """Store the message, then answer 202; with `Prefer: wait=N`, 200 and the replies when they are in time."""
    desk = desk_of(request)
    known = await session_of(request)
    said = decode(MessageIn, request)
    await spend(desk, MESSAGES, known.conversation_id)
    located = Located(await find_place(Location(**said.location.model_dump()))) if said.location else None
    incoming = Incoming(said.message_id, said.text, said.payload, said.attachment_id, located)
    async with (
        desk.crowd.entering(known.conversation_id, said.message_id),
        desk.database.write(brief=True) as session,
    ):
        accepted = await receive(
            session, desk.vault, known.conversation_id, incoming, handoff=desk.handoff, now=desk.clock()
        )
        await desk.turns.take(session, accepted)
    await desk.bus.publish(known.conversation_id)
    receipt: dict[str, Any] = {
        "message_id": said.message_id,
        "id": accepted.message.id,
        "turn_id": accepted.turn_id,
    }
    if accepted.turn is None:
        return json(receipt | {"state": TurnState.DONE}, 202)  # staff answer it, when they do
    wait = wait_of(request)
    if wait and (answered := await _answered(desk, accepted.turn, wait)):
        return json(receipt | answered, headers={"Preference-Applied": "wait"})
    return json(receipt | {"state": accepted.turn.state}, 202)


async def _answered(desk: Desk, turn: Turn, wait: float) -> dict[str, Any] | None:
    """What came of the turn, None when nothing did within `wait` seconds."""
    with desk.turns.outcomes.expected(turn.id) as handed:
        done = await finished(
            desk.database,
            desk.bus,
            turn.conversation_id,
            turn.id,
            wait,
            is_running=desk.turns.is_running,
            handed=handed,
        )
    if not done:
        return None
    if handed.done() and not desk.settings.debug:
        outcome = handed.result()
        return {"state": outcome.state, "replies": shown_at_once(desk, outcome.messages)}
    async with desk.database.read(brief=True) as session:
        ended = await session.get_one(Turn, turn.id)
        return {
            "state": ended.state,
            "replies": await shown(session, desk, await replies_of(session, turn.id)),
        }


async def list_messages(request: Request) -> HTTPResponse:
    """The history: the newest page, or what came behind `after` (a message id)."""
    desk = desk_of(request)
    known = await session_of(request)
    limit = request.args.get("limit", str(PAGE))
    count = decode_whole(limit)
    if count is None or not 1 <= count <= 100:
        raise InvalidRequest("limit 应当在 1 到 100 之间")
    after = request.args.get("after")
    async with desk.database.read() as session:
        if after is None:
            found = await newest(session, known.conversation_id, limit=count)
        else:
            position = await position_of(session, known.conversation_id, after)
            if position is None:
                raise InvalidRequest("after 不是这个会话里的消息")
            found = await history(session, known.conversation_id, after=position, limit=count)
        messages = await shown(session, desk, found)
    return json({"messages": [m for m in messages if m["text"] or m["case"] or m["answer"]]})


def install(api: Blueprint) -> None:
    api.add_route(send_message, "/messages", methods=["POST"], name="send_message")
    api.add_route(list_messages, "/messages", methods=["GET"], name="list_messages")
