"""What the desk says when an answer is late or will not come."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations import wording
from desk.conversations.messages import Body, QuickReply
from desk.conversations.model import SYSTEM, Conversation, Turn
from desk.conversations.rules import FINISHED, TurnState, deserves_excuse
from desk.conversations.service import add_message
from desk.privacy.vault import Vault


async def excuse(
    session: AsyncSession, vault: Vault, conversation: Conversation, turn: Turn, *, now: dt.datetime
) -> bool:
    """Say once that the answer takes longer, if it does; whether it was said now."""
    if TurnState(turn.state) in FINISHED or turn.excused or not deserves_excuse(turn.created_at, now=now):
        return False
    turn.excused = True
    body = Body(text=wording.WAITING)
    await add_message(session, vault, conversation, sender=SYSTEM, body=body, now=now)
    return True


async def give_up(
    session: AsyncSession, vault: Vault, conversation: Conversation, turn: Turn, *, now: dt.datetime
) -> None:
    """Say that this message was not answered, and offer staff."""
    staff = QuickReply(title=wording.HANDOFF_TITLE, payload=wording.HANDOFF_PAYLOAD)
    body = Body(text=wording.GIVEN_UP, quick_replies=(staff,))
    await add_message(session, vault, conversation, sender=SYSTEM, body=body, now=now, turn_id=turn.id)
