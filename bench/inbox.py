"""`make bench-inbox`: 200 open conversations, 20 staff members with the inbox open, one desk process.

People write, one message after another, over the web chat API; measured is how long after it was sent the event is on each
staff member's stream, and what a stream costs in memory. The same is done with a bare Sanic stream in the same run; figures
stand beside it as ratios. A message of ours is a transaction with a sealed row, an event that is numbered after the
commit, and a reading of each stream from the database. Writes results/inbox.json.
"""

import asyncio
import datetime as dt
import json
import os
import secrets
import statistics
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from bench.streams import resident_mb
from connectors.webchat.model import WebchatSession
from connectors.webchat.sessions import LIFETIME
from connectors.webchat.sessions import token_digest as page_digest
from desk.conversations.model import Conversation
from desk.handoff.model import ServiceSession, StaffSeen
from desk.handoff.states import HandoffReason, ServiceState
from desk.ids import new_id
from desk.staff.model import StaffAccount, StaffSession
from desk.staff.roles import Role
from desk.staff.sessions import token_digest
from desk.store.database import driver_url
from operations.environment import ROOT
from operations.processes import Stack

RESULTS = ROOT / "results"
CONVERSATIONS = int(os.environ.get("BENCH_CONVERSATIONS", "200"))
STAFF = int(os.environ.get("BENCH_STAFF", "20"))
MESSAGES = int(os.environ.get("BENCH_MESSAGES", "100"))
MANY = 10 * STAFF  # streams for the measure of memory
PATIENCE = 30.0  # seconds


def prepare(stack: Stack) -> tuple[list[str], list[str]]:
    """Tokens of staff sessions, and of pages whose conversations staff have."""
    engine = create_engine(driver_url(f"sqlite:///{stack.data / 'desk.db'}", asynchronous=False))
    now = dt.datetime.now(dt.UTC)
    staff, ids = [], []
    with Session(engine) as session, session.begin():
        for number in range(STAFF):
            account, token = new_id(), secrets.token_urlsafe(32)
            name = f"bench-{number}"
            session.add(
                StaffAccount(
                    id=account,
                    name=name,
                    display_name=name,
                    role=Role.AGENT,
                    password_hash="",
                    must_change=False,
                    created_at=now,
                )
            )
            session.flush()
            session.add(
                StaffSession(
                    id=new_id(),
                    token_digest=token_digest(token),
                    account_id=account,
                    awaits_code=False,
                    created_at=now,
                    seen_at=now,
                    expires_at=now + dt.timedelta(hours=1),
                )
            )
            session.add(StaffSeen(staff_id=account, seen_at=now))
            staff.append(token)
            ids.append(account)
        pages = [_conversation(session, ids[number % STAFF], now) for number in range(CONVERSATIONS)]
    engine.dispose()
    return staff, pages


