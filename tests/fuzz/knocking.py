"""Knocking at doors: every planted text and shape at one door, and what was wrong with the answers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

import httpx
from sanic import Sanic
from sqlalchemy import delete

from desk.staff.model import StaffThrottle
from desk.store.database import Database
from tests.fuzz.calls import Call, Place, places, planted, quoted
from tests.fuzz.channels import ENDS_SESSIONS, fresh, written
from tests.fuzz.doors import READS, Door
from tests.fuzz.judging import faults, rows
from tests.fuzz.planted import BODIES, FORMS, SHAPES, Bent, Text
from tests.fuzz.profile import THOROUGH

PATIENCE = 30.0  # seconds for one answer: what takes longer hangs
LINE = 5500  # bytes of an address or of all header fields: more than 8 KiB of head are refused as such
COUNTS_FAILURES = ("/console/sign-in", "/console/code", "/console/password")  # in the database
STREAM = "text/event-stream"
HEADERS = (
    "idempotency-key", "if-match", "if-none-match", "prefer", "last-event-id", "accept", "traceparent", "referer",
    "hx-current-url", "user-agent", "accept-language", "range", "x-real-ip", "x-forwarded-for",
)  # fmt: skip


@dataclass
class Report:
    """What happened at the doors."""

    wrong: list[str] = field(default_factory=list)
    good: dict[str, int] = field(default_factory=dict)  # door → status of the call as it should be
    met: dict[str, int] = field(default_factory=dict)  # door → how many rows of the tables
    calls: int = 0


def in_header(text: str) -> bytes:
    """As much of a text as a header field can carry."""
    kept = "".join(c for c in text[: LINE // len(HEADERS) // 12] if c.isprintable() or c == "\ud800")
    return kept.encode("utf-8", "surrogatepass").strip()


def fitting(text: str, among: int) -> str:
    """As much of a text as the address can carry in so many places."""
    while len(quoted(text)) * among > LINE:
        text = text[: len(text) // 2]
    return text


def spots(door: Door) -> list[Callable[[str], Call]]:
    """Where a text can go: the path, the head (query and header fields), and each place of the body."""
    good = written(door, door.body)
    asked = [*door.asked, "q", "cursor", "next"]

    def in_path(text: str) -> Call:
        return replace(good, path=dict.fromkeys(good.path, fitting(text, len(good.path))))

    def in_head(text: str) -> Call:
        fields = dict.fromkeys(HEADERS, in_header(text))
        return replace(
            good, query=dict.fromkeys(asked, fitting(text, len(asked))), headers=good.headers | fields
        )

    def in_body(place: Place) -> Callable[[str], Call]:
        return lambda text: written(door, planted(door.body, place, text))

    body = [] if door.body is None else [in_body(place) for place in places(door.body)]
    return [*([in_path] if good.path else []), in_head, *body]


def attempts(door: Door, turn: int, texts: Sequence[Text]) -> Iterator[tuple[str, Call]]:
    """(name of the row, call): every text at this door. turn: where the first one goes."""
    known = spots(door)
    for number, one in enumerate(texts):
        in_all = THOROUGH or (one.everywhere and door.body is not None)
        chosen = known if in_all else [known[(turn + number) % len(known)]]
        yield from ((one.name, spot(one.text)) for spot in chosen)


def shaped(door: Door, shapes: Mapping[str, Bent]) -> Iterator[tuple[str, Call]]:
    """(name of the row, call): requests that are wrong as such."""
    call = written(door, door.body)
    yield from ((name, bend(call)) for name, (_why, bend) in shapes.items())


def shapes_for(door: Door) -> Mapping[str, Bent]:
    """Those of the body where there is one; of a form, those that a form can have. Heads: test_strangers_at_every_door."""
    if THOROUGH:
        return SHAPES
    if door.body is None:
        return {}
    return {name: BODIES[name] for name in FORMS} if door.is_page else BODIES


class Knocking:
    """A caller of the running app."""

    def __init__(self, app: Sanic[Any, Any], served: str, database: Database) -> None:
        self.app, self.database = app, database
        self.http = httpx.AsyncClient(base_url=served, trust_env=False, timeout=PATIENCE)
        self.report = Report()
        self._rows: dict[str, int] | None = None

    async def signed(self, door: Door, call: Call) -> Call:
        """With who calls, and every limit forgotten: else the limits would answer for the routes."""
        await self.app.ctx.desk.limiter.close()
        if door.good.template in COUNTS_FAILURES:
            async with self.database.write() as session:
                await session.execute(delete(StaffThrottle))
        return await door.sign(fresh(call))

    async def send(self, call: Call) -> tuple[httpx.Response, str]:
        """One answer and its text; of a stream no more than its beginning."""
        headers = [
            (name.encode(), value if isinstance(value, bytes) else value.encode())
            for name, value in call.headers.items()
        ]
        self.report.calls += 1
        async with self.http.stream(call.method, call.url, headers=headers, content=call.content) as answer:
            if answer.headers.get("content-type", "").startswith(STREAM):
                return answer, (await anext(answer.aiter_bytes())).decode()
            return answer, (await answer.aread()).decode("utf-8", "replace")

    async def try_all(
        self,
        doors: Iterable[Door],
        texts: Sequence[Text],
        shapes: Callable[[Door], Mapping[str, Bent]],
    ) -> None:
        """These rows of the tables at every door, the call as it should be first."""
        for turn, door in enumerate(doors):
            answer, _ = await self.send(await self.signed(door, written(door, door.body)))
            self.report.good[door.label] = answer.status_code
            self._rows = None
            met = set()
            for name, call in chain(attempts(door, turn, texts), shaped(door, shapes(door))):
                await self._try(door, name, call)
                met.add(name)
            self.report.met[door.label] = len(met)
            self.http.cookies.clear()
            healthy = await self.http.get("/healthz")
            assert healthy.status_code == 200, f"after {door.label} nobody is served"

    async def _try(self, door: Door, name: str, call: Call) -> None:
        signed = await self.signed(door, call)
        may_keep = call.method not in READS
        # Counted anew after a call that was taken, and where signing in makes rows.
        if may_keep and (self._rows is None or door.good.template in ENDS_SESSIONS):
            self._rows = await rows(self.database)
        try:
            answer, body = await self.send(signed)
        except (httpx.HTTPError, StopAsyncIteration) as error:
            self.report.wrong.append(f"{door.label}: {name}: no answer ({type(error).__name__})")
            return
        wrong = faults(door, answer, body)
        if answer.status_code < 400:
            self._rows = None
        elif (
            may_keep and (kept := await self._kept()) and (kept := kept & await self._kept_again(door, call))
        ):
            wrong.append(f"kept something in {sorted(kept)}")
        self.report.wrong += [
            f"{door.label}: {name}: {answer.status_code} {one}: {call.url[:80]} {call.content[:80]!r}"
            for one in wrong
        ]

    async def _kept(self) -> set[str]:
        """Tables with more or fewer rows than before."""
        before, self._rows = self._rows or {}, await rows(self.database)
        return {table for table, count in before.items() if self._rows[table] != count}

    async def _kept_again(self, door: Door, call: Call) -> set[str]:
        """The same for the same call once more: what came of earlier calls in the meantime does not come again."""
        signed = await self.signed(door, call)
        self._rows = await rows(self.database)
        await self.send(signed)
        return await self._kept()

    async def close(self) -> None:
        await self.http.aclose()
