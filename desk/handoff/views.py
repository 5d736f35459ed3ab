"""Conversations as lists and the inbox show them. Reads only."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased

from desk.conversations.messages import unseal
from desk.conversations.model import DESK, USER, Conversation, Message
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import ConversationQueryInvalid
from desk.handoff.model import ConversationLabel, ReadMark, ServiceSession
from desk.handoff.queue import waiting_in_order
from desk.handoff.schemas import (
    ConversationOut,
    ConversationQuery,
    LastMessageOut,
    Queue,
    QueueCounts,
    StaffOut,
)
from desk.handoff.states import HELD, WAITING, ServiceState
from desk.privacy.masking import mask_text

SHOWN_TEXT = 80  # characters of the last message in a list
Order = Sequence[tuple[SQLColumnExpression[Any], bool]]  # column, whether the largest comes first

BY_PLACE: Order = (
    (
        case((ServiceSession.urgent.is_(True), 0), else_=1),
        False,
    ),  # truth values cannot be compared by < everywhere
    (ServiceSession.requested_at, False),
    (ServiceSession.id, False),
)
BY_ACTIVITY: Order = (
    (Conversation.last_activity_at, True),
    (ServiceSession.id, True),
)
BY_END: Order = (
    (ServiceSession.ended_at, True),
    (ServiceSession.id, True),
)
ORDERS: dict[Queue, Order] = {Queue.WAITING: BY_PLACE, Queue.ENDED: BY_END}


def in_queue(queue: Queue, staff_id: str | None) -> list[ColumnElement[bool]]:
    """What a queue holds. Raises ConversationQueryInvalid for MINE of nobody."""
    unended = ServiceSession.ended_at.is_(None)
    match queue:
        case Queue.WAITING:
            return [ServiceSession.state.in_(WAITING)]
        case Queue.MINE:
            if staff_id is None:
                raise ConversationQueryInvalid("查“我的”会话要说明是哪位工作人员")
            return [ServiceSession.state.in_(HELD), ServiceSession.claimed_by == staff_id]
        case Queue.OPEN:
            return [unended]
        case Queue.FLAGGED:
            return [unended, ServiceSession.flag.is_not(None)]
        case Queue.ENDED:
            return [ServiceSession.ended_at.is_not(None)]
        case Queue.ALL:
            return []


async def conversation_page(
    session: AsyncSession,
    desk: HandoffDesk,
    query: ConversationQuery,
    *,
    staff_id: str | None = None,
    whose: Sequence[ColumnElement[bool]] = (),
    now: dt.datetime,
) -> tuple[list[ConversationOut], str | None]:
    """One page, and the cursor of the next. staff_id: whose unread messages are counted, and whose MINE are.

    whose: conditions on Conversation, for those who may not see everything. Raises ConversationQueryInvalid.
    """
    order = ORDERS.get(query.queue, BY_ACTIVITY)
    wanted = _newest().where(*in_queue(query.queue, staff_id), *whose)
    if query.channel is not None:
        wanted = wanted.where(Conversation.channel == query.channel)
    if query.label is not None:
        labelled = select(ConversationLabel.conversation_id).filter_by(label=query.label)
        wanted = wanted.where(Conversation.id.in_(labelled))
    if query.cursor is not None:
        wanted = wanted.where(await _behind(session, order, query.cursor))
    wanted = wanted.order_by(*(column.desc() if down else column.asc() for column, down in order))
    rows = (await session.execute(wanted.limit(query.limit + 1))).all()
    shown = [(row[0], row[1]) for row in rows[: query.limit]]
    cursor = shown[-1][0].id if len(rows) > query.limit else None
    return await show(session, desk, shown, staff_id=staff_id, now=now), cursor


def _newest() -> Select[ServiceSession, Conversation]:
    """Each conversation with its newest session."""
    later = aliased(ServiceSession)
    is_newest = ~(
        select(later.id)
        .where(later.conversation_id == ServiceSession.conversation_id, later.id > ServiceSession.id)
        .exists()
    )
    return (
        select(ServiceSession, Conversation)
        .join(Conversation, Conversation.id == ServiceSession.conversation_id)
        .where(is_newest)
    )


async def _behind(session: AsyncSession, order: Order, cursor: str) -> ColumnElement[bool]:
    """What comes after the session of this id, in this order. Raises ConversationQueryInvalid."""
    columns = [column for column, _down in order]
    found = await session.execute(
        select(*columns)
        .select_from(ServiceSession)
        .join(Conversation, Conversation.id == ServiceSession.conversation_id)
        .where(ServiceSession.id == cursor.lower())
    )
    values = found.one_or_none()
    if values is None or any(value is None for value in values):
        raise ConversationQueryInvalid("这一页已经变了，请从第一页看起")
    clauses = []
    for place, (column, down) in enumerate(order):
        same = [columns[earlier] == values[earlier] for earlier in range(place)]
        beyond = column < values[place] if down else column > values[place]
        clauses.append(and_(*same, beyond))
    return or_(*clauses)


@dataclass(frozen=True)
class _Beside:
    """What stands in other tables, by conversation."""

    last: dict[str, Message]
    unread: dict[str, int]
    labels: dict[str, list[str]]
    places: dict[str, int]  # by session


async def show(
    session: AsyncSession,
    desk: HandoffDesk,
    rows: Sequence[tuple[ServiceSession, Conversation]],
    *,
    staff_id: str | None,
    now: dt.datetime,
) -> list[ConversationOut]:
    """Rows as a list shows them, in a handful of queries however many they are."""
    ids = [conversation.id for _service, conversation in rows]
    places = {}
    if any(service.state is ServiceState.QUEUED for service, _conversation in rows):
        places = {one.id: place for place, one in enumerate(await waiting_in_order(session), start=1)}
    beside = _Beside(
        await _last_messages(session, ids),
        {} if staff_id is None else await unread_of(session, ids, staff_id),
        await _labels(session, ids),
        places,
    )
    return [
        _shown(desk, service, conversation, beside, staff_id=staff_id, now=now)
        for service, conversation in rows
    ]


def _shown(
    desk: HandoffDesk,
    service: ServiceSession,
    conversation: Conversation,
    beside: _Beside,
    *,
    staff_id: str | None,
    now: dt.datetime,
) -> ConversationOut:
    holder = service.holder
    since = service.queued_at if service.state is ServiceState.QUEUED else service.heard_at
    waits = service.state in (ServiceState.QUEUED, ServiceState.SERVING) and since is not None
    return ConversationOut(
        id=conversation.id,
        channel=conversation.channel,
        state=service.state,
        reason=service.reason,
        urgent=service.urgent,
        owner=conversation.owner,
        goes_on=service.goes_on,
        requested_at=service.requested_at,
        queued_at=service.queued_at,
        waiting_seconds=max(0, int((now - since).total_seconds())) if waits and since else None,
        place=beside.places.get(service.id),
        claimed_by=None if holder is None else StaffOut(id=holder.id, name=holder.name),
        claimed_at=service.claimed_at,
        snoozed_until=service.snoozed_until,
        flag=service.flag,
        flagged_at=service.flagged_at,
        last_message=_last(desk, beside.last.get(conversation.id)),
        last_position=conversation.last_position,
        unread=None if staff_id is None else beside.unread.get(conversation.id, 0),
        labels=beside.labels.get(conversation.id, []),
        ended_at=service.ended_at,
        close_reason=service.close_reason,
        satisfaction=service.satisfaction,
    )


def _last(desk: HandoffDesk, message: Message | None) -> LastMessageOut | None:
    if message is None:
        return None
    text = unseal(desk.vault, message).text
    return LastMessageOut(
        position=message.position,
        from_=message.sender,
        text=None if text is None else mask_text(text)[:SHOWN_TEXT],
        at=message.created_at,
    )


async def _last_messages(session: AsyncSession, ids: Sequence[str]) -> dict[str, Message]:
    newest = (
        select(Message.conversation_id, func.max(Message.position).label("position"))
        .where(Message.conversation_id.in_(ids), Message.sender != DESK)
        .group_by(Message.conversation_id)
        .subquery()
    )
    same = and_(Message.conversation_id == newest.c.conversation_id, Message.position == newest.c.position)
    found = await session.scalars(select(Message).join(newest, same))
    return {message.conversation_id: message for message in found}


async def unread_of(session: AsyncSession, ids: Sequence[str], staff_id: str) -> dict[str, int]:
    """How many of the person's messages one staff member has not read, by conversation; none: not in there."""
    mark = and_(ReadMark.conversation_id == Message.conversation_id, ReadMark.staff_id == staff_id)
    found = await session.execute(
        select(Message.conversation_id, func.count())
        .outerjoin(ReadMark, mark)
        .where(
            Message.conversation_id.in_(ids),
            Message.sender == USER,
            Message.position > func.coalesce(ReadMark.position, 0),
        )
        .group_by(Message.conversation_id)
    )
    return {row[0]: row[1] for row in found}


