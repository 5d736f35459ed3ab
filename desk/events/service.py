"""Adding events, numbering them, reading them. Nothing here commits.

Why numbers are given afterwards: ids of a sequence are handed out when a row is written, and a transaction that wrote
early may commit late. Whoever resumed behind the newer id would never see the older one. So a number is given by
`number_new`, in a short transaction of its own, to what is visible, and what becomes visible later gets a later number.
Only numberers wait for each other, nobody who files or writes a message does.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import ColumnElement, CursorResult, delete, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.events.model import DeskEvent, EventHead
from desk.events.types import EventType
from desk.store.database import Database, committed

TOPIC = "desk-events"  # of the bus: there are new numbers
KEPT = dt.timedelta(days=7)
BATCH = 500
HEAD = 1  # id of the one row


@dataclass(frozen=True)
class Happened:
    """What an event tells besides its kind and its conversation."""

    session_id: str | None = None
    state: str | None = None
    position: int | None = None
    sender: str | None = None
    staff_id: str | None = None
    staff_name: str | None = None


def add_event(
    session: AsyncSession,
    kind: EventType,
    conversation_id: str,
    happened: Happened = Happened(),
    *,
    now: dt.datetime,
) -> None:
    """Write it in the transaction of what it tells of; streams are waked once that is committed."""
    session.add(
        DeskEvent(
            type=kind.value,
            conversation_id=conversation_id,
            session_id=happened.session_id,
            state=happened.state,
            position=happened.position,
            sender=happened.sender,
            staff_id=happened.staff_id,
            staff_name=happened.staff_name,
            at=now,
        )
    )
    committed(session, TOPIC)


async def number_new(database: Database) -> int:
    """Give numbers to what became visible; how many. In the order of ids, as far as they are visible."""
    async with database.read() as session:
        if await session.scalar(select(DeskEvent.id).where(DeskEvent.number.is_(None)).limit(1)) is None:
            return 0
    async with database.write() as session:
        head = await _locked_head(session)
        wanted = select(DeskEvent.id).where(DeskEvent.number.is_(None)).order_by(DeskEvent.id).limit(BATCH)
        ids = (await session.scalars(wanted)).all()
        for number, event_id in enumerate(ids, start=head.number + 1):
            await session.execute(update(DeskEvent).where(DeskEvent.id == event_id).values(number=number))
        head.number += len(ids)
    return len(ids)


async def _locked_head(session: AsyncSession) -> EventHead:
    """Held until the transaction ends. On SQLite the transaction itself is the lock."""
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    first = dialect.insert(EventHead).values(id=HEAD, number=0, dropped=0)
    await session.execute(first.on_conflict_do_nothing())
    return await session.get_one(EventHead, HEAD, with_for_update=True, populate_existing=True)


async def bounds(session: AsyncSession) -> tuple[int, int]:
    """(the last number that was given, the number up to which events are gone); zeros before the first."""
    found = await session.execute(select(EventHead.number, EventHead.dropped).where(EventHead.id == HEAD))
    head = found.one_or_none()
    return (0, 0) if head is None else (head.number, head.dropped)


async def events_after(
    session: AsyncSession, number: int, *, whose: Sequence[ColumnElement[bool]] = (), limit: int = BATCH
) -> Sequence[DeskEvent]:
    """In order. whose: conditions on DeskEvent, for those who may not see everything."""
    wanted = select(DeskEvent).where(DeskEvent.number > number, *whose).order_by(DeskEvent.number)
    return (await session.scalars(wanted.limit(limit))).all()


async def forget_events(session: AsyncSession, conversation_id: str) -> None:
    """Drop what is kept of a conversation: streams miss nothing by a number that nobody has any more."""
    await session.execute(delete(DeskEvent).where(DeskEvent.conversation_id == conversation_id))


async def purge(session: AsyncSession, *, now: dt.datetime) -> int:
    """Drop what is older than KEPT, and remember up to which number; how many."""
    last = await session.scalar(select(func.max(DeskEvent.number)).where(DeskEvent.at < now - KEPT))
    if last is None:
        return 0
    head = await _locked_head(session)
    head.dropped = max(head.dropped, last)
    done = await session.execute(delete(DeskEvent).where(DeskEvent.number <= last))
    return cast("CursorResult[Any]", done).rowcount
