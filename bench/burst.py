"""`make bench-burst`: ten times as many people as one stack answers in a second write at the same moment.

First is found how many messages a second it answers. Then everybody writes twice, sends again what was not taken when they
are told to, and waits for their answers. Nothing accepted may be lost or answered out of order; how long it takes until
everybody has their answers is measured. Writes results/burst.json and .md.
"""

import asyncio
import statistics
import sys
import tempfile
import time
import uuid
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import httpx
from sqlalchemy import create_engine, func, select

from bench.driving import BEHIND_PROXY
from bench.table import RESULTS, Row, at_most, keep, markdown
from bench.watching import memory_mb
from desk.conversations.claiming import UNFINISHED
from desk.conversations.model import Turn
from desk.settings import Settings
from desk.store.database import driver_url
from operations.processes import Stack

TIMES = 10  # as many as can be answered in a second
TOGETHER, ROUNDS = 32, 8  # to find that out
QUESTIONS = (("谢谢", "不客气"), ("你是机器人吗", "AI"))  # and what stands in the answer
HELD = 30  # seconds that a request waits for its answer, as a page's stream does
PATIENCE = 300.0  # seconds for everything to be answered
LOOK = 2.0  # seconds between looks at the own conversation, for those whose request was not held long enough
SENT_AWAY = (httpx.codes.SERVICE_UNAVAILABLE, httpx.codes.TOO_MANY_REQUESTS)


@dataclass
class Person:
    """One person with an address of their own. told: codes of those who sent them away; begun, ended: seconds."""

    client: httpx.AsyncClient
    headers: dict[str, str]
    told: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    begun: float = 0.0
    ended: float = 0.0

    async def lives(self) -> None:
        """Write everything, each once it was taken before, and read until all is answered."""
        for text, _answer in QUESTIONS[:-1]:
            await self.writes(text, wait=0)
        await self.writes(QUESTIONS[-1][0], wait=HELD)
        await self.reads()

    async def writes(self, text: str, *, wait: int) -> None:
        """Until it is taken; under the same id, after the pause that is asked for."""
        body = {"message_id": str(uuid.uuid4()), "text": text}
        headers = self.headers | ({"Prefer": f"wait={wait}"} if wait else {})
        while True:
            self.begun = time.monotonic()
            answer = await self.client.post("/webchat/api/messages", json=body, headers=headers)
            if answer.status_code not in SENT_AWAY:
                answer.raise_for_status()
                return
            self.told.append(answer.json()["code"])
            await asyncio.sleep(float(answer.headers["Retry-After"]))

    async def reads(self) -> None:
        """Until there are as many answers as questions, or PATIENCE is over."""
        deadline = time.monotonic() + PATIENCE
        while len(self.answers) < len(QUESTIONS) and time.monotonic() < deadline:
            listed = await self.client.get("/webchat/api/messages", headers=self.headers)
            if listed.status_code == httpx.codes.OK:
                self.answers = [one["text"] for one in listed.json()["messages"] if one["from"] == "bot"]
                self.ended = time.monotonic()
            if len(self.answers) < len(QUESTIONS):
                await asyncio.sleep(LOOK)

    @property
    def served(self) -> bool:
        """Whether each question has its answer, once, in the order in which they were asked."""
        parts = [part for _text, part in QUESTIONS]
        return len(self.answers) == len(parts) and all(map(str.__contains__, self.answers, parts))


@dataclass(frozen=True)
class Burst:
    """What came of it. told: codes of those who sent people away, each as often as it was told; recovery: seconds from
    the first word to the last answer; waits: seconds of each person from their last try to all answers; most_open: messages
    that waited at one time."""

    people: int
    served: int
    told: tuple[str, ...]
    recovery: float
    waits: tuple[float, ...]
    most_open: int


def calling(stack: Stack) -> httpx.AsyncClient:
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    return httpx.AsyncClient(base_url=stack.url, trust_env=False, timeout=HELD + 60.0, limits=limits)


