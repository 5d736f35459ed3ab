"""The knowledge base as the inbox reads it: topics by their titles, answers to suggest. What is published is in force at once."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession

from actions.knowledge.schema import Entry
from desk.console.inbox.suggesting import index_of
from desk.knowledge.service import published, tag_of
from desk.knowledge.shipped import with_published


@dataclass(frozen=True)
class Known:
    """The entries of one published set, and where their words stand."""

    tag: str
    entries: Mapping[str, Entry]
    index: Mapping[str, Counter[str]] = field(repr=False)


_newest: list[Known] = []  # at most one: made anew when another set is published


async def known(session: AsyncSession) -> Known:
    """What is in force now. One small query; the entries themselves are made once for each set."""
    versions = await published(session)
    tag = tag_of(versions)
    if not _newest or _newest[0].tag != tag:
        entries = with_published(version.entry for version in versions).entries
        _newest[:] = [Known(tag, entries, index_of(entries))]
    return _newest[0]


async def entries(session: AsyncSession) -> Mapping[str, Entry]:
    """Topic to entry."""
    return (await known(session)).entries
