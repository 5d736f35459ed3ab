"""`make bench-lists`: what a page of the list, a search and the figures cost at 1,000, 100,000 and 1,000,000 cases.

The desk's own queries on SQLite and PostgreSQL, in process, warm: the median of ROUNDS, in milliseconds, and how
many times that of the smallest table. Lists and searches ought to stay near 1; figures read every case of their
year and grow with it. Rows are made by bench.case_rows, full text and facts by the migrations that make them for
cases filed before. Writes results/lists.json.
"""

import asyncio
import datetime as dt
import importlib
import json
import os
import statistics
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic.migration import MigrationContext
from alembic.operations import Operations
from cryptography.fernet import Fernet
from sqlalchemy import Engine, create_engine, delete, event, text
from sqlalchemy.ext.asyncio import AsyncSession

from bench.case_rows import fill, rows, template
from desk.calendar import WorkingCalendar
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.listing import list_cases
from desk.cases.model import Case, CaseChange
from desk.cases.schemas import CaseIn, CaseQuery
from desk.clock import legal_day
from desk.clocks.model import CaseClock
from desk.figures.schemas import Dimension, FigureQuery, RankingQuery
from desk.figures.service import figures, ranking
from desk.privacy.vault import Vault
from desk.store.database import Database, driver_url
from desk.store.migrate import migrate
from desk.warnings.looking import look
from operations.environment import ROOT
from operations.filings import a_filing
from tests.services import fresh_database, postgres_server

RESULTS = ROOT / "results"
SIZES = [int(size) for size in os.environ.get("BENCH_SIZES", "1000,100000,1000000").split(",")]
DATABASES = os.environ.get("BENCH_DATABASES", "sqlite,postgresql").split(",")
ROUNDS = 15
SLOW_ROUNDS = 3  # of what reads a whole year
BACKFILLS = ("0011_figures", "0012_search")

Query = Callable[[AsyncSession], Awaitable[Any]]


def _listed(agencies: list[str] | None = None, **asked: Any) -> Query:
    query = CaseQuery(**asked)
    return lambda session: list_cases(session, query, agency_ids=agencies)


def lists(today: dt.date) -> dict[str, Query]:
    """What officers ask for all day."""
    week = today - dt.timedelta(days=7)
    return {
        "newest": _listed(),
        "state": _listed(state="accepted"),
        "open": _listed(open=True),
        "agency": _listed(["agency-7"]),
        "agency, open": _listed(["agency-7"], open=True),
        "agency, this week": _listed(["agency-7"], received_from=week),
        "agency with 40 below": _listed([f"agency-{number}" for number in range(40)]),
        "agency with all 200": _listed([f"agency-{number}" for number in range(200)]),
        "county": _listed(region_code="220102"),
        "province": _listed(region_code="22"),
        "business": _listed(respondent="好运电器行1店"),
        "last week": _listed(received_from=week),
        "search, common word": _listed(q="电饭煲"),
        "search, one character": _listed(q="煲"),
        "search, two words": _listed(q="健身 羽绒服"),
        "search, rare business": _listed(q="好运电器行1店"),
        "search, nothing": _listed(q="从来没有"),
    }


def sums(today: dt.date) -> dict[str, Query]:
    """What is asked for now and then."""
    by_month = FigureQuery(by=[Dimension.MONTH])
    by_two = FigureQuery(by=[Dimension.MONTH, Dimension.PREFECTURE])
    return {
        "figures of a year by month": lambda session: figures(session, by_month, today=today),
        "figures of a year by month and prefecture": lambda session: figures(session, by_two, today=today),
        "ranking of a year": lambda session: ranking(session, RankingQuery(), today=today),
        "early warning, one day": lambda session: look(session, last_on=today),
    }


async def _first_case(database: Database) -> None:
    """One real filing, which the rows are like."""
    desk = CaseDesk(Vault((Fernet.generate_key().decode(),)), WorkingCalendar())
    now = dt.datetime.now(dt.UTC)
    async with database.write() as session:
        told = CaseIn.model_validate(a_filing(0, now=now))
        await file_case(session, desk, told, client="bench", now=now)


def _store(engine: Engine, count: int) -> None:
    """`count` cases with full text and facts, and the statistics that a database in use has."""
    common = template(engine)
    with engine.begin() as connection:
        for table in (CaseClock, CaseChange, Case):
            connection.execute(delete(table))
    fill(engine, rows(common, count, until=dt.datetime.now(dt.UTC)))
    with engine.begin() as connection, Operations.context(MigrationContext.configure(connection)):
        for name in BACKFILLS:
            importlib.import_module(f"desk.migrations.versions.{name}")._backfill()
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("ANALYZE" if engine.dialect.name == "sqlite" else "VACUUM ANALYZE"))


async def _measure(database: Database, queries: dict[str, Query], rounds: int) -> dict[str, float]:
    """Milliseconds, the median of some rounds after one to warm up."""
    told = {}
    for name, query in queries.items():
        times = []
        for _ in range(rounds + 1):
            async with database.read() as session:
                begun = time.perf_counter()
                await query(session)
                times.append((time.perf_counter() - begun) * 1000)
        told[name] = round(statistics.median(times[1:]), 2)
    return told


def _filling_engine(url: str) -> Engine:
    """Fills fast: what is lost when the machine stops is thrown away anyway."""
    engine = create_engine(driver_url(url, asynchronous=False))
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _record: Any) -> None:
            for pragma in ("synchronous=OFF", "cache_size=-2000000"):
                connection.execute(f"PRAGMA {pragma}")

    return engine


async def _at(url: str, count: int) -> dict[str, float]:
    migrate(url)
    database = Database(url)
    await _first_case(database)
    engine = _filling_engine(url)
    _store(engine, count)
    engine.dispose()
    today = legal_day(dt.datetime.now(dt.UTC))
    told = await _measure(database, lists(today), ROUNDS) | await _measure(database, sums(today), SLOW_ROUNDS)
    await database.close()
    return told


@contextmanager
def _databases(name: str, count: int) -> Iterator[str]:
    if name == "sqlite":
        with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
            yield f"sqlite:///{Path(folder) / 'desk.db'}"
        return
    with postgres_server() as server, fresh_database(server, f"lists_{count}") as url:
        yield url


def main() -> None:
    """Measure, print a table, write the results."""
    results: dict[str, dict[str, dict[str, float]]] = {}
    for name in DATABASES:
        results[name] = {}
        for count in SIZES:
            begun = time.perf_counter()
            with _databases(name, count) as url:
                results[name][str(count)] = asyncio.run(_at(url, count))
            print(f"{name}, {count} cases: {time.perf_counter() - begun:.0f} s", flush=True)
        sizes = list(results[name])
        print(f"\n{name}, milliseconds at {', '.join(sizes)} cases, and the last beside the first")
        for query, first in results[name][sizes[0]].items():
            times = [results[name][size][query] for size in sizes]
            print(f"  {query:42}" + "".join(f"{each:10.2f}" for each in times) + f"{times[-1] / first:9.1f}x")
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "lists.json").write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n")


if __name__ == "__main__":
    main()
