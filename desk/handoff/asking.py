"""What the assistant asks for with a reply: staff, because the person wants them or seems to need them. Never commits."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.traits import traits_of
from desk.conversations.model import Conversation
from desk.handoff.desk import HandoffDesk
from desk.handoff.requesting import request
from desk.handoff.states import HandoffReason

# Reasons that the assistant may give, see actions/conversation; any other is refused as a crash of the turn.
ASSISTANTS = frozenset(
    {HandoffReason.ASKED, HandoffReason.MISUNDERSTOOD, HandoffReason.INSULT, HandoffReason.DISTRESS}
)


async def hand_off_for(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    wanted: Mapping[str, Any],
    *,
    turn_id: str,
    now: dt.datetime,
) -> None:
    """wanted: {"reason": one of ASSISTANTS}. On the telephone the switch transfers: nobody waits in the chat there.

    Raises ValueError for a reason that is none of the assistant's.
    """
    reason = HandoffReason(str(wanted.get("reason", HandoffReason.ASKED)))
    if reason not in ASSISTANTS:
        raise ValueError("not a reason of the assistant's")
    if not traits_of(conversation.channel).lasting:
        reason = HandoffReason.HOTLINE
    await request(session, desk, conversation, reason=reason, turn_id=turn_id, now=now)
