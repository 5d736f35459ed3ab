"""`make bench-race`: many callers file the same things at once while the desk is killed between commit and reply.

Each of `keys` filings is sent by `racers` callers under one Idempotency-Key through a relay. Whenever the relay
sees the first answer to a filing of a round, it kills the desk (SIGKILL) before passing a byte on: the case is
committed and nobody was told. The desk is started again, everybody retries until answered. In the end there must
be as many cases as keys, and all racers of a key must hold the same number.
"""

import asyncio
import collections
import dataclasses
import datetime as dt
import json
import os
import signal
import sys
import tempfile
import time
import uuid
from contextlib import suppress
from pathlib import Path

import httpx

from operations.environment import ROOT
from operations.filings import a_filing
from operations.processes import Stack, free_port
from tests.services import fresh_database, postgres_server

RESULTS = ROOT / "results"
PAUSE = 0.2  # seconds a caller waits before it tries again
GIVE_UP = 300.0  # seconds


@dataclasses.dataclass
class Result:
    """What came out. `numbers`: per key the case numbers its racers were told."""

    keys: int
    racers: int
    kills: int = 0
    retries: int = 0
    replayed: int = 0
    cases: int = 0
    seconds: float = 0.0
    numbers: dict[str, set[str]] = dataclasses.field(default_factory=dict)

    @property
    def exactly_once(self) -> bool:
        told = [number for numbers in self.numbers.values() for number in numbers]
        return self.cases == self.keys == len(set(told)) == len(told)


class Relay:
    """Passes bytes between callers and desk; while armed, an answer kills the desk instead of going through."""

    def __init__(self, desk_port: int, kill: asyncio.Event) -> None:
        self.port, self._desk_port, self._kill = free_port(), desk_port, kill
        self.armed = False

    async def __aenter__(self) -> "Relay":
        self._server = await asyncio.start_server(self._relay, "127.0.0.1", self.port)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()

    async def _relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream, sink = await asyncio.open_connection("127.0.0.1", self._desk_port)
        except OSError:
            writer.close()
            return
        forth = asyncio.create_task(self._pump(reader, sink, answers=False))
        with suppress(asyncio.CancelledError):  # the bench is over; streams would report it as an error
            await self._pump(upstream, writer, answers=True)
        forth.cancel()
        for end in (writer, sink):
            end.close()

    async def _pump(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, *, answers: bool) -> None:
        with suppress(OSError):
            while chunk := await source.read(65536):
                if answers and self.armed and chunk.startswith(b"HTTP/1.1 201"):
                    self.armed = False
                    self._kill.set()
                    return
                sink.write(chunk)
                await sink.drain()


async def _file(client: httpx.AsyncClient, key: str, number: int, result: Result, begun: dt.datetime) -> None:
    body, headers = a_filing(number, now=begun), {"Idempotency-Key": key}
    while True:
        try:
            response = await client.post("/api/v1/cases", json=body, headers=headers)
        except httpx.HTTPError:
            response = None
        if response is not None and response.status_code == 201:
            result.numbers.setdefault(key, set()).add(response.json()["case_no"])
            result.replayed += "idempotent-replayed" in response.headers
            return
        if response is not None and response.status_code not in (409, 503):
            raise RuntimeError(f"unexpected answer {response.status_code}: {response.text[:300]}")
        result.retries += 1
        await asyncio.sleep(PAUSE)


async def _killer(stack: Stack, relay: Relay, kill: asyncio.Event, kills: int, result: Result) -> None:
    """Kill the desk at the next answer, start it again, and so on."""
    while result.kills < kills:
        relay.armed = True
        await kill.wait()
        kill.clear()
        await asyncio.to_thread(stack.stop, "desk", signal.SIGKILL)
        result.kills += 1
        await asyncio.to_thread(stack.start, "desk")
        await asyncio.to_thread(stack.wait, "desk", 60.0)


async def race(stack: Stack, *, keys: int, racers: int, kills: int) -> Result:
    """Run it against a running desk. Raises TimeoutError when it does not come to an end."""
    kill, result = asyncio.Event(), Result(keys, racers)
    begun, started = dt.datetime.now(dt.UTC), time.monotonic()
    token = {"Authorization": f"Bearer {stack.env['CASE_API_TOKEN']}"}
    limits = httpx.Limits(max_connections=32)
    async with (
        Relay(stack.ports["desk"], kill) as relay,
        asyncio.timeout(GIVE_UP),
        httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{relay.port}",
            headers=token,
            timeout=30,
            limits=limits,
            trust_env=False,
        ) as client,
    ):
        killer = asyncio.create_task(_killer(stack, relay, kill, kills, result))
        names = [str(uuid.uuid4()) for _ in range(keys)]
        await asyncio.gather(
            *(_file(client, key, n, result, begun) for n, key in enumerate(names) for _ in range(racers))
        )
        killer.cancel()
        await asyncio.gather(killer, return_exceptions=True)
    result.seconds = time.monotonic() - started
    result.cases = await _count(stack, token)
    return result


async def _count(stack: Stack, token: dict[str, str]) -> int:
    await asyncio.to_thread(stack.wait, "desk", 60.0)
    count, url = 0, "/api/v1/cases?limit=100"
    async with httpx.AsyncClient(base_url=stack.url, headers=token, timeout=30, trust_env=False) as client:
        while url:
            page = await client.get(url)
            count += len(page.json()["cases"])
            url = page.links["next"]["url"] if "next" in page.links else ""
    return count


def run(database_url: str | None, *, keys: int, racers: int, kills: int) -> Result:
    """A desk of its own on SQLite (None) or the named database."""
    extra = {} if database_url is None else {"DATABASE_URL": database_url}
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-race-") as folder,
        Stack(Path(folder), extra=extra, names=("desk",)) as stack,
    ):
        return asyncio.run(race(stack, keys=keys, racers=racers, kills=kills))


def main() -> None:
    results = {"sqlite": run(None, keys=200, racers=8, kills=10)}
    with postgres_server() as server, fresh_database(server, "race") as url:
        results["postgresql"] = run(url, keys=200, racers=8, kills=10)
    print("| database | keys × racers | killed | cases | exactly once | repeats answered | retries | s |")
    print("|---|---|---|---|---|---|---|---|")
    rows = collections.OrderedDict[str, dict[str, object]]()
    for name, result in results.items():
        rows[name] = {**dataclasses.asdict(result), "numbers": None, "exactly_once": result.exactly_once}
        print(
            f"| {name} | {result.keys} × {result.racers} | {result.kills} | {result.cases} | "
            f"{result.exactly_once} | {result.replayed} | {result.retries} | {result.seconds:.1f} |"
        )
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "filing_race.json").write_text(
        json.dumps({**rows, "cores": os.cpu_count()}, indent=1), "utf-8"
    )
    sys.exit(0 if all(result.exactly_once for result in results.values()) else 1)


if __name__ == "__main__":
    main()
