"""Lists of the knowledge room, and what those who answer hold. Nothing here decides."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.knowledge.model import KnowledgeReader, KnowledgeVersion
from desk.knowledge.service import OPEN
from desk.knowledge.states import DraftState

SHOWN = (*OPEN, DraftState.PUBLISHED)


async def current(session: AsyncSession) -> Sequence[KnowledgeVersion]:
    """What is being worked on, waits or is published, the newest change first."""
    found = await session.scalars(
        select(KnowledgeVersion)
        .where(KnowledgeVersion.state.in_(SHOWN))
        .order_by(KnowledgeVersion.changed_at.desc(), KnowledgeVersion.id.desc())
    )
    return found.all()


async def versions_of(session: AsyncSession, topic: str) -> Sequence[KnowledgeVersion]:
    """Every version of a topic, the newest first."""
    found = await session.scalars(
        select(KnowledgeVersion)
        .where(KnowledgeVersion.topic == topic)
        .order_by(KnowledgeVersion.version.desc())
    )
    return found.all()


async def readers(session: AsyncSession) -> Sequence[KnowledgeReader]:
    """Who answers from what, by name."""
    return (await session.scalars(select(KnowledgeReader).order_by(KnowledgeReader.name))).all()


async def remember_reader(
    session: AsyncSession,
    name: str,
    *,
    in_force: str,
    refused: tuple[str, str] | None,
    now: dt.datetime,
) -> None:
    """Keep what a reader reports. refused: the tag it cannot use, and why."""
    reader = await session.get(KnowledgeReader, name, with_for_update=True)
    if reader is None:
        reader = KnowledgeReader(name=name)
        session.add(reader)
    reader.in_force, reader.told_at = in_force, now
    reader.refused_tag, reader.problem = refused or (None, None)
    await session.flush()
