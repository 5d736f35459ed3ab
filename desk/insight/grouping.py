"""Grouping the unanswered questions, once an hour beside the requests. The words are opened for it and kept nowhere."""

import asyncio
import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import legal_day
from desk.conversations.model import Message
from desk.ids import new_id
from desk.insight.clustering import MOST, PEOPLE, SMALLEST, carried_over, groups, middle_first, vectors_of
from desk.insight.keeping import locked_progress
from desk.insight.model import QuestionCluster, Unanswered
from desk.insight.words import typed
from desk.privacy.vault import Vault
from desk.store.database import Database

GROUPS = "groups"  # the job's name
LOOKED_AT = dt.timedelta(days=90)
TYPICAL = 12  # questions kept as the middle of a group: some may tell of a person and are not shown
IN_AT_ONCE = 500  # ids in one statement


@dataclass(frozen=True)
class _Question:
    id: str
    conversation_id: str
    text: str
    nearest: str | None
    ranking: dict[str, float]
    cluster_id: str | None


@dataclass(frozen=True)
class _Group:
    questions: list[_Question]  # the most typical first

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(one.id for one in self.questions)

    @property
    def nearest(self) -> str | None:
        named = Counter(one.nearest for one in self.questions if one.nearest)
        return named.most_common(1)[0][0] if named else None


async def group_questions(database: Database, vault: Vault, *, now: dt.datetime) -> int:
    """Group the newest questions of the last 90 days; how many groups there are. Repeating it changes nothing."""
    questions = await _questions(database, vault, since=legal_day(now) - LOOKED_AT)
    found = await asyncio.to_thread(grouped, questions)  # half a second for MOST of them
    async with database.write() as session:
        progress = await locked_progress(session, GROUPS)
        await _store(session, questions, found, now=now)
        progress.done_until = now
    return len(found)


async def _questions(database: Database, vault: Vault, *, since: dt.date) -> list[_Question]:
    async with database.read() as session:
        rows = await session.execute(
            select(Unanswered, Message)
            .join(Message, Message.id == Unanswered.message_id)
            .where(Unanswered.day >= since)
            .order_by(Unanswered.id.desc())
            .limit(MOST)
        )
        opened = [(one, typed(vault, message)) for one, message in rows]
    return [
        _Question(one.id, one.conversation_id, text, one.nearest, dict(one.ranking), one.cluster_id)
        for one, text in reversed(opened)
        if text
    ]


def grouped(questions: Sequence[_Question]) -> list[_Group]:
    """Those that several people asked several times, the largest first."""
    if not questions:
        return []
    vectors = vectors_of([one.text for one in questions], [one.ranking for one in questions])
    found = []
    for rows in groups(vectors):
        people = {questions[row].conversation_id for row in rows}
        if len(rows) >= SMALLEST and len(people) >= PEOPLE:
            found.append(_Group([questions[rows[at]] for at in middle_first(vectors[rows])]))
    return sorted(found, key=lambda group: (-len(group.questions), group.questions[0].id))


async def _store(
    session: AsyncSession, questions: Sequence[_Question], found: Sequence[_Group], *, now: dt.datetime
) -> None:
    before: dict[str, set[str]] = defaultdict(set)
    for one in questions:
        if one.cluster_id is not None:
            before[one.cluster_id].add(one.id)
    kept = carried_over(before, [group.ids for group in found])
    made = {row.id: row.made_at for row in await session.scalars(select(QuestionCluster))}
    await session.execute(delete(QuestionCluster))
    await session.execute(
        update(Unanswered).where(Unanswered.cluster_id.is_not(None)).values(cluster_id=None)
    )
    for index, group in enumerate(found):
        cluster_id = kept.get(index) or new_id()
        session.add(
            QuestionCluster(
                id=cluster_id,
                made_at=made.get(cluster_id, now),
                size=len(group.questions),
                nearest=group.nearest,
                middle=_distinct(group.questions),
            )
        )
        ids = sorted(group.ids)
        for at in range(0, len(ids), IN_AT_ONCE):
            some = Unanswered.id.in_(ids[at : at + IN_AT_ONCE])
            await session.execute(update(Unanswered).where(some).values(cluster_id=cluster_id))
    await session.flush()


def _distinct(questions: Sequence[_Question]) -> list[str]:
    """Ids of the most typical ones, each wording once."""
    wordings = {one.text: one.id for one in reversed(questions)}  # the most typical of each stays
    typical = set(wordings.values())
    return [one.id for one in questions if one.id in typical][:TYPICAL]
