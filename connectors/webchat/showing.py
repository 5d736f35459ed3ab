"""Messages as the page gets them."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.context import Desk
from desk.conversations.explanations import explanations_of
from desk.conversations.messages import present
from desk.conversations.model import Message
from desk.feedback.model import Verdict
from desk.feedback.service import verdicts_of


async def shown(session: AsyncSession, desk: Desk, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The public shape, with `feedback` where an answer may have one: helpful, unhelpful or null. On a debugging machine the last reply of a turn has its `explanation`, too."""
    verdicts = await verdicts_of(session, messages)
    explained = await explanations_of(session, desk.vault, messages) if desk.settings.debug else {}
    return [
        _one(desk, message, verdicts)
        | ({"explanation": explained[message.id]} if message.id in explained else {})
        for message in messages
    ]


def shown_at_once(desk: Desk, messages: Sequence[Message]) -> list[dict[str, Any]]:
    """The same of what was stored this moment: nobody can have said anything of it yet."""
    return [_one(desk, message, {}) for message in messages]


def _one(desk: Desk, message: Message, verdicts: Mapping[str, Verdict]) -> dict[str, Any]:
    public = present(desk.vault, message)
    return public | ({"feedback": verdicts.get(message.id)} if public["answer"] else {})
