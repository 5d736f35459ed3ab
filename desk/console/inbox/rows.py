"""The left pane: rows of a queue, each by itself as well, and how many stand where. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.console.inbox.knowing import entries
from desk.console.inbox.people import explained, names_of, topic_title, visitor
from desk.console.inbox.transcript import Said, said_last
from desk.context import Desk
from desk.conversations.model import Conversation
from desk.handoff.model import ServiceSession
from desk.handoff.reach import seen_by_staff
from desk.handoff.schemas import ConversationOut, ConversationQuery, Queue, QueueCounts
from desk.handoff.views import conversation_page, in_queue, queue_counts, show
from desk.staff.signed_in import SignedIn

PAGE = 50
FAR = 10**15  # milliseconds beyond all of ours
URGENT_FIRST = 10**15


@dataclass(frozen=True)
class Row:
    """sort: the smallest stands first, whatever the queue; since: from when the waiting time is counted."""

    one: ConversationOut
    who: str
    topic: str | None
    said: Said | None
    sort: int
    since: dt.datetime | None


@dataclass(frozen=True)
class Rows:
    """A page of a queue. gone: of the asked ones, those that are not in it (any more)."""

    rows: list[Row]
    cursor: str | None = None
    gone: tuple[str, ...] = ()


def _milliseconds(at: dt.datetime) -> int:
    return int(at.timestamp() * 1000)


def place_of(queue: Queue, one: ConversationOut) -> int:
    """In the queue of who waits the first comes first, the urgent before all; elsewhere the newest."""
    if queue is Queue.WAITING:
        return _milliseconds(one.requested_at) - (URGENT_FIRST if one.urgent else 0)
    at = one.ended_at if queue is Queue.ENDED else (one.last_message and one.last_message.at)
    return FAR - _milliseconds(at or one.requested_at)


async def _dressed(
    session: AsyncSession, desk: Desk, queue: Queue, found: Sequence[ConversationOut], *, now: dt.datetime
) -> list[Row]:
    ids = [one.id for one in found]
    names = await names_of(session, desk.vault, ids)
    turns = await explained(session, desk.vault, ids)
    known = await entries(session)
    said = await said_last(session, desk.vault, ids)
    return [
        Row(
            one,
            names.get(one.id) or visitor(one.id),
            topic_title(turns.get(one.id), known),
            said.get(one.id),
            place_of(queue, one),
            None if one.waiting_seconds is None else now - dt.timedelta(seconds=one.waiting_seconds),
        )
        for one in found
    ]


async def queue_rows(
    session: AsyncSession,
    desk: Desk,
    queue: Queue,
    *,
    staff: SignedIn,
    cursor: str | None = None,
    now: dt.datetime,
) -> Rows:
    """A page of it. Raises ConversationQueryInvalid."""
    query = ConversationQuery(queue=queue, cursor=cursor, limit=PAGE)
    whose = await seen_by_staff(session, staff, Conversation.id)
    found, further = await conversation_page(
        session, desk.handoff, query, staff_id=staff.id, whose=whose, now=now
    )
    return Rows(await _dressed(session, desk, queue, found, now=now), further)


async def chosen_rows(
    session: AsyncSession, desk: Desk, queue: Queue, ids: Sequence[str], *, staff: SignedIn, now: dt.datetime
) -> Rows:
    """These conversations as the queue shows them; so that one message need not read the whole list anew."""
    whose = await seen_by_staff(session, staff, Conversation.id)
    wanted = (
        select(ServiceSession, Conversation)
        .join(Conversation, Conversation.id == ServiceSession.conversation_id)
        .where(Conversation.id.in_(ids), *in_queue(queue, staff.id), *whose)
        .order_by(ServiceSession.id)
    )
    newest = {row[1].id: (row[0], row[1]) for row in await session.execute(wanted)}
    found = await show(session, desk.handoff, list(newest.values()), staff_id=staff.id, now=now)
    rows = await _dressed(session, desk, queue, found, now=now)
    return Rows(rows, gone=tuple(one for one in ids if one not in newest))


async def counts(session: AsyncSession, staff: SignedIn) -> QueueCounts:
    """Of what they may read."""
    whose = await seen_by_staff(session, staff, Conversation.id)
    return await queue_counts(session, staff_id=staff.id, whose=whose)
