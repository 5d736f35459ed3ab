"""The knowledge base as the inbox reads it: topics by their titles, answers to suggest."""

from collections.abc import Mapping
from functools import cache

from sqlalchemy.ext.asyncio import AsyncSession

from actions.knowledge.schema import Entry
from actions.knowledge.store import Knowledge, load_knowledge
from actions.settings import KNOWLEDGE


@cache
def shipped() -> Knowledge:
    """data/knowledge, read once: it changes with a release."""
    return load_knowledge(KNOWLEDGE)


async def entries(_session: AsyncSession) -> Mapping[str, Entry]:
    """Topic to entry."""
    return shipped().entries
