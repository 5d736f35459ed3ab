"""Gauges of what the desk leans on: brain, Redis, disk, calendar, backups. Asked when somebody scrapes."""

import datetime as dt
import shutil

from desk.backup.making import last_backup
from desk.clock import legal_day
from desk.context import Desk
from desk.metrics.gauges import FRESH
from desk.web.health import check


class Surroundings:
    """Brings them up to date, at most every few seconds: a probe of a brain that hangs takes two."""

    def __init__(self) -> None:
        self._read_at: dt.datetime | None = None

    async def refresh(self, desk: Desk) -> None:
        """Never raises: what does not answer is down, which is what the gauge says."""
        now, metrics = desk.clock(), desk.metrics
        metrics.streams.set(desk.bus.subscribers)
        if self._read_at is not None and dt.timedelta(0) <= now - self._read_at < FRESH:
            return
        well = await check(desk)
        metrics.brain_up.set(well["brain"])
        metrics.shown(metrics.redis_up, well.get("redis"))
        metrics.calendar_days.set(desk.calendar.known_days(legal_day(now)))
        made_at = last_backup(desk.settings.backups)
        metrics.shown(metrics.backup_age, None if made_at is None else (now - made_at).total_seconds())
        try:
            metrics.disk_free.set(shutil.disk_usage(desk.settings.data).free)
        except OSError:
            metrics.disk_free.set(0)
        self._read_at = now
