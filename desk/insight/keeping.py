"""Keeping the table of visits and their sums: a round every minute, each safe to repeat."""

import datetime as dt
import itertools
from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import legal_day
from desk.conversations.messages import Body
from desk.conversations.model import Conversation, Message
from desk.ids import new_id
from desk.insight.model import InsightProgress, Unanswered, Visit, VisitDay
from desk.insight.rules import GAP, USER, Facts, facts_of, split, why_unanswered
from desk.insight.sources import Source, read_sources
from desk.privacy.vault import SealBroken, Vault
from desk.store.database import Database

VISITS = "visits"  # the job's name
BATCH = 100  # conversations a transaction: some tens of milliseconds of SQLite's write lock
# Activity may be committed a little after its time, and a visit ends GAP after it: what is younger than this before the
# last round is looked at again.
AGAIN = GAP + dt.timedelta(minutes=5)
SHORTEST = 2  # characters of a question

V = Visit
_UNATTENDED = and_(V.ended, V.handoff_reason.is_(None), V.staff_said == 0, ~V.gave_up)


async def keep_visits(database: Database, vault: Vault, *, now: dt.datetime) -> int:
    """Count every conversation in which something was said since the last round; how many there were."""
    async with database.read() as session:
        progress = await session.get(InsightProgress, VISITS)
        since = None if progress is None or progress.done_until is None else progress.done_until - AGAIN
        active = select(Conversation.id).order_by(Conversation.last_activity_at)
        if since is not None:
            active = active.where(Conversation.last_activity_at >= since)
        conversation_ids = list(await session.scalars(active))
    days = {legal_day(now), legal_day(now) - dt.timedelta(days=1)}
    for batch in itertools.batched(conversation_ids, BATCH):
        async with database.read() as session:
            sources = await read_sources(session, vault, batch)
        async with database.write() as session:
            await locked_progress(session, VISITS)
            days |= await store(session, vault, sources, now=now)
    for some in itertools.batched(sorted(days), BATCH):
        async with database.write() as session:
            await locked_progress(session, VISITS)
            await sum_up(session, some)
    async with database.write() as session:
        (await locked_progress(session, VISITS)).done_until = now
    return len(conversation_ids)


async def locked_progress(session: AsyncSession, job: str) -> InsightProgress:
    """The job's row, made when new and held until the transaction ends."""
    insert_ = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    await session.execute(insert_(InsightProgress).values(job=job).on_conflict_do_nothing())
    return (await session.scalars(select(InsightProgress).filter_by(job=job).with_for_update())).one()


async def store(
    session: AsyncSession, vault: Vault, sources: Sequence[Source], *, now: dt.datetime
) -> set[dt.date]:
    """Write the visits of these conversations anew, from the one that may still grow; the days they lie on.

    The conversations' rows are held, in the order of their ids: one that was erased since it was read is left out.
    """
    held = await session.execute(
        select(Conversation.id, Conversation.epoch)
        .where(Conversation.id.in_([one.id for one in sources]))
        .order_by(Conversation.id)
        .with_for_update(read=True)
    )
    epochs = {row.id: row.epoch for row in held}
    days: set[dt.date] = set()
    for source in sources:
        if epochs.get(source.id) == source.epoch and source.messages:
            days |= await store_one(session, vault, source, now=now)
    return days


async def store_one(session: AsyncSession, vault: Vault, source: Source, *, now: dt.datetime) -> set[dt.date]:
    """The same of one conversation, whose row is held."""
    stale = (V.conversation_id == source.id, V.first_position >= source.since)
    days = set(await session.scalars(select(V.day).where(*stale)))
    await session.execute(delete(V).where(*stale))
    visits = split(source.messages, source.services)
    begins = [visit[0].at for visit in visits]
    for number, visit in enumerate(visits):
        until = begins[number + 1] if number + 1 < len(visits) else None
        services = [one for one in source.services if _within(one.asked_at, begins[number], until)]
        filed = [one for one in source.filed if _within(one.at, begins[number], until)]
        facts = facts_of(visit, source.turns, services, filed, now=now)
        session.add(_row(source, facts, last_position=visit[-1].position))
        days.add(facts.day)
        asked = [one.turn_id for one in visit if one.sender == USER and one.turn_id in source.turns]
        await _keep_unanswered(session, vault, source, facts, [one for one in asked if one is not None])
    await session.flush()
    return days


def _within(at: dt.datetime, since: dt.datetime, until: dt.datetime | None) -> bool:
    return since <= at and (until is None or at < until)


def _row(source: Source, facts: Facts, *, last_position: int) -> Visit:
    return Visit(
        id=new_id(),
        conversation_id=source.id,
        last_position=last_position,
        channel=source.channel,
        **vars(facts),
    )


async def _keep_unanswered(
    session: AsyncSession, vault: Vault, source: Source, facts: Facts, turn_ids: Collection[str]
) -> None:
    """Add the questions that were not answered and are not known yet."""
    why = {one: reason for one in turn_ids if (reason := why_unanswered(source.turns[one])) is not None}
    if not why:
        return
    known = set(await session.scalars(select(Unanswered.id).where(Unanswered.id.in_(why))))
    for turn_id in why.keys() - known:
        message = await session.get(Message, source.asked[turn_id])
        if message is None or not typed(vault, message):
            continue
        turn = source.turns[turn_id]
        session.add(
            Unanswered(
                id=turn_id,
                conversation_id=source.id,
                message_id=message.id,
                day=legal_day(message.created_at),
                channel=source.channel,
                agency_id=facts.agency_id,
                why=why[turn_id],
                nearest=turn.nearest,
                ranking=dict(turn.ranking),
            )
        )


def typed(vault: Vault, message: Message) -> str:
    """What the person typed; empty for a tapped button, a picture alone, and what is erased or cannot be opened."""
    try:
        body = Body.model_validate_json(vault.open(message.sealed_body))
    except SealBroken:
        return ""
    text = (body.text or "").strip()
    return text if body.payload is None and len(text) >= SHORTEST else ""


def _count(*conditions: ColumnElement[bool] | SQLColumnExpression[bool]) -> ColumnElement[Any]:
    return func.sum(case((and_(*conditions), 1), else_=0))


def _sums(days: Iterable[dt.date]) -> Any:
    known = [func.coalesce(column, "") for column in (V.topic, V.region_code, V.agency_id, V.handoff_reason)]
    return (
        select(
            V.day,
            V.channel,
            *known,
            func.count(),
            _count(V.ended),
            _count(_UNATTENDED),
            _count(V.ended, V.handoff_reason.is_not(None)),
            _count(V.ended, V.gave_up),
            _count(V.filed),
            *(func.sum(column) for column in (V.said, V.replied, V.staff_said, V.questions, V.declined)),
        )
        .where(V.day.in_(list(days)))
        .group_by(V.day, V.channel, *known)
    )


async def sum_up(session: AsyncSession, days: Iterable[dt.date]) -> None:
    """Sum the visits of these days anew. The caller holds the job's row."""
    wanted = list(days)
    await session.execute(delete(VisitDay).where(VisitDay.day.in_(wanted)))
    columns = [column.name for column in VisitDay.__table__.columns]
    await session.execute(insert(VisitDay).from_select(columns, _sums(wanted)))