async def opened(client: httpx.AsyncClient, count: int) -> list[Person]:
    """People with a session each. The desk runs BEHIND_PROXY, or limits by address would meet them."""
    people = []
    for number in range(count):
        address = {"X-Real-IP": f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"}
        made = await client.post("/webchat/api/sessions", headers=address)
        made.raise_for_status()
        people.append(Person(client, address | {"Authorization": f"Bearer {made.json()['token']}"}))
    return people


async def capacity(stack: Stack) -> float:
    """Messages a second that are answered when always so many are under way."""
    async with calling(stack) as client:
        people = await opened(client, TOGETHER)

        async def talks(person: Person) -> None:
            for number in range(ROUNDS):
                await person.writes(QUESTIONS[number % len(QUESTIONS)][0], wait=HELD)

        begun = time.monotonic()
        await asyncio.gather(*(talks(person) for person in people))
        return TOGETHER * ROUNDS / (time.monotonic() - begun)


async def burst(stack: Stack, count: int) -> Burst:
    """So many people write at the same moment."""
    async with calling(stack) as client:
        people = await opened(client, count)
        ended, begun = asyncio.Event(), time.monotonic()
        watching = asyncio.create_task(_most_open(stack, ended))
        await asyncio.gather(*(person.lives() for person in people))
        ended.set()
        return Burst(
            people=count,
            served=sum(person.served for person in people),
            told=tuple(told for person in people for told in person.told),
            recovery=max(person.ended for person in people) - begun,
            waits=tuple(person.ended - person.begun for person in people),
            most_open=await watching,
        )


async def _most_open(stack: Stack, ended: asyncio.Event) -> int:
    """The most messages without an answer that were seen at one time, in the database of the stack."""
    url = driver_url(f"sqlite:///{stack.data / 'desk.db'}", asynchronous=False)
    count, most = select(func.count()).where(Turn.state.in_(UNFINISHED)), 0
    with closing(create_engine(url).connect()) as connection:
        while not ended.is_set():
            most = max(most, connection.execute(count).scalar_one())
            connection.rollback()
            await asyncio.sleep(0.1)
    return most


def rows(per_second: float, came: Burst, before: float, after: float, bound: int) -> list[Row]:
    """The figures, each beside what it is to be judged by."""
    messages = came.people * len(QUESTIONS)
    least = messages / per_second
    cuts = statistics.quantiles(came.waits, n=20)
    peer = "all of it at full speed"
    return [
        at_most("served in order, of all", "people", came.served, came.people, peer_name="people"),
        at_most("waiting at one time", "messages", came.most_open, bound, 1.0, peer_name="the bound"),
        at_most("until everybody is served", "s", round(came.recovery, 1), round(least, 1), peer_name=peer),
        at_most("wait of a person, median", "s", round(cuts[9], 1), round(least, 1), peer_name=peer),
        at_most("wait of a person, 95 of 100", "s", round(cuts[18], 1), round(least, 1), peer_name=peer),
        at_most("memory of the desk", "MB", after, before, peer_name="before"),
    ]


def main() -> int:
    """Print the figures; 1 when somebody was not served, or too many waited."""
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder,
        Stack(Path(folder), extra=BEHIND_PROXY) as stack,
    ):
        per_second = asyncio.run(capacity(stack))
        print(f"{per_second:.1f} messages a second are answered", flush=True)
        before = memory_mb(stack.running["desk"])
        came = asyncio.run(burst(stack, round(TIMES * per_second)))
        after = memory_mb(stack.running["desk"])
    bound = Settings.most_waiting
    print(
        f"{came.people} people wrote {len(QUESTIONS)} messages each at the same moment; sent away for a while:"
    )
    for code in sorted(set(came.told)):
        print(f"  {came.told.count(code)} times {code}")
    table = rows(per_second, came, before, after, bound)
    keep(table, RESULTS / "burst.json")
    print(markdown(table))
    return int(came.served < came.people or came.most_open > bound)


if __name__ == "__main__":
    sys.exit(main())
