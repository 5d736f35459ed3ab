"""Keeping the table of visits and their sums: a round every minute, each safe to repeat."""

import datetime as dt
import itertools
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, delete, func, insert, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import legal_day
from desk.conversations.model import Conversation, Message
from desk.handoff.model import ServiceSession
from desk.ids import new_id
from desk.insight.disliking import keep_disliked
from desk.insight.model import InsightProgress, Unanswered, Visit, VisitDay
from desk.insight.rules import GAP, USER, Facts, Said, facts_of, split, why_unanswered
from desk.insight.sources import Source, read_sources
from desk.insight.words import typed
from desk.privacy.vault import Vault
from desk.store.database import Database

VISITS = "visits"  # the job's name
BATCH = 100  # conversations a transaction: some tens of milliseconds of SQLite's write lock
# Activity may be committed a little after its time, and a visit ends GAP after it: what is younger than this before the
# last round is looked at again.
AGAIN = GAP + dt.timedelta(minutes=5)

V = Visit
_UNATTENDED = and_(V.ended, V.handoff_reason.is_(None), V.staff_said == 0, ~V.gave_up)


async def keep_visits(database: Database, vault: Vault, *, now: dt.datetime) -> int:
    """Count every conversation in which something was said since the last round, and what was called useless; how many
    conversations there were."""
    async with database.read() as session:
        known = await session.get(InsightProgress, VISITS)
        since = None if known is None or known.done_until is None else known.done_until - AGAIN
        conversation_ids = await _active(session, since)
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
        progress = await locked_progress(session, VISITS)
        await keep_disliked(session, vault, since=since)
        progress.done_until = now
    return len(conversation_ids)


async def _active(session: AsyncSession, since: dt.datetime | None) -> list[str]:
    """Conversations in which something was said, or staff's service ended, since then; None: all."""
    said, served = select(Conversation.id), select(ServiceSession.conversation_id)
    if since is not None:
        said = said.where(Conversation.last_activity_at >= since)
        served = served.where(ServiceSession.ended_at >= since)
    return sorted(await session.scalars(said.union(served)))


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
    return await rewrite(session, vault, [one for one in sources if epochs.get(one.id) == one.epoch], now=now)


async def rewrite(
    session: AsyncSession, vault: Vault, sources: Sequence[Source], *, now: dt.datetime
) -> set[dt.date]:
    """The same of conversations whose rows are held. A handful of statements, however many they are."""
    since = {one.id: one.since for one in sources if one.messages}
    stale = await session.execute(
        select(V.id, V.conversation_id, V.first_position, V.day).where(V.conversation_id.in_(since))
    )
    gone = [row for row in stale if (row.first_position or 0) >= since[row.conversation_id or ""]]
    await session.execute(delete(V).where(V.id.in_([row.id for row in gone])))
    days = {row.day for row in gone}
    visits: list[dict[str, Any]] = []
    missed: dict[str, dict[str, Any]] = {}
    for source in sources:
        for visit, facts in _visits(source, now=now):
            visits.append(_row(source, facts, last_position=visit[-1].position))
            missed |= _missed(source, facts, visit)
            days.add(facts.day)
    if visits:
        await session.execute(insert(V), visits)
    await _keep_unanswered(session, vault, missed)
    return days


def _visits(source: Source, *, now: dt.datetime) -> Iterable[tuple[list[Said], Facts]]:
    visits = split(source.messages, source.services)
    begins = [visit[0].at for visit in visits]
    for number, visit in enumerate(visits):
        until = begins[number + 1] if number + 1 < len(visits) else None
        services = [one for one in source.services if _within(one.asked_at, begins[number], until)]
        filed = [one for one in source.filed if _within(one.at, begins[number], until)]
        yield visit, facts_of(visit, source.turns, services, filed, now=now)


def _within(at: dt.datetime, since: dt.datetime, until: dt.datetime | None) -> bool:
    return since <= at and (until is None or at < until)


def _row(source: Source, facts: Facts, *, last_position: int) -> dict[str, Any]:
    return {
        "id": new_id(),
        "conversation_id": source.id,
        "last_position": last_position,
        "channel": source.channel,
        **vars(facts),
    }


def _missed(source: Source, facts: Facts, visit: Sequence[Said]) -> dict[str, dict[str, Any]]:
    """Turn id → row of what was not answered in the visit."""
    found: dict[str, dict[str, Any]] = {}
    for said in visit:
        turn = source.turns.get(said.turn_id or "") if said.sender == USER else None
        why = None if turn is None else why_unanswered(turn)
        if said.turn_id is None or turn is None or why is None:
            continue
        found[said.turn_id] = {
            "id": said.turn_id,
            "conversation_id": source.id,
            "message_id": source.asked[said.turn_id],
            "day": legal_day(said.at),
            "channel": source.channel,
            "agency_id": facts.agency_id,
            "why": why,
            "nearest": turn.nearest,
            "ranking": dict(turn.ranking),
        }
    return found


async def _keep_unanswered(session: AsyncSession, vault: Vault, missed: dict[str, dict[str, Any]]) -> None:
    """Add the questions that are not known yet."""
    if not missed:
        return
    known = set(await session.scalars(select(Unanswered.id).where(Unanswered.id.in_(missed))))
    fresh = {row["message_id"]: row for turn_id, row in missed.items() if turn_id not in known}
    messages = await session.scalars(select(Message).where(Message.id.in_(fresh)))
    rows = [fresh[message.id] for message in messages if typed(vault, message)]
    if rows:
        await session.execute(insert(Unanswered), rows)


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
