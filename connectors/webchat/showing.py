"""Messages as the page gets them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.context import Desk
from desk.conversations.explanations import explanations_of
from desk.conversations.messages import present
from desk.conversations.model import Message
from desk.feedback.service import verdicts_of


async def shown(session: AsyncSession, desk: Desk, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The public shape, with `feedback` where an answer may have one: helpful, unhelpful or null. On a debugging machine the last reply of a turn has its `explanation`, too."""
    verdicts = await verdicts_of(session, messages)
    explained = await explanations_of(session, desk.vault, messages) if desk.settings.debug else {}
    public = [present(desk.vault, message) for message in messages]
    return [
        one
        | ({"feedback": verdicts.get(message.id)} if one["answer"] else {})
        | ({"explanation": explained[message.id]} if message.id in explained else {})
        for message, one in zip(messages, public, strict=True)
    ]
