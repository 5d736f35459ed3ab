"""`make bench-filings`: what filing costs, beside a bare INSERT of the same rows and beside filing unsealed.

Whole path: HTTP to a desk process of its own, key, case, clock, timeline, reactions, answer, commit to disk.
Bare: the very rows that a filing wrote, copied under fresh ids by a driver without an ORM, one transaction a
filing, as many connections as callers. Both on the same disk with the same durability. Writes results/filings.json.
"""

import asyncio
import datetime as dt
import json
import os
import statistics
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
from cryptography.fernet import Fernet
from sqlalchemy import Engine, MetaData, RowMapping, Table, create_engine, event, insert, select

from desk.calendar import WorkingCalendar
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.schemas import CaseIn
from desk.privacy.vault import Vault
from desk.store.database import Database, driver_url
from desk.store.migrate import migrate
from operations.environment import ROOT
from operations.filings import a_filing
from operations.processes import Stack
from tests.services import fresh_database, postgres_server

RESULTS = ROOT / "results"
FILINGS = int(os.environ.get("BENCH_FILINGS", "1500"))
CALLERS = 8
SEALED_FILINGS = 400  # of each kind, in turn


def figures(times: list[float], seconds: float) -> dict[str, float]:
    """Filings a second, and milliseconds a filing."""
    cuts = statistics.quantiles(times, n=100)
    return {
        "per_second": round(len(times) / seconds, 1),
        "p50_ms": round(cuts[49] * 1000, 2),
        "p99_ms": round(cuts[98] * 1000, 2),
    }


async def over_http(stack: Stack, count: int, *, first: int = 0) -> dict[str, float]:
    """`count` filings by CALLERS callers, each sending one after another."""
    token = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    now, times, numbers = dt.datetime.now(dt.UTC), [], iter(range(first, first + count))
    async with httpx.AsyncClient(base_url=stack.url, headers=token, timeout=60, trust_env=False) as client:

        async def caller() -> None:
            for number in numbers:
                headers = {"Idempotency-Key": str(uuid.uuid4())}
                begun = time.perf_counter()
                response = await client.post("/api/v1/cases", json=a_filing(number, now=now), headers=headers)
                times.append(time.perf_counter() - begun)
                response.raise_for_status()

        begun = time.perf_counter()
        await asyncio.gather(*(caller() for _ in range(CALLERS)))
        return figures(times, time.perf_counter() - begun)


TABLES = ("cases", "case_changes", "case_clocks", "idempotency_keys", "case_search", "case_facts", "outbox")
UNIQUE = {"lookup_digest", "dispute_digest", "key"}  # made fresh in a copy


class Copies:
    """The rows of one filing, to be written again and again under fresh ids."""

    def __init__(self, engine: Engine) -> None:
        meta = MetaData()
        meta.reflect(engine)
        self._rows: list[tuple[Table, dict[str, Any]]] = []
        with engine.connect() as connection:
            case = connection.execute(select(meta.tables["cases"]).limit(1)).mappings().one()
            for name in TABLES:
                table = meta.tables.get(name)
                if table is not None:
                    self._rows += [(table, dict(row)) for row in self._of(connection, table, case)]

    @staticmethod
    def _of(connection: Any, table: Table, case: RowMapping) -> list[RowMapping]:
        if table.name == "cases":
            return [case]
        wanted = select(table).limit(1)
        if "case_id" in table.c:
            wanted = select(table).where(table.c.case_id == case["id"])
        return list(connection.execute(wanted).mappings())

    def fresh(self) -> list[tuple[Table, dict[str, Any]]]:
        case_id = str(uuid.uuid4())
        made = []
        for table, row in self._rows:
            copy = {name: value for name, value in row.items() if name != "seq"}  # the database counts it up
            for name in copy:
                if name == "id":
                    copy[name] = case_id if table.name == "cases" else str(uuid.uuid4())
                elif name == "case_id":
                    copy[name] = case_id
                elif name == "case_no":
                    copy[name] = uuid.uuid4().hex[:16]
                elif name in UNIQUE and copy[name] is not None:
                    copy[name] = uuid.uuid4().hex
            made.append((table, copy))
        return made


