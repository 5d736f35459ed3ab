"""What remains of an erased conversation in the numbers: that there was a visit, and nothing that leads back to it."""

import datetime as dt

from sqlalchemy import delete, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.insight.keeping import rewrite
from desk.insight.model import Unanswered, Visit
from desk.insight.sources import read_sources
from desk.privacy.vault import Vault


async def forget_conversation(
    session: AsyncSession, vault: Vault, conversation_id: str, *, now: dt.datetime
) -> None:
    """Count what was said until now, then cut the link. The caller holds the conversation's row and has erased nothing
    yet. The sums of the day follow with the next round."""
    await rewrite(session, vault, await read_sources(session, vault, [conversation_id]), now=now)
    await session.execute(delete(Unanswered).where(Unanswered.conversation_id == conversation_id))
    await session.execute(
        update(Visit)
        .where(Visit.conversation_id == conversation_id)
        .values(conversation_id=None, first_position=None, last_position=None, ended=True)
    )
