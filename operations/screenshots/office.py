"""A desk of its own in this process, on a fresh database, with a clock that can be set: for the pictures of the console.

The assistant is the scripted one that the tests use; everything else is the desk itself.
"""

import asyncio
import dataclasses
import datetime as dt
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from cryptography.fernet import Fernet
from sanic import Sanic

from desk.app import create_app
from desk.context import Desk
from desk.handoff.limits import Limits
from desk.handoff.office import NEVER_CLOSED
from desk.settings import Settings
from desk.staff.terms import USUAL_TERMS
from desk.store.migrate import migrate
from tests.desk.builders import FakeClock
from tests.desk.conversations.scripted import ScriptedBrain

TODAY = dt.date(2026, 11, 26)  # a Thursday
MOMENT = dt.datetime(2026, 11, 26, 6, 40, tzinfo=dt.UTC)  # 14:40 in China: every picture is taken then
NOWHERE = "http://127.0.0.1:9"  # the discard port
LONG = dt.timedelta(hours=12)  # nobody is sent away for the clock's leaps


@dataclasses.dataclass(frozen=True)
class Office:
    """What is running."""

    url: str
    clock: FakeClock
    desk: Desk
    brain: ScriptedBrain

    def at(self, clock_time: str, day: dt.date = TODAY) -> None:
        """Set the clock: "14:05", in China."""
        self.clock.now = dt.datetime.fromisoformat(f"{day}T{clock_time}:00+08:00").astimezone(dt.UTC)


def _settings(folder: Path) -> Settings:
    return Settings(
        data=folder,
        database_url=f"sqlite:///{folder / 'desk.db'}",
        redis_url=None,
        keys=(Fernet.generate_key().decode(),),
        brain_url=NOWHERE,
        brain_token="brain-token",
        case_api_url=NOWHERE,
        case_api_token="case-token",
        staff_hours=NEVER_CLOSED,
        handoff_limits=Limits(*[LONG] * len(dataclasses.fields(Limits))),
        staff=dataclasses.replace(USUAL_TERMS, idle=LONG),
    )


@asynccontextmanager
async def opened(folder: Path, brain: ScriptedBrain, name: str) -> AsyncIterator[Office]:
    """The desk, served on a free loopback port."""
    settings = _settings(folder)
    # The migrations run an event loop of their own.
    await asyncio.to_thread(migrate, settings.database_url)
    clock = FakeClock(MOMENT)
    Sanic.test_mode = True  # two desks in one process
    app: Sanic[Any, Any] = create_app(settings, clock=clock, name=name, brain=brain)
    sock = socket.socket()
    sock.bind(("127.0.0.1", 0))
    server: Any = await app.create_server(sock=sock, return_asyncio_server=True)
    await server.startup()
    await server.before_start()
    await server.after_start()
    try:
        yield Office(f"http://127.0.0.1:{sock.getsockname()[1]}", clock, app.ctx.desk, brain)
    finally:
        await server.before_stop()
        await server.close()
        for connection in server.connections:
            connection.close()
        await server.after_stop()
