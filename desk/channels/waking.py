"""A hint in the recipient's own row that there is something to tell. Called where messages are added."""

import datetime as dt

from sqlalchemy import case, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.model import Recipient
from desk.channels.rules import Reach
from desk.channels.traits import traits_of


async def something_to_tell(
    session: AsyncSession, conversation_id: str, channel: str, *, now: dt.datetime
) -> None:
    """Have the recipient looked at once the answer to their own request cannot carry it any more.

    In the transaction that adds the message; whoever is sending just now looks again afterwards, for it waits
    for this row.
    """
    if not traits_of(channel).pushed:
        return
    later = (Recipient.passive_until > now, Recipient.passive_until)
    await session.execute(
        update(Recipient)
        .where(Recipient.conversation_id == conversation_id, Recipient.reach == Reach.OPEN)
        .values(due_at=case(later, else_=now))
        .execution_options(synchronize_session=False)
    )
