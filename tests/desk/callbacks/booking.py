"""Bookings with defaults."""

import datetime as dt
from typing import Any

from desk.calendar import WorkingCalendar
from desk.callbacks import service
from desk.callbacks.hours import Hours
from desk.callbacks.model import Callback
from desk.callbacks.service import Wish
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOW

HOURS = Hours(spans=((9 * 60, 12 * 60), (13 * 60 + 30, 17 * 60)), capacity=2)
CALENDAR = WorkingCalendar()
PHONE = "+8613912345678"
FIRST = dt.datetime(2026, 11, 20, 3, 0, tzinfo=dt.UTC)  # 11:00 in China, the first slot that NOW may take
SECOND = FIRST + dt.timedelta(minutes=30)


def wish(origin: str = "call:1", **changes: Any) -> Wish:
    return Wish(**{"origin": origin, "phone": PHONE, "channel": "hotline", "reason": "queue_full", **changes})


async def booked(
    database: Database,
    vault: Vault,
    wanted: Wish | None = None,
    *,
    start: dt.datetime = FIRST,
    hours: Hours = HOURS,
    now: dt.datetime = NOW,
) -> Callback:
    async with database.write() as session:
        return await service.book(session, vault, hours, CALENDAR, wanted or wish(), start=start, now=now)


async def left(database: Database, start: dt.datetime = FIRST, *, now: dt.datetime = NOW) -> int:
    """Places left in a slot."""
    async with database.read() as session:
        found = await service.slots(session, HOURS, CALENDAR, now=now)
    return next(one.left for one in found if one.slot.start == start)
