"""What the desk says when an answer is late or will not come."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations import wording
from desk.conversations.messages import Body
from desk.conversations.model import SYSTEM, Conversation, Turn
from desk.conversations.owning import staff_answer
from desk.conversations.rules import FINISHED, TurnState, deserves_excuse
from desk.conversations.service import add_message
from desk.handoff.choices import Choice
from desk.handoff.desk import HandoffDesk
from desk.handoff.requesting import request
from desk.handoff.saying import say
from desk.handoff.staff import SYSTEM as SYSTEM_ACTOR
from desk.handoff.states import HandoffReason
from desk.privacy.vault import Vault


async def excuse(
    session: AsyncSession, vault: Vault, conversation: Conversation, turn: Turn, *, now: dt.datetime
) -> bool:
    """Say once that the answer takes longer, if it does; whether it was said now."""
    if TurnState(turn.state) in FINISHED or turn.excused or not deserves_excuse(turn.created_at, now=now):
        return False
    if staff_answer(conversation, now=now):
        return False  # it would promise an answer of the assistant's
    turn.excused = True
    body = Body(text=wording.WAITING)
    await add_message(session, vault, conversation, sender=SYSTEM, body=body, now=now)
    return True


async def give_up(
    session: AsyncSession, desk: HandoffDesk, conversation: Conversation, turn: Turn, *, now: dt.datetime
) -> None:
    """Say that this message was not answered, and that staff will see it: it is recorded for them here."""
    if staff_answer(conversation, now=now):
        return  # they see the message anyway
    await request(
        session,
        desk,
        conversation,
        reason=HandoffReason.BOT_FAILURE,
        actor=SYSTEM_ACTOR,
        tells=False,
        now=now,
    )
    await say(session, desk, conversation, wording.GIVEN_UP, (Choice.ASK,), turn_id=turn.id, now=now)
