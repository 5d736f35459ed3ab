"""Single messages of a conversation that the inbox asks for. Reads only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.console.inbox.people import is_question
from desk.conversations.messages import unseal
from desk.conversations.model import DESK, SYSTEM, USER, Message, Turn
from desk.errors import NotFound
from desk.handoff.views import SHOWN_TEXT
from desk.privacy.masking import mask_text
from desk.privacy.vault import Vault

FEW = 5  # the newest messages among which the last words are looked for: files have none


@dataclass(frozen=True)
class LastWords:
    """Of the person; empty when there are none. was_read: by the assistant, so that there is a ranking of them."""

    text: str = ""
    was_read: bool = False


@dataclass(frozen=True)
class Said:
    """What was said last in a conversation. text: masked and cut; None: a file."""

    sender: str
    text: str | None


async def said_last(session: AsyncSession, vault: Vault, ids: Sequence[str]) -> dict[str, Said]:
    """What somebody said last: the desk's own lines tell nothing about the matter. Raises SealBroken."""
    newest = (
        select(Message.conversation_id, func.max(Message.position).label("position"))
        .where(Message.conversation_id.in_(ids), Message.sender.not_in((DESK, SYSTEM)))
        .group_by(Message.conversation_id)
        .subquery()
    )
    same = and_(Message.conversation_id == newest.c.conversation_id, Message.position == newest.c.position)
    found = {}
    for message in await session.scalars(select(Message).join(newest, same)):
        text = unseal(vault, message).text
        shown = None if text is None else mask_text(text)[:SHOWN_TEXT]
        found[message.conversation_id] = Said(message.sender, shown)
    return found


async def last_words(session: AsyncSession, vault: Vault, conversation_id: str) -> LastWords:
    """The last ones that a topic may be found in. Raises SealBroken."""
    newest = (
        select(Message, Turn.sealed_explanation)
        .outerjoin(Turn, Turn.id == Message.turn_id)
        .where(Message.conversation_id == conversation_id, Message.sender == USER)
        .order_by(Message.position.desc())
        .limit(FEW)
    )
    for message, sealed in await session.execute(newest):
        text = unseal(vault, message).text
        if text and (sealed is None or is_question(json.loads(vault.open(sealed)))):
            return LastWords(text, sealed is not None)
    return LastWords()


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
