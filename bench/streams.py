"""`make bench-streams`: how many open pages one desk process holds: memory and processor a stream, and how late news are.

Each stream is a page of a conversation of its own, kept open over HTTP; the conversations are made in the database, because an
address may begin only so many. News is a message of the page's own: the time from its 202 to the event on the stream. The
first size stands for no load; figures beside it are ratios to it. Writes results/streams.json.
"""

import asyncio
import datetime as dt
import json
import os
import random
import secrets
import statistics
import tempfile
import time
import uuid
from pathlib import Path

import httpx
from sqlalchemy import create_engine, insert

from connectors.webchat.model import WebchatSession
from connectors.webchat.sessions import LIFETIME, token_digest
from desk.conversations.model import Conversation
from desk.ids import new_id
from desk.store.database import driver_url
from operations.environment import ROOT
from operations.processes import Stack

RESULTS = ROOT / "results"
SIZES = [int(size) for size in os.environ.get("BENCH_STREAMS", "10,200,1000,2000").split(",")]
NEWS, WATCHED = 20, 20.0  # messages measured at each size; seconds over which the processor is watched
TICK = os.sysconf("SC_CLK_TCK")


def pages(stack: Stack, count: int) -> list[str]:
    """Tokens of so many new sessions."""
    engine = create_engine(driver_url(f"sqlite:///{stack.data / 'desk.db'}", asynchronous=False))
    now, tokens = dt.datetime.now(dt.UTC), [secrets.token_urlsafe(32) for _ in range(count)]
    with engine.begin() as connection:
        for token in tokens:
            conversation, session = new_id(), new_id()
            row = {
                "id": conversation,
                "channel": "webchat",
                "person_digest": uuid.uuid4().hex,
                "owner": "assistant",
                "epoch": 0,
                "last_position": 0,
                "created_at": now,
                "last_activity_at": now,
            }
            connection.execute(insert(Conversation).values(row))
            begun = {
                "id": session,
                "conversation_id": conversation,
                "token_digest": token_digest(token),
                "created_at": now,
                "expires_at": now + LIFETIME,
            }
            connection.execute(insert(WebchatSession).values(begun))
    engine.dispose()
    return tokens


def resident_mb(pid: int) -> float:
    pages_held = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages_held * os.sysconf("SC_PAGE_SIZE") / 2**20


def processor_s(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Page:
    """An open stream; `news` is set when an event of a turn comes."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client, self._headers = client, {"Authorization": f"Bearer {token}"}
        self.opened, self.news = asyncio.Event(), asyncio.Event()

    async def listen(self) -> None:
        async with self._client.stream("GET", "/webchat/api/events", headers=self._headers) as stream:
            async for line in stream.aiter_lines():
                self.opened.set()
                if line.startswith("event: turn"):
                    self.news.set()

    async def hears_news(self) -> float:
        """Milliseconds from the 202 to the event."""
        body = {"message_id": uuid.uuid4().hex, "text": "你好"}
        self.news.clear()
        answer = await self._client.post("/webchat/api/messages", json=body, headers=self._headers)
        begun = time.perf_counter()
        answer.raise_for_status()
        await asyncio.wait_for(self.news.wait(), 30)
        return 1000 * (time.perf_counter() - begun)


async def measure(stack: Stack) -> list[dict[str, float]]:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    rows: list[dict[str, float]] = []
    pid, chance = stack.running["desk"].pid, random.Random(7)
    async with httpx.AsyncClient(base_url=stack.url, trust_env=False, timeout=None, limits=limits) as client:
        held: list[Page] = []
        listening: list[asyncio.Task[None]] = []
        for size in SIZES:
            tokens = await asyncio.to_thread(pages, stack, size - len(held))
            for token in tokens:
                page = Page(client, token)
                listening.append(asyncio.create_task(page.listen()))
                held.append(page)
            await asyncio.gather(*(page.opened.wait() for page in held))
            spent = processor_s(pid)
            await asyncio.sleep(WATCHED)
            quiet = (processor_s(pid) - spent) / WATCHED
            late = [await page.hears_news() for page in chance.sample(held, min(NEWS, len(held)))]
            rows.append(
                {
                    "streams": size,
                    "desk_mb": round(resident_mb(pid), 1),
                    "processor_when_quiet": round(quiet, 3),
                    "news_p50_ms": round(statistics.median(late), 1),
                    "news_max_ms": round(max(late), 1),
                }
            )
            print(rows[-1], flush=True)
        for task in listening:
            task.cancel()
    return rows


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder,
        Stack(Path(folder), names=("desk",)) as stack,
    ):
        rows = asyncio.run(measure(stack))
    first, last = rows[0], rows[-1]
    grown = (last["desk_mb"] - first["desk_mb"]) / (last["streams"] - first["streams"])
    table = {
        "rows": rows,
        "kb_a_stream": round(1024 * grown, 1),
        "news_ratio": round(last["news_p50_ms"] / first["news_p50_ms"], 2),
        "cores": os.cpu_count(),
    }
    (RESULTS / "streams.json").write_text(json.dumps(table, indent=1), "utf-8")
    print(json.dumps({name: value for name, value in table.items() if name != "rows"}))


if __name__ == "__main__":
    main()
