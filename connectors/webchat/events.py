"""GET /webchat/api/events: replies as they come, as server-sent events with ids and heartbeats.

The stream reads the database from a position on; hints only wake it. So a reconnect with Last-Event-ID
misses nothing and repeats nothing, whichever desk it reaches.
"""

import datetime as dt
import json as json_module
from typing import Any

from sanic import Blueprint, Request
from sanic.response import ResponseStream
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.webchat.sessions import session_of
from connectors.webchat.showing import shown
from desk.context import Desk, desk_of
from desk.conversations.model import DESK, USER, Conversation, Message, Turn
from desk.conversations.reading import history
from desk.conversations.rules import TurnState
from desk.handoff.presence import PresenceKind, Who, topic_of
from desk.web.bodies import decode_whole

HEARTBEAT = 15.0  # seconds; proxies close quiet connections after 30 or 60
WHOLE_LOOK = 4  # heartbeats between looks at everything, when no hint comes
BATCH = 50

# How the page shows a turn's state: an unfinished turn that was tried and put back is "waiting".
SHOWN = {TurnState.RUNNING: "running", TurnState.DONE: "done", TurnState.FAILED: "failed"}
ENDED = {"done", "failed"}


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


class Stream:
    """What one open page was told: up to which message, before which erasure, of which turns."""

    def __init__(self, desk: Desk, conversation_id: str, *, position: int, epoch: int) -> None:
        self._desk, self._conversation_id = desk, conversation_id
        self._position, self._epoch, self._seen = position, epoch, position
        self._turns: dict[str, dict[str, str]] = {}
        self._typing_until: dt.datetime | None = None

    async def begin(self) -> None:
        """What ended before the page opens is no news to it: it reads the history."""
        states = await turn_states(self._desk, self._conversation_id)
        self._turns = {turn: state for turn, state in states.items() if state["state"] in ENDED}

    async def news(self) -> tuple[list[str], bool]:
        """Frames of what is new, and whether there is more."""
        states = await turn_states(self._desk, self._conversation_id)
        async with self._desk.database.read() as session:
            found = await history(session, self._conversation_id, after=self._position, limit=BATCH)
            messages = await shown(session, self._desk, found)
            self._seen, epoch = await self._head(session)
        frames: list[str] = []
        if epoch != self._epoch:  # the person erased what was said: the page must forget it too
            self._epoch = epoch
            frames.append(frame("reset", {}))
        # Before the replies: a page whose message got no receipt yet would show its answer above it.
        frames += [frame("turn", state) for turn, state in states.items() if self._turns.get(turn) != state]
        self._turns = states
        for message, public in zip(found, messages, strict=True):
            self._position = message.position
            if message.sender not in (USER, DESK):
                frames.append(frame("reply", public, message.position))
        return frames, len(found) == BATCH

    async def typing(self) -> list[str]:
        """A frame when a staff member types; the page takes the line away by itself after `for_ms`, or with the reply.
        Nothing of this is in the database, so it has no id and is told once or never."""
        now = self._desk.clock()
        there = await self._desk.presence.there(self._conversation_id, now=now)
        until = max(
            (one.until for one in there if one.who is Who.STAFF and one.kind is PresenceKind.TYPING),
            default=None,
        )
        if until is None or until == self._typing_until:
            return []
        self._typing_until = until
        return [frame("typing", {"for_ms": int((until - now).total_seconds() * 1000)})]

    async def has_moved(self) -> bool:
        """A look at one row, for heartbeats: thousands of pages are open, and nearly all of them are quiet."""
        async with self._desk.database.read() as session:
            return await self._head(session) != (self._seen, self._epoch)

    async def _head(self, session: AsyncSession) -> tuple[int, int]:
        found = await session.execute(
            select(Conversation.last_position, Conversation.epoch).filter_by(id=self._conversation_id)
        )
        position, epoch = found.one()
        return position, epoch


async def stream_events(request: Request) -> Any:
    desk = desk_of(request)
    known = await session_of(request)
    async with desk.database.read() as session:
        conversation = await session.get_one(Conversation, known.conversation_id)
    position, unknown = first_position(request, conversation.last_position)
    stream = Stream(desk, conversation.id, position=position, epoch=conversation.epoch)

    async def produce(response: Any) -> None:
        await stream.begin()
        await response.write(frame("reset", {}) if unknown else ": connected\n\n")
        async with desk.bus.subscribe(conversation.id, topic_of(conversation.id)) as subscription:
            quiet = 0  # heartbeats in a row
            while not subscription.closed:
                frames, more = await stream.news()
                for each in frames + await stream.typing():
                    await response.write(each)
                while not more and not await subscription.wait(HEARTBEAT):
                    await response.write(": heartbeat\n\n")
                    quiet += 1
                    # A turn may end without a word, and the hint of it be lost: a whole look now and then finds it.
                    if quiet % WHOLE_LOOK == 0 or await stream.has_moved():
                        break

    return ResponseStream(
        produce,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        content_type="text/event-stream; charset=utf-8",
    )


def install(api: Blueprint) -> None:
    api.add_route(stream_events, "/events", methods=["GET"], name="stream_events")
