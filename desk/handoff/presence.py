"""Who is there: the last sign of each staff member (kept), and who looks at or types in a conversation (fleeting).

Fleeting presence never touches the database. Within one process it is a table in memory; several desks share it in
Redis. The bus carries the hint alone: whoever is waked reads the board.
"""

import datetime as dt
import json
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from redis.asyncio import Redis
from redis.exceptions import RedisError
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import Bus
from desk.handoff.model import StaffSeen

NOTED_EVERY = dt.timedelta(seconds=20)  # a sign is written no more often: many come with every click
TYPING_FOR = dt.timedelta(seconds=6)  # a browser tells again every few seconds while somebody types
VIEWING_FOR = dt.timedelta(seconds=45)
MOST_THERE = 50  # in one conversation


class PresenceKind(StrEnum):
    VIEWING = "viewing"
    TYPING = "typing"
    GONE = "gone"  # looks elsewhere now


class Who(StrEnum):
    STAFF = "staff"
    USER = "user"


LASTS = {PresenceKind.VIEWING: VIEWING_FOR, PresenceKind.TYPING: TYPING_FOR}


@dataclass(frozen=True)
class Present:
    """Somebody in a conversation. id: of the staff member; empty for the person."""

    who: Who
    kind: PresenceKind
    until: dt.datetime
    id: str = ""
    name: str = ""


def topic_of(conversation_id: str) -> str:
    """The bus's topic of one conversation's presence."""
    return f"presence:{conversation_id}"


ANY_PRESENCE = "presence"  # … and of all of them, for the inbox


class PresenceBoard(Protocol):
    """Who looks and types where. Nothing here raises: presence is worth no failure."""

    async def note(self, conversation_id: str, present: Present) -> None:
        """Somebody looks, types, or is gone; it lapses by itself."""

    async def there(self, conversation_id: str, *, now: dt.datetime) -> list[Present]:
        """Who is there now: typing before viewing, in the order of their ids."""

    async def close(self) -> None: ...


def in_order(present: list[Present]) -> list[Present]:
    return sorted(present, key=lambda one: (one.kind is not PresenceKind.TYPING, one.who, one.id))


async def note_presence(board: PresenceBoard, bus: Bus, conversation_id: str, present: Present) -> None:
    """On the board, and whoever watches is waked: of this conversation and of the inbox."""
    await board.note(conversation_id, present)
    await bus.publish(topic_of(conversation_id))
    await bus.publish(ANY_PRESENCE)


class InProcessPresence:
    """The board of one process. Conversations that nobody looks at any more are dropped when others are noted."""

    def __init__(self) -> None:
        self._there: dict[str, dict[tuple[Who, str], Present]] = {}

    async def note(self, conversation_id: str, present: Present) -> None:
        key = (present.who, present.id)
        there = self._there.setdefault(conversation_id, {})
        if present.kind is PresenceKind.GONE or (key not in there and len(there) >= MOST_THERE):
            there.pop(key, None)
        else:
            there[key] = present
        if not there:
            del self._there[conversation_id]

    async def there(self, conversation_id: str, *, now: dt.datetime) -> list[Present]:
        there = self._there.get(conversation_id, {})
        for key in [key for key, one in there.items() if one.until <= now]:
            del there[key]
        if not there:
            self._there.pop(conversation_id, None)
        return in_order(list(there.values()))

    async def close(self) -> None:
        """Nothing is open."""


class RedisPresence:
    """The board of several desks: a hash a conversation, which lapses as a whole. Redis away: nobody seems to be there."""

    def __init__(self, redis_url: str) -> None:
        self._redis: Redis = Redis.from_url(redis_url, decode_responses=True, socket_timeout=1.0)

    async def note(self, conversation_id: str, present: Present) -> None:
        key, field = f"xiaobao:presence:{conversation_id}", f"{present.who}:{present.id}"
        try:
            if present.kind is PresenceKind.GONE:
                await self._redis.hdel(key, field)
                return
            told = [present.kind.value, present.until.isoformat(), present.name]
            await self._redis.hset(key, field, json.dumps(told, ensure_ascii=False))
            await self._redis.expire(key, VIEWING_FOR)
        except RedisError:
            return

    async def there(self, conversation_id: str, *, now: dt.datetime) -> list[Present]:
        try:
            kept: Any = await self._redis.hgetall(f"xiaobao:presence:{conversation_id}")
        except RedisError:
            return []
        found = []
        for field, told in kept.items():
            kind, until, name = json.loads(told)
            who, _, staff_id = field.partition(":")
            one = Present(Who(who), PresenceKind(kind), dt.datetime.fromisoformat(until), staff_id, name)
            if one.until > now:
                found.append(one)
        return in_order(found[:MOST_THERE])

    async def close(self) -> None:
        await self._redis.aclose()


async def seen(session: AsyncSession, staff_id: str, *, now: dt.datetime) -> None:
    """A sign of life of a staff member: while they give none for long, what they have goes back to the queue."""
    known = await session.get(StaffSeen, staff_id, populate_existing=True)
    if known is not None and now - known.seen_at < NOTED_EVERY:
        return
    dialect: Any = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    row = dialect.insert(StaffSeen).values(staff_id=staff_id, seen_at=now)
    await session.execute(
        row.on_conflict_do_update(index_elements=["staff_id"], set_={"seen_at": row.excluded.seen_at})
    )
