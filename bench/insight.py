"""`make bench-insight`: what the page of numbers costs at 100,000 conversations with a million messages.

The desk's own rounds and queries on SQLite and PostgreSQL, in process, warm: the median of ROUNDS in milliseconds, and
how many times that of a bare `SELECT count(*) FROM messages`, the least that numbers without any keeping would cost.
Writes results/insight.json.
"""

import asyncio
import datetime as dt
import json
import os
import statistics
import time
from collections.abc import Awaitable, Callable
from typing import Any

from cryptography.fernet import Fernet
from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.conversation_rows import fill_conversations
from bench.lists import _databases, _filling_engine
from desk.clock import legal_day
from desk.console.insight.gathering import look
from desk.conversations.model import Message
from desk.insight.cut import Cut
from desk.insight.grouping import group_questions
from desk.insight.keeping import keep_visits
from desk.insight.model import Visit, VisitDay
from desk.insight.numbers import talked
from desk.insight.periods import Span, period_of
from desk.insight.questions import missed
from desk.privacy.vault import Vault
from desk.store.database import Database
from desk.store.migrate import migrate
from operations.environment import ROOT

RESULTS = ROOT / "results"
COUNT = int(os.environ.get("BENCH_CONVERSATIONS", "100000"))
DATABASES = os.environ.get("BENCH_DATABASES", "sqlite,postgresql").split(",")
ROUNDS = 7

Query = Callable[[AsyncSession], Awaitable[Any]]


def queries(vault: Vault, now: dt.datetime) -> dict[str, Query]:
    """A bare count first, then what the page asks."""
    today = legal_day(now)
    month, quarter = (Cut(period_of(span, None, None, today=today)) for span in (Span.MONTH, Span.QUARTER))
    one_topic = Cut(quarter.period, channel="wechat", topic="fraud_triple_damages")
    return {
        "count of the messages": lambda s: s.execute(select(func.count()).select_from(Message)),
        "what was talked, 30 days": lambda s: talked(s, month),
        "what was talked, 90 days": lambda s: talked(s, quarter),
        "… of one channel and topic": lambda s: talked(s, one_topic),
        "unanswered questions, 90 days": lambda s: missed(s, vault, quarter),
        "the whole page, 30 days": lambda s: look(s, vault, month, today=today, now=now),
        "the whole page, 90 days": lambda s: look(s, vault, quarter, today=today, now=now),
    }


async def _median(database: Database, query: Query) -> float:
    times = []
    for _ in range(ROUNDS + 1):
        async with database.read() as session:
            begun = time.perf_counter()
            await query(session)
            times.append((time.perf_counter() - begun) * 1000)
    return statistics.median(times[1:])


async def _at(url: str) -> dict[str, float]:
    migrate(url)
    vault, now = Vault((Fernet.generate_key().decode(),)), dt.datetime.now(dt.UTC)
    engine = _filling_engine(url)
    fill_conversations(engine, vault, COUNT, until=now)
    database = Database(url)
    told: dict[str, float] = {}
    for name in ("first round, seconds", "a round after it, seconds"):
        begun = time.perf_counter()
        await keep_visits(database, vault, now=now)
        told[name] = round(time.perf_counter() - begun, 1)
    begun = time.perf_counter()
    told["groups"] = await group_questions(database, vault, now=now)
    told["grouping, seconds"] = round(time.perf_counter() - begun, 1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))
    engine.dispose()
    async with database.read() as session:
        for name, table in (("messages", Message), ("visits", Visit), ("sums of days", VisitDay)):
            told[name] = await session.scalar(select(func.count()).select_from(table)) or 0
    for name, query in queries(vault, now).items():
        told[name] = round(await _median(database, query), 1)
    await database.close()
    return told


def main() -> None:
    """Measure, print, write the results."""
    results: dict[str, dict[str, float]] = {}
    for name in DATABASES:
        with _databases(name, COUNT) as url:
            told = results[name] = asyncio.run(_at(url))
        least = told["count of the messages"]
        print(f"\n{name}, {COUNT:,} conversations; milliseconds, and beside a bare count of the messages")
        for what, value in told.items():
            asked = what in queries(Vault((Fernet.generate_key().decode(),)), dt.datetime.now(dt.UTC))
            print(f"  {what:34}{value:12,.1f}" + (f"{value / least:9.1f}x" if asked else ""))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "insight.json").write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
