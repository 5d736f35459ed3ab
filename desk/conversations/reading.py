"""Reading a conversation. Nothing here writes."""

from collections.abc import Sequence

from sqlalchemy import bindparam, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.model import DESK, USER, Message

# Made once, as every turn asks it.
BEFORE = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.position < bindparam("position"),
        Message.sender != DESK,
    )
    .order_by(Message.position.desc())
    .limit(1)
)

LAST_OWN = (
    select(func.coalesce(func.max(Message.position), 0))
    .where(Message.conversation_id == bindparam("conversation_id"), Message.sender == USER)
    .scalar_subquery()
)
LATELY = (
    select(Message)
    .where(
        Message.conversation_id == bindparam("conversation_id"),
        Message.position >= LAST_OWN,
        Message.sender != DESK,
    )
    .order_by(Message.position.desc())
)


async def said_lately(session: AsyncSession, conversation_id: str) -> Sequence[Message]:
    """The person's own last message and whatever was shown since, newest first."""
    return (await session.scalars(LATELY, {"conversation_id": conversation_id})).all()


async def message_before(session: AsyncSession, message: Message) -> Message | None:
    """What was shown in the conversation just before a message; None before the first."""
    place = {"conversation_id": message.conversation_id, "position": message.position}
    return await session.scalar(BEFORE, place)


async def history(
    session: AsyncSession, conversation_id: str, *, after: int, limit: int
) -> Sequence[Message]:
    """Messages behind position `after`, oldest first."""
    found = await session.execute(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.position > after)
        .order_by(Message.position)
        .limit(limit)
    )
    return found.scalars().all()


async def newest(session: AsyncSession, conversation_id: str, *, limit: int) -> Sequence[Message]:
    """The last `limit` messages, oldest first."""
    found = await session.execute(
        select(Message)
        .filter_by(conversation_id=conversation_id)
        .order_by(Message.position.desc())
        .limit(limit)
    )
    return found.scalars().all()[::-1]


async def replies_of(session: AsyncSession, turn_id: str) -> Sequence[Message]:
    """What one turn answered, in order."""
    found = await session.execute(
        select(Message)
        .where(Message.turn_id == turn_id, Message.sender.not_in(("user", DESK)))
        .order_by(Message.position)
    )
    return found.scalars().all()


async def position_of(session: AsyncSession, conversation_id: str, message_id: str) -> int | None:
    """The position of a message of this conversation."""
    found = await session.execute(
        select(Message.position).filter_by(conversation_id=conversation_id, id=message_id)
    )
    return found.scalar_one_or_none()
