"""GET /webchat/api/events: replies as they come, as server-sent events with ids and heartbeats.

The stream reads the database from a position on; hints only wake it. So a reconnect with Last-Event-ID
misses nothing and repeats nothing, whichever desk it reaches.
"""

import json as json_module
from typing import Any

from sanic import Blueprint, Request
from sanic.response import ResponseStream
from sqlalchemy import select

from connectors.webchat.sessions import session_of
from connectors.webchat.showing import shown
from desk.context import Desk, desk_of
from desk.conversations.model import DESK, Conversation, Message, Turn
from desk.conversations.reading import history
from desk.conversations.rules import TurnState
from desk.web.bodies import decode_whole

HEARTBEAT = 15.0  # seconds; proxies close quiet connections after 30 or 60
BATCH = 50

# How the page shows a turn's state: an unfinished turn that was tried and put back is "waiting".
SHOWN = {TurnState.RUNNING: "running", TurnState.DONE: "done", TurnState.FAILED: "failed"}


def frame(event: str, data: dict[str, Any], event_id: int | None = None) -> str:
    """One server-sent event (HTML Standard, section 9.2)."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {event}\ndata: {json_module.dumps(data, ensure_ascii=False)}\n\n"


def first_position(request: Request, newest: int) -> tuple[int, bool]:
    """(position to read from, whether the given Last-Event-ID is unknown). Without one: from now on."""
    raw = request.headers.get("last-event-id", "")
    if not raw:
        return newest, False
    position = decode_whole(raw)
    if position is None or position > newest:
        return newest, True
    return position, False


async def turn_states(desk: Desk, conversation_id: str) -> dict[str, dict[str, str]]:
    """Turn id → what the page is told of the conversation's newest turns."""
    async with desk.database.read() as session:
        found = await session.execute(
            select(Turn, Message.channel_message_id)
            .join(Message, Message.id == Turn.message_id)
            .where(Turn.conversation_id == conversation_id, Message.sender == "user")
            .order_by(Turn.position.desc())
            .limit(5)
        )
        rows = found.all()[::-1]
    return {
        turn.id: {
            "message_id": message_id or "",
            "state": SHOWN.get(TurnState(turn.state), "waiting" if turn.attempts else "running"),
        }
        for turn, message_id in rows
    }


async def stream_events(request: Request) -> Any:
    desk = desk_of(request)
    known = await session_of(request)
    conversation_id = known.conversation_id
    async with desk.database.read() as session:
        conversation = await session.get_one(Conversation, conversation_id)
        position, unknown = first_position(request, conversation.last_position)
        epoch: int | None = conversation.epoch

    async def produce(response: Any) -> None:
        nonlocal position, epoch
        told: dict[str, dict[str, str]] = await turn_states(desk, conversation_id)
        await response.write(frame("reset", {}) if unknown else ": connected\n\n")
        async with desk.bus.subscribe(conversation_id) as subscription:
            while not subscription.closed:
                states = await turn_states(desk, conversation_id)
                async with desk.database.read() as session:
                    found = await history(session, conversation_id, after=position, limit=BATCH)
                    messages = await shown(session, desk, found)
                    current = await session.scalar(select(Conversation.epoch).filter_by(id=conversation_id))
                if current != epoch:  # the person erased what was said: the page must forget it too
                    epoch = current
                    await response.write(frame("reset", {}))
                for message, public in zip(found, messages, strict=True):
                    position = message.position
                    if message.sender not in ("user", DESK):
                        await response.write(frame("reply", public, position))
                for turn_id, state in states.items():
                    if told.get(turn_id) != state:
                        await response.write(frame("turn", state))
                told = states
                if len(found) < BATCH and not await subscription.wait(HEARTBEAT):
                    await response.write(": heartbeat\n\n")

    return ResponseStream(
        produce,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        content_type="text/event-stream; charset=utf-8",
    )


def install(api: Blueprint) -> None:
    api.add_route(stream_events, "/events", methods=["GET"], name="stream_events")