async def _labels(session: AsyncSession, ids: Sequence[str]) -> dict[str, list[str]]:
    wanted = select(ConversationLabel).where(ConversationLabel.conversation_id.in_(ids))
    found: dict[str, list[str]] = {}
    for row in await session.scalars(wanted.order_by(ConversationLabel.label)):
        found.setdefault(row.conversation_id, []).append(row.label)
    return found


async def queue_counts(
    session: AsyncSession, *, staff_id: str | None, whose: Sequence[ColumnElement[bool]] = ()
) -> QueueCounts:
    """How many stand where; `mine` and `unread` of this staff member, 0 for nobody."""

    async def count(queue: Queue) -> int:
        wanted = (
            select(func.count())
            .select_from(ServiceSession)
            .join(Conversation, Conversation.id == ServiceSession.conversation_id)
            .where(*in_queue(queue, staff_id), *whose)
        )
        return await session.scalar(wanted) or 0

    mine, unread = 0, 0
    if staff_id is not None:
        mine = await count(Queue.MINE)
        ids = await session.scalars(
            select(ServiceSession.conversation_id).where(*in_queue(Queue.MINE, staff_id))
        )
        unread = len(await unread_of(session, ids.all(), staff_id))
    return QueueCounts(
        waiting=await count(Queue.WAITING),
        mine=mine,
        open=await count(Queue.OPEN),
        flagged=await count(Queue.FLAGGED),
        unread=unread,
    )