def _conversation(session: Session, holder: str, now: dt.datetime) -> str:
    conversation, token = new_id(), secrets.token_urlsafe(32)
    session.add(
        Conversation(
            id=conversation,
            channel="webchat",
            person_digest=uuid.uuid4().hex,
            owner="staff",
            epoch=0,
            service_epoch=1,
            last_position=0,
            handoff_reason=HandoffReason.ASKED.value,
            handoff_at=now,
            created_at=now,
            last_activity_at=now,
        )
    )
    session.flush()
    session.add(
        ServiceSession(
            id=new_id(),
            conversation_id=conversation,
            state=ServiceState.SERVING,
            reason=HandoffReason.ASKED,
            urgent=False,
            goes_on=False,
            requested_at=now,
            queued_at=now,
            claimed_by=holder,
            claimed_name="bench",
            claimed_at=now,
            acknowledged=True,
            delay_told=False,
            reminded=False,
            satisfaction_asked=False,
        )
    )
    session.add(
        WebchatSession(
            id=new_id(),
            conversation_id=conversation,
            token_digest=page_digest(token),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    return token


@dataclass
class Listener:
    """An open stream; when each `message.added` came."""

    client: httpx.AsyncClient
    path: str
    headers: dict[str, str]

    def __post_init__(self) -> None:
        self.opened, self.came = asyncio.Event(), asyncio.Queue[float]()

    async def listen(self) -> None:
        async with self.client.stream("GET", self.path, headers=self.headers) as stream:
            stream.raise_for_status()
            async for line in stream.aiter_lines():
                self.opened.set()
                if line == "event: message.added":
                    self.came.put_nowait(time.perf_counter())


Say = Callable[[int], Awaitable[None]]


async def measure(
    client: httpx.AsyncClient, pid: int, path: str, headers: list[dict[str, str]], say: Say
) -> dict[str, float]:
    """Delays over MESSAGES with one stream a staff member; then memory with ten times as many."""
    listeners = [Listener(client, path, one) for one in headers]
    tasks = [asyncio.create_task(one.listen()) for one in listeners]
    await asyncio.gather(*(one.opened.wait() for one in listeners))
    late: list[float] = []
    for number in range(MESSAGES):
        begun = time.perf_counter()
        await say(number)
        came = [await asyncio.wait_for(one.came.get(), PATIENCE) for one in listeners]
        late += [1000 * (at - begun) for at in came]
    few = resident_mb(pid)
    more = [Listener(client, path, headers[number % len(headers)]) for number in range(MANY - len(headers))]
    tasks += [asyncio.create_task(one.listen()) for one in more]
    await asyncio.gather(*(one.opened.wait() for one in more))
    grown = resident_mb(pid) - few
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    cuts = statistics.quantiles(late, n=20)
    return {
        "delay_p50_ms": round(statistics.median(late), 2),
        "delay_p95_ms": round(cuts[-1], 2),
        "kb_a_stream": round(1024 * grown / len(more), 1),
        "mb": round(few, 1),
    }


def _client(url: str) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx.AsyncClient(base_url=url, trust_env=False, timeout=None, limits=limits)


async def measure_desk(stack: Stack) -> dict[str, float]:
    staff, pages = prepare(stack)
    async with _client(stack.url) as client:

        async def say(number: int) -> None:
            body = {"message_id": uuid.uuid4().hex, "text": "在吗，我的事情办得怎么样了"}
            headers = {"Authorization": f"Bearer {pages[number % len(pages)]}"}
            (await client.post("/webchat/api/messages", json=body, headers=headers)).raise_for_status()

        cookies = [{"Cookie": f"xb_staff={token}", "Accept": "text/event-stream"} for token in staff]
        return await measure(client, stack.running["desk"].pid, "/console/inbox/events", cookies, say)


async def measure_bare(port: int, pid: int) -> dict[str, float]:
    async with _client(f"http://127.0.0.1:{port}") as client:

        async def say(_number: int) -> None:
            (await client.post("/say", content=b"{}")).raise_for_status()

        for _ in range(100):
            try:
                await say(0)
                break
            except httpx.TransportError:
                await asyncio.sleep(0.1)
        return await measure(client, pid, "/events", [{} for _ in range(STAFF)], say)


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder,
        Stack(Path(folder), names=("desk",)) as stack,
    ):
        desk = asyncio.run(measure_desk(stack))
        port = int(stack.url.rsplit(":", 1)[1]) + 7
        bare_process = subprocess.Popen([sys.executable, "-m", "bench.bare_streams", str(port)], cwd=ROOT)
        try:
            bare = asyncio.run(measure_bare(port, bare_process.pid))
        finally:
            bare_process.terminate()
            bare_process.wait()
    table = {
        "conversations": CONVERSATIONS,
        "staff_streams": STAFF,
        "messages": MESSAGES,
        "desk": desk,
        "bare_sanic": bare,
        "ratios": {
            name: round(desk[name] / bare[name], 2)
            for name in ("delay_p50_ms", "delay_p95_ms", "kb_a_stream")
        },
        "cores": os.cpu_count(),
    }
    (RESULTS / "inbox.json").write_text(json.dumps(table, indent=1), "utf-8")
    print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
