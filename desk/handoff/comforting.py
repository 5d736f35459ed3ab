"""What somebody in distress is answered: kindly, with who helps at once, and by people. Never commits."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.model import Conversation
from desk.handoff import wording
from desk.handoff.desk import HandoffDesk
from desk.handoff.requesting import request
from desk.handoff.saying import say
from desk.handoff.staff import SYSTEM
from desk.handoff.states import HandoffReason


async def comfort(
    session: AsyncSession, desk: HandoffDesk, conversation: Conversation, *, turn_id: str, now: dt.datetime
) -> None:
    """A kind word first, then staff, who see it before all others. The caller holds the conversation's lock."""
    await say(session, desk, conversation, wording.DISTRESS, turn_id=turn_id, now=now)
    await request(
        session,
        desk,
        conversation,
        reason=HandoffReason.DISTRESS,
        actor=SYSTEM,
        turn_id=turn_id,
        now=now,
    )
