"""Single messages of a conversation that the inbox asks for. Reads only."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.messages import unseal
from desk.conversations.model import USER, Message, Turn
from desk.errors import NotFound
from desk.privacy.vault import Vault

FEW = 5  # the newest messages among which the last words are looked for: files have none


@dataclass(frozen=True)
class Said:
    """The person's last words; empty when there are none. was_read: by the assistant, so that there is a ranking of them."""

    text: str = ""
    was_read: bool = False


async def last_said(session: AsyncSession, vault: Vault, conversation_id: str) -> Said:
    """Raises SealBroken."""
    newest = (
        select(Message, Turn.sealed_explanation)
        .outerjoin(Turn, Turn.id == Message.turn_id)
        .where(Message.conversation_id == conversation_id, Message.sender == USER)
        .order_by(Message.position.desc())
        .limit(FEW)
    )
    for message, explanation in await session.execute(newest):
        text = unseal(vault, message).text
        if text:
            return Said(text, explanation is not None)
    return Said()


async def turn_of(session: AsyncSession, conversation_id: str, message_id: str) -> Turn:
    """The turn that a message of this conversation belongs to. Raises NotFound."""
    wanted = (
        select(Turn)
        .join(Message, Message.turn_id == Turn.id)
        .where(Message.id == message_id.lower(), Message.conversation_id == conversation_id)
    )
    found = await session.scalar(wanted)
    if found is None:
        raise NotFound
    return found
