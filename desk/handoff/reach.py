"""Which conversations an API client may see."""

from sqlalchemy import ColumnElement, false, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from desk.cases.model import Case
from desk.clients import ApiClient
from desk.clients.reach import reach_of


async def seen_by(
    session: AsyncSession, client: ApiClient, conversation_id: InstrumentedAttribute[str]
) -> list[ColumnElement[bool]]:
    """Conditions on the column of a conversation's id. Conversations are the operator's: a client of an agency sees
    those in which one of its cases was told."""
    own = await reach_of(session, client)
    if own is None:
        return []
    if not own:
        return [false()]
    return [conversation_id.in_(select(Case.conversation_id).where(Case.agency_id.in_(own)))]