def bare(engine: Engine, count: int, connections: int) -> dict[str, float]:
    """The same rows by plain INSERTs, one transaction a filing."""
    copies, times, lock = Copies(engine), [], threading.Lock()
    numbers = iter(range(count))

    def work() -> None:
        with engine.connect() as connection:
            while True:
                with lock:
                    if next(numbers, None) is None:
                        return
                rows = copies.fresh()
                begun = time.perf_counter()
                with connection.begin():
                    for table, row in rows:
                        connection.execute(insert(table), row)
                times.append(time.perf_counter() - begun)

    threads = [threading.Thread(target=work) for _ in range(connections)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return figures(times, time.perf_counter() - begun)


def plain_engine(url: str) -> Engine:
    """The driver alone, with the desk's durability."""
    engine = create_engine(driver_url(url, asynchronous=False), pool_size=CALLERS)
    if engine.dialect.name == "sqlite":

        @event.listens_for(engine, "connect")
        def connected(connection: Any, _record: Any) -> None:
            connection.isolation_level = None
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=15000"):
                connection.execute(f"PRAGMA {pragma}")

        @event.listens_for(engine, "begin")
        def begun(connection: Any) -> None:
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return engine


@contextmanager
def running_desk(database_url: str | None) -> Iterator[tuple[Stack, str]]:
    """A desk process of its own; yields it and its database's URL."""
    extra = {} if database_url is None else {"DATABASE_URL": database_url}
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder,
        Stack(Path(folder), extra=extra, names=("desk",)) as stack,
    ):
        yield stack, database_url or f"sqlite:///{Path(folder) / 'desk.db'}"


def measure(database_url: str | None) -> dict[str, Any]:
    with running_desk(database_url) as (stack, url):
        asyncio.run(over_http(stack, 100))  # warm-up
        filing = asyncio.run(over_http(stack, FILINGS, first=1_000_000))
        engine = plain_engine(url)
        inserting = bare(engine, FILINGS, CALLERS if engine.dialect.name != "sqlite" else 1)
        engine.dispose()
    ratios = {
        "filings_to_inserts": round(filing["per_second"] / inserting["per_second"], 3),
        "p99": round(filing["p99_ms"] / inserting["p99_ms"], 2),
    }
    return {"filing": filing, "bare_insert": inserting, "ratio": ratios}


class OpenVault(Vault):
    """Seals nothing: what encryption costs is the difference."""

    def seal(self, text: str) -> str:
        return text

    def open(self, sealed: str) -> str:
        return sealed


async def sealing(folder: Path) -> dict[str, Any]:
    """In-process filings, sealed and unsealed in turn, on one SQLite file."""
    url = f"sqlite:///{folder / 'sealing.db'}"
    migrate(url)
    key, calendar, database = Fernet.generate_key().decode(), WorkingCalendar(), Database(url)
    desks: dict[str, CaseDesk] = {
        "sealed": CaseDesk(Vault((key,)), calendar),
        "unsealed": CaseDesk(OpenVault((key,)), calendar),
    }
    now, times = dt.datetime.now(dt.UTC), {name: list[float]() for name in desks}
    for number in range(2 * SEALED_FILINGS + 20):
        name = ("sealed", "unsealed")[number % 2]
        told = CaseIn.model_validate(a_filing(number, now=now))
        begun = time.perf_counter()
        async with database.write() as session:
            await file_case(session, desks[name], told, client="bench", now=now)
        if number >= 20:
            times[name].append(time.perf_counter() - begun)
    await database.close()
    medians = {name: round(statistics.median(of) * 1000, 3) for name, of in times.items()}
    return {**medians, "ratio": round(medians["sealed"] / medians["unsealed"], 3)}


def in_folder(work: Callable[[Path], Any]) -> Any:
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        return work(Path(folder))


def main() -> None:
    results: dict[str, Any] = {"sqlite": measure(None)}
    with postgres_server(durable=True) as server, fresh_database(server, "bench") as url:
        results["postgresql"] = measure(url)
    results["encryption_ms"] = in_folder(lambda folder: asyncio.run(sealing(folder)))
    results["cores"] = os.cpu_count()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "filings.json").write_text(json.dumps(results, indent=1), "utf-8")
    print(
        "| database | filings/s | p50 ms | p99 ms | bare INSERTs/s | p99 ms | ratio of rates | ratio of p99 |"
    )
    print("|---|---|---|---|---|---|---|---|")
    for name in ("sqlite", "postgresql"):
        filing, inserting, ratio = (results[name][part] for part in ("filing", "bare_insert", "ratio"))
        print(
            f"| {name} | {filing['per_second']} | {filing['p50_ms']} | {filing['p99_ms']} | "
            f"{inserting['per_second']} | {inserting['p99_ms']} | {ratio['filings_to_inserts']} | {ratio['p99']} |"
        )
    cost = results["encryption_ms"]
    print(
        f"\nencryption: a filing in process takes {cost['sealed']} ms sealed, {cost['unsealed']} ms unsealed: "
        f"{cost['ratio']} times"
    )


if __name__ == "__main__":
    main()
