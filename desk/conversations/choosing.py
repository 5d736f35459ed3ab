"""Choices: what a tap or a typed title means. Payloads are for the brain alone; people send ids, titles, numbers."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.errors import UnknownChoice
from desk.conversations.messages import QuickReply, parse_choice_id, unseal
from desk.conversations.model import DESK, Message
from desk.privacy.vault import Vault


async def offered(session: AsyncSession, vault: Vault, conversation_id: str, choice: str) -> QuickReply:
    parsed = parse_choice_id(choice)
    if parsed is None:
        raise UnknownChoice
    message = await session.get(Message, parsed[0])
    if message is None or message.conversation_id != conversation_id or message.sender == "user":
        raise UnknownChoice
    replies = unseal(vault, message).quick_replies
    if parsed[1] >= len(replies):
        raise UnknownChoice
    return replies[parsed[1]]


async def typed_choice(
    session: AsyncSession, vault: Vault, conversation_id: str, text: str
) -> QuickReply | None:
    """The newest message's choice whose title the person typed letter for letter instead of tapping it."""
    newest = await session.execute(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.sender != DESK)
        .order_by(Message.position.desc())
        .limit(1)
    )
    message = newest.scalar_one_or_none()
    if message is None or message.sender == "user" or len(text) > 30:
        return None
    wanted = text.strip("。.!！ ")
    return next((reply for reply in unseal(vault, message).quick_replies if reply.title == wanted), None)
