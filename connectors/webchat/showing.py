"""Messages as the page gets them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.context import Desk
from desk.conversations.explanations import explanations_of
from desk.conversations.messages import present
from desk.conversations.model import Message


async def shown(session: AsyncSession, desk: Desk, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The public shape. On a debugging machine the last reply of a turn has its `explanation`, too."""
    explained = await explanations_of(session, desk.vault, messages) if desk.settings.debug else {}
    return [
        present(desk.vault, message)
        | ({"explanation": explained[message.id]} if message.id in explained else {})
        for message in messages
    ]
