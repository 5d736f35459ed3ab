"""`make bench-wechat`: what people on WeChat wait for, with the platform's simulator around the real three processes.

Three figures. *Share*: of the messages of 50 people who write at the same time, how many were answered in the callback itself,
before 3.5 s, and not by a later message. *Burst*: the same when all 50 write in the same second. *Path*: one person's turn through
platform, callback, desk and brain, beside the same turn asked of the brain alone. Writes results/wechat.json.
"""

import asyncio
import json
import os
import random
import statistics
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path

from bench.driving import SCRIPT, percentiles
from desk.clock import utc_now
from desk.conversations.brain import Question, RasaBrain
from operations.environment import ROOT
from operations.processes import Stack
from tests.connectors.wechat.builders import ENVIRONMENT, account
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Way

RESULTS = ROOT / "results"
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "50"))
THINKS = 8.0  # seconds between a person's messages, on average
MESSAGES = 8  # of each person
WARM_UP, ALONE = 20, 60  # turns
# A question each, so that no turn depends on the one before; and stories, which cost most.
TEXTS = [text for text in SCRIPT if len(text) > 6]


@dataclass
class Tally:
    """seconds: from sending to the passive reply or `success`; ways: how the first answer came."""

    seconds: list[float] = field(default_factory=list)
    ways: list[Way | None] = field(default_factory=list)

    def row(self) -> dict[str, float]:
        passive = sum(way is Way.REPLY for way in self.ways)
        trouble = sum(way is Way.TROUBLE for way in self.ways)
        waits = percentiles(1000 * second for second in self.seconds)
        return {
            "messages": len(self.ways),
            "passive_share": round(passive / len(self.ways), 3),
            "trouble": trouble,
            **{f"{name}_ms": value for name, value in waits.items()},
        }


async def say(person: Person, text: str, tally: Tally) -> None:
    begun = time.perf_counter()
    shown = await person.says(text)
    tally.seconds.append(time.perf_counter() - begun)
    tally.ways.append(shown[0].way if shown else None)


async def crowd(platform: Platform, chance: random.Random, *, thinks: float) -> Tally:
    tally = Tally()

    async def somebody(number: int) -> None:
        person = platform.user(f"oUser{uuid.uuid4().hex[:16]}{number:07d}")
        for _ in range(MESSAGES if thinks else 1):
            await asyncio.sleep(chance.expovariate(1 / thinks) if thinks else 0)
            await say(person, chance.choice(TEXTS), tally)

    await asyncio.gather(*(somebody(number) for number in range(PEOPLE)))
    return tally


async def one_after_another(platform: Platform) -> list[float]:
    """Milliseconds of a lone person's turns."""
    tally = Tally()
    for number in range(WARM_UP + ALONE):
        person = platform.user(f"oAlone{uuid.uuid4().hex[:22]}")
        await say(person, TEXTS[number % len(TEXTS)], tally)
    return [1000 * second for second in tally.seconds[WARM_UP:]]


async def brain_alone(stack: Stack) -> list[float]:
    brain = RasaBrain(f"http://127.0.0.1:{stack.ports['brain']}", stack.env["BRAIN_TOKEN"], 50)
    times = []
    for number in range(WARM_UP + ALONE):
        message = str(uuid.uuid4())
        text = TEXTS[number % len(TEXTS)]
        question = Question(
            conversation=f"{uuid.uuid4()}.0",
            message_id=message,
            sent_at=utc_now(),
            channel="wechat",
            text=text,
            payload=None,
        )
        begun = time.perf_counter()
        await brain.ask(question)
        times.append(1000 * (time.perf_counter() - begun))
    await brain.close()
    return times[WARM_UP:]


async def measure(folder: Path, *, debounce: float) -> dict[str, object]:
    platform = Platform(None, account())
    extra = ENVIRONMENT | {"WECHAT_API_URL": platform.url, "WECHAT_DEBOUNCE": str(debounce)}
    stack, chance = Stack(folder, extra=extra), random.Random(7)
    platform.callback_url = f"{stack.url}/webhooks/wechat/callback"
    async with platform:
        await asyncio.to_thread(stack.__enter__)
        try:
            if debounce == 0:
                through, alone = await one_after_another(platform), await brain_alone(stack)
                return {
                    "through_wechat": percentiles(through),
                    "brain_alone": percentiles(alone),
                    "ratio_p50": round(statistics.median(through) / statistics.median(alone), 2),
                }
            await one_after_another(platform)
            spread = await crowd(platform, chance, thinks=THINKS)
            burst = await crowd(platform, chance, thinks=0.0)
            return {"share": spread.row(), "burst": burst.row()}
        finally:
            await asyncio.to_thread(stack.stop_all)


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    table: dict[str, object] = {"people": PEOPLE, "thinks_s": THINKS, "cores": os.cpu_count()}
    for debounce in (0.7, 0.0):
        with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
            table |= asyncio.run(measure(Path(folder), debounce=debounce))
    (RESULTS / "wechat.json").write_text(json.dumps(table, indent=1), "utf-8")
    print(json.dumps(table, indent=1))


if __name__ == "__main__":
    main()
