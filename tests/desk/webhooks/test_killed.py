"""kill -9 between the sending and the commit, of a real process."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from desk.cases.states import CaseEvent
from desk.outbox.service import DONE
from desk.outbox.worker import LEASE
from desk.settings import Settings
from desk.webhooks.events import EventType
from tests.desk.webhooks.hooking import Hooking
from tests.desk.webhooks.receiver import Got, Receiver, Reply

ROOT = Path(__file__).parents[3]


async def test_a_process_killed_while_the_endpoint_answers_is_followed_up_under_the_same_id(
    hooking: Hooking, listening: Receiver, settings: Settings
) -> None:
    _, secret = await hooking.register(listening.url, [EventType.MOVED])
    case = await hooking.file()
    await hooking.act(case, CaseEvent.ACCEPT, CaseEvent.MEDIATE)
    child = subprocess.Popen(
        [sys.executable, str(ROOT / "tests/desk/webhooks/child.py"), settings.database_url],
        env={**os.environ, "XIAOBAO_KEY": settings.keys[0], "PYTHONPATH": str(ROOT)},
        cwd=ROOT,
    )

    def kill(got: Got) -> Reply:
        listening.got.append(got)
        child.kill()
        return Reply(204)

    answer, listening.taken = listening.taken, kill  # type: ignore[method-assign]
    try:
        assert await asyncio.to_thread(child.wait, 30) == -9
    finally:
        child.kill()
    listening.taken = answer  # type: ignore[method-assign]
    await hooking.deliver()
    assert len(listening.got) == 1  # its lease still holds, and its case waits behind it
    hooking.clock.advance(seconds=LEASE.total_seconds() + 60)
    await hooking.deliver()
    first, second, third = listening.got
    assert first.headers["webhook-id"] == second.headers["webhook-id"] != third.headers["webhook-id"]
    assert [got.verified(secret)["data"]["event"] for got in listening.got] == ["accept", "accept", "mediate"]
    assert [item.state for item in await hooking.items()] == [DONE, DONE]
