"""Taking events of calls one by one, and keeping what they were answered. Adds and flushes, never commits.

Two events of one call may come at once, to two desks, and one event may come twice. The row of the call is locked while
an event is taken; a repeat is known by a unique constraint, its seq or its id within the call.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import CursorResult, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.calls.model import CallAnswer, CallRow
from desk.ids import new_id
from desk.privacy.vault import Vault

REPEATED_FOR = dt.timedelta(seconds=600)  # so long an event that is sent again has its old answer
KEPT = dt.timedelta(days=1)  # after its end
BATCH = 200  # rows a transaction
CALL, EVENT = "call", "call-event"  # purposes of digests


@dataclass(frozen=True)
class Taken:
    """An event of a call, its row locked. state: as kept, None for a new call.

    repeated: the event was taken before; answer: what it was answered, None while that is under way.
    """

    row: CallRow
    seq: int
    state: str | None
    repeated: bool = False
    answer: str | None = None


async def take(
    session: AsyncSession,
    vault: Vault,
    *,
    switch: str,
    call_id: str,
    event_id: str,
    seq: int | None,
    now: dt.datetime,
) -> Taken:
    """Lock the call, a new one if there is none, and claim the event. seq: None for switches that do not number their
    events; it is the next one then."""
    row = await _row(session, vault.digest(CALL, f"{switch}\0{call_id}"), switch, now=now)
    event = vault.digest(EVENT, event_id)
    same = CallAnswer.event_digest == event
    if seq is not None:
        same = or_(same, CallAnswer.seq == seq)
    known = await session.scalar(select(CallAnswer).where(CallAnswer.call_id == row.id, same).limit(1))
    state = None if row.state_sealed is None else vault.open(row.state_sealed)
    if known is not None:
        answer = None if known.answer_sealed is None else vault.open(known.answer_sealed)
        return Taken(row, known.seq, state, repeated=True, answer=answer)
    number = row.last_seq + 1 if seq is None else seq
    session.add(CallAnswer(id=new_id(), call_id=row.id, seq=number, event_digest=event, created_at=now))
    row.heard_at, row.last_seq = now, max(row.last_seq, number)
    await session.flush()
    return Taken(row, number, state)


async def _row(session: AsyncSession, digest: str, switch: str, *, now: dt.datetime) -> CallRow:
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    fresh = dialect.insert(CallRow).values(
        id=new_id(), call_digest=digest, switch=switch, last_seq=-1, created_at=now, heard_at=now
    )
    await session.execute(fresh.on_conflict_do_nothing(index_elements=["call_digest"]))
    found = await session.scalars(select(CallRow).where(CallRow.call_digest == digest).with_for_update())
    return found.one()


async def lock(session: AsyncSession, row_id: str) -> CallRow:
    """The call's row, locked and fresh."""
    return await session.get_one(CallRow, row_id, with_for_update=True, populate_existing=True)


async def keep_state(
    session: AsyncSession, vault: Vault, row: CallRow, state: str, *, ended: bool, now: dt.datetime
) -> None:
    """Where the call stands. Once it has ended, the time of its end stays."""
    row.state_sealed = vault.seal(state)
    row.ended_at = row.ended_at or (now if ended else None)
    await session.flush()


async def keep_answer(session: AsyncSession, vault: Vault, row: CallRow, seq: int, answer: str) -> None:
    """What the event was answered."""
    await session.execute(
        update(CallAnswer)
        .where(CallAnswer.call_id == row.id, CallAnswer.seq == seq)
        .values(answer_sealed=vault.seal(answer))
    )


async def answer_of(session: AsyncSession, vault: Vault, row_id: str, seq: int) -> str | None:
    """What an event was answered; None while that is under way."""
    sealed = await session.scalar(
        select(CallAnswer.answer_sealed).where(CallAnswer.call_id == row_id, CallAnswer.seq == seq)
    )
    return None if sealed is None else vault.open(sealed)


async def quiet(session: AsyncSession, *, since: dt.datetime) -> Sequence[str]:
    """Ids of calls that have not ended and of which nothing was heard since then; at most BATCH."""
    wanted = select(CallRow.id).where(CallRow.ended_at.is_(None), CallRow.heard_at <= since)
    return (await session.scalars(wanted.order_by(CallRow.heard_at).limit(BATCH))).all()


async def forget_conversation(session: AsyncSession, conversation_id: str) -> None:
    """Empty what calls of this conversation said; one that is under way begins anew with its next event."""
    theirs = select(CallRow.id).where(CallRow.conversation_id == conversation_id)
    await session.execute(update(CallAnswer).where(CallAnswer.call_id.in_(theirs)).values(answer_sealed=None))
    await session.execute(
        update(CallRow).where(CallRow.conversation_id == conversation_id).values(state_sealed=None)
    )


async def purge(session: AsyncSession, *, now: dt.datetime) -> int:
    """Delete answers that nobody asks for again, and calls that ended KEPT ago; how many rows, at most twice BATCH."""
    stale = select(CallAnswer.id).where(CallAnswer.created_at < now - REPEATED_FOR).limit(BATCH)
    gone = await session.execute(delete(CallAnswer).where(CallAnswer.id.in_(stale)))
    ended = (
        select(CallRow.id)
        .where(
            CallRow.ended_at < now - KEPT,
            ~select(CallAnswer.id).where(CallAnswer.call_id == CallRow.id).exists(),
        )
        .limit(BATCH)
    )
    over = await session.execute(delete(CallRow).where(CallRow.id.in_(ended)))
    return cast("CursorResult[Any]", gone).rowcount + cast("CursorResult[Any]", over).rowcount
