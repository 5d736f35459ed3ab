"""What was not answered, for people: groups with examples, masked. Nothing here writes."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.conversations.model import Message
from desk.insight.cut import Cut
from desk.insight.errors import GroupNotFound
from desk.insight.model import QuestionCluster, Unanswered
from desk.insight.rules import Why
from desk.insight.words import typed
from desk.privacy.masking import mask_text
from desk.privacy.vault import Vault
from desk.publication.rules import personal_traces

SHOWN = 20  # groups on the page
EXAMPLES = 3
LONGEST = 60  # characters of an example
ASKED = 100  # questions on the page of one group
WEEKS = 8  # of the trend

U = Unanswered


@dataclass(frozen=True)
class GroupOut:
    """A group in the period. trend: its questions in each of the WEEKS until the period's end, the oldest first."""

    id: str
    count: int
    before: int
    people: int
    nearest: str | None
    examples: Sequence[str]
    trend: Sequence[int]


@dataclass(frozen=True)
class Missed:
    """All of a cut. alone: questions that are in no group."""

    total: int = 0
    before: int = 0
    alone: int = 0
    why: Mapping[Why, int] = field(default_factory=dict)
    groups: Sequence[GroupOut] = ()


@dataclass(frozen=True)
class AskedOut:
    """One question. text: masked; None: it tells of a person, and is read in the conversation."""

    text: str | None
    day: dt.date
    channel: str
    why: Why
    conversation_id: str


def _wanted(cut: Cut) -> list[ColumnElement[bool]]:
    """Without the place: a question has none."""
    wanted: list[ColumnElement[bool]] = [U.day.between(cut.period.since, cut.period.until)]
    if cut.channel is not None:
        wanted.append(U.channel == cut.channel)
    if cut.topic is not None:
        wanted.append(U.nearest == cut.topic)
    if cut.agency_ids is not None:
        wanted.append(U.agency_id.in_(cut.agency_ids))
    return wanted


async def missed(session: AsyncSession, vault: Vault, cut: Cut) -> Missed:
    """What could not be answered, with its largest groups. Raises nothing for what cannot be opened."""
    wanted, earlier = _wanted(cut), _wanted(cut.over(cut.period.before()))
    why = {
        row[0]: row[1]
        for row in await session.execute(select(U.why, func.count()).where(*wanted).group_by(U.why))
    }
    people = func.count(func.distinct(U.conversation_id))
    counted = (
        select(U.cluster_id, func.count().label("asked"), people)
        .where(U.cluster_id.is_not(None), *wanted)
        .group_by(U.cluster_id)
        .order_by(func.count().desc(), U.cluster_id)
    )
    rows = list(await session.execute(counted))
    before = {
        row[0]: row[1]
        for row in await session.execute(
            select(U.cluster_id, func.count()).where(*earlier).group_by(U.cluster_id)
        )
    }
    shown = rows[:SHOWN]
    clusters = {
        one.id: one
        for one in await session.scalars(
            select(QuestionCluster).where(QuestionCluster.id.in_([row[0] for row in shown]))
        )
    }
    examples = await _examples(session, vault, clusters)
    trends = await _trends(session, cut, list(clusters))
    total = sum(why.values())
    return Missed(
        total=total,
        before=sum(before.values()),
        alone=total - sum(row[1] for row in rows),
        why=why,
        groups=[
            GroupOut(
                id=row[0],
                count=row[1],
                before=before.get(row[0], 0),
                people=row[2],
                nearest=clusters[row[0]].nearest,
                examples=examples[row[0]],
                trend=trends[row[0]],
            )
            for row in shown
            if row[0] in clusters
        ],
    )


async def _examples(
    session: AsyncSession, vault: Vault, clusters: Mapping[str, QuestionCluster]
) -> dict[str, list[str]]:
    """The most typical wordings that tell of nobody."""
    of = {turn_id: one.id for one in clusters.values() for turn_id in one.middle}
    found = await session.execute(
        select(U.id, Message).join(Message, Message.id == U.message_id).where(U.id.in_(of))
    )
    texts = {row[0]: shown(typed(vault, row[1])) for row in found}
    examples: dict[str, list[str]] = defaultdict(list)
    for turn_id, cluster_id in of.items():
        text = texts.get(turn_id)
        if text is not None and len(examples[cluster_id]) < EXAMPLES:
            examples[cluster_id].append(text)
    return examples


def shown(text: str) -> str | None:
    """A wording as it may stand on a page; None where it tells of a person, or has no words left."""
    if not text or personal_traces(text):
        return None
    flat = " ".join(mask_text(text).split())
    return flat if len(flat) <= LONGEST else flat[: LONGEST - 1] + "…"


async def _trends(session: AsyncSession, cut: Cut, cluster_ids: Sequence[str]) -> dict[str, list[int]]:
    last = cut.period.until
    first = last - dt.timedelta(days=7 * WEEKS - 1)
    found = await session.execute(
        select(U.cluster_id, U.day, func.count())
        .where(U.cluster_id.in_(cluster_ids), U.day.between(first, last))
        .group_by(U.cluster_id, U.day)
    )
    trends: dict[str, list[int]] = {one: [0] * WEEKS for one in cluster_ids}
    for cluster_id, day, asked in found:
        trends[cluster_id or ""][(day - first).days // 7] += asked
    return trends


async def group_of(
    session: AsyncSession, vault: Vault, cluster_id: str, cut: Cut
) -> tuple[QuestionCluster, list[AskedOut], Counter[Why]]:
    """One group with its newest questions in the period and why they count. Raises GroupNotFound."""
    cluster = await session.get(QuestionCluster, cluster_id)
    if cluster is None:
        raise GroupNotFound
    found = await session.execute(
        select(U, Message)
        .join(Message, Message.id == U.message_id)
        .where(U.cluster_id == cluster_id, *_wanted(cut))
        .order_by(U.id.desc())
    )
    rows = list(found)
    asked = [
        AskedOut(shown(typed(vault, message)), one.day, one.channel, one.why, one.conversation_id)
        for one, message in rows[:ASKED]
    ]
    return cluster, asked, Counter(one.why for one, _message in rows)
