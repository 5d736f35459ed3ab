"""Events as server-sent events: read by number from the database; hints only wake the reader."""

import json
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sanic.response import ResponseStream
from sqlalchemy import ColumnElement

from desk.context import Desk
from desk.events.rules import start_of
from desk.events.schemas import show_event
from desk.events.service import BATCH, TOPIC, bounds, events_after
from desk.handoff.presence import Present, topic_of

HEARTBEAT = 15.0  # seconds; proxies close quiet connections after 30 or 60


def frame(event: str, data: str, event_id: int | None = None) -> str:
    """One server-sent event (HTML Standard, section 9.2)."""
    head = f"id: {event_id}\n" if event_id is not None else ""
    return f"{head}event: {event}\ndata: {data}\n\n"


async def stream(
    desk: Desk,
    last_event_id: str | None,
    *,
    watched: str | None = None,
    whose: Sequence[ColumnElement[bool]] = (),
    alive: Callable[[], Awaitable[bool]] | None = None,
) -> ResponseStream:
    """Everything behind `last_event_id`, without gap or repeat; without one from now on.

    watched: a conversation whose presence is told as well. whose: conditions on DeskEvent, for those who may not see
    everything. alive: asked at each heartbeat, for who was let in by a session: when it is over, so is the stream.
    The first frame that has something says `reset` when what was missed is gone.
    """
    async with desk.database.read() as session:
        newest, dropped = await bounds(session)
    start = start_of(last_event_id, newest=newest, dropped=dropped)
    topics = (TOPIC,) if watched is None else (TOPIC, topic_of(watched))

    async def produce(response: Any) -> None:
        after, there = start.after, ""
        # The number in its id: whoever is cut off before the first event resumes from here, not from later.
        await response.write(frame("reset" if start.reset else "ready", "{}", after))
        async with desk.bus.subscribe(*topics) as subscription:
            while not subscription.closed:
                async with desk.database.read() as session:
                    events = await events_after(session, after, whose=whose)
                for event in events:
                    after = event.number or after
                    await response.write(frame(event.type, show_event(event).model_dump_json(), after))
                if watched is not None:
                    now_there = await _presence(desk, watched)
                    if now_there != there:
                        there = now_there
                        await response.write(frame("presence", there))
                if len(events) < BATCH and not await subscription.wait(HEARTBEAT):
                    if alive is not None and not await alive():
                        return
                    await response.write(": heartbeat\n\n")

    return ResponseStream(
        produce,
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
        content_type="text/event-stream; charset=utf-8",
    )


async def _presence(desk: Desk, conversation_id: str) -> str:
    """Who is there, as `data` of the presence event."""
    present = await desk.presence.there(conversation_id, now=desk.clock())
    told = {"conversation_id": conversation_id, "presence": [_shown(one) for one in present]}
    return json.dumps(told, ensure_ascii=False)


def _shown(present: Present) -> dict[str, Any]:
    return {
        "who": present.who,
        "id": present.id,
        "name": present.name,
        "kind": present.kind,
        "until": present.until.isoformat().replace("+00:00", "Z"),
    }
