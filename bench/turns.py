"""`make bench`: turns, start, memory and training, each beside Rasa's starter assistant in the same run.

The whole path is HTTP to the desk, its transactions, the brain with NLU and policy, the action server, the reply. The
starter is asked over its `rest` channel and does a good deal less: no database, no actions. Lower bounds stand in the
table too: a bare route, a bare INSERT, understanding alone. Writes results/turns.json and .md, and prints each figure when
it is there. BENCH_QUICK=1 measures less of each, to see that it works.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path

from bench.bounds import bare_insert, bare_route, parse_alone
from bench.cores import work_per_second
from bench.driving import BEHIND_PROXY, SCRIPT, BrainTalk, Driven, StarterTalk, Talk, drive, web_chat
from bench.growth import growth
from bench.starter import MESSAGES, Starter, make_starter, running_starter, trained_in
from bench.table import RESULTS, Row, at_least, at_most, keep, line, markdown
from bench.watching import Spent, memory_mb, until
from operations.environment import ROOT
from operations.processes import BRAIN_PYTHON, START_TIMEOUT, Stack, is_ready
from tests.services import fresh_database, postgres_server

QUICK = bool(os.environ.get("BENCH_QUICK"))
TOGETHER = (1, 8, 32)  # conversations at a time
TALKS = {1: 4, 8: 16, 32: 32} if QUICK else {1: 12, 8: 48, 32: 96}
STARTER_SCRIPT = (MESSAGES * 2)[: len(SCRIPT)]
STARTS = 1 if QUICK else 3
LONG_TALKS = 1 if QUICK else 3


def begin_brain(stack: Stack) -> Callable[[], Talk]:
    return partial(BrainTalk, f"http://127.0.0.1:{stack.ports['brain']}", stack.env["BRAIN_TOKEN"])


def driven(begin: Callable[[], Talk], script: tuple[str, ...]) -> dict[int, Driven]:
    """At each number of conversations, after a warm-up."""
    drive(begin, script, together=2, talks=2)
    return {together: drive(begin, script, together=together, talks=TALKS[together]) for together in TOGETHER}


def latency_rows(ours: Mapping[int, Driven], theirs: Mapping[int, Driven]) -> Iterator[Row]:
    for together in TOGETHER:
        mine, peer = ours[together], theirs[together]
        for name in ("p50", "p95", "p99"):
            limit = 1.0 if (together, name) == (8, "p95") else None
            what = f"turn, {together} conversations, {name}"
            yield at_most(what, "ms", mine.percentiles[name], peer.percentiles[name], limit)
        what = f"turns a second of one brain, {together} conversations"
        yield at_least(what, "1/s", mine.per_second, peer.per_second, 2.0)


def bound_rows(stack: Stack, whole: Driven, alone: Driven, starter: Path) -> Iterator[Row]:
    """The same turn beside what nothing can be faster than."""
    middle, brain = whole.percentiles["p50"], alone.percentiles["p50"]
    yield at_most("whole path, one conversation, p50", "ms", middle, brain, peer_name="the brain alone")
    yield at_most("whole path, one conversation, p50", "ms", middle, bare_route(), peer_name="a bare route")
    outside = round(middle - brain, 1)
    yield at_most("what desk adds to it, p50", "ms", outside, bare_insert(), peer_name="a bare INSERT")
    parsed = parse_alone(stack.model, SCRIPT * 4, stack.env)
    theirs = next((starter / "models").glob("*.tar.gz"))
    yield at_most("the brain alone, p50", "ms", brain, parsed, peer_name="understanding alone, processor")
    peer = parse_alone(theirs, STARTER_SCRIPT * 4, stack.env)
    yield at_most("understanding alone, processor", "ms", parsed, peer)


def overhead_row(stack: Stack) -> Row:
    """What desk and action server add, by processor time of the three processes."""
    spent = Spent(stack.running)
    again = drive(partial(web_chat, stack.url), SCRIPT, together=1, talks=TALKS[1])
    costs = spent.by_turn(len(again.times))
    added, all_of_it = round(costs["desk"] + costs["actions"], 2), round(sum(costs.values()), 2)
    what = "desk and actions, processor a turn"
    return at_most(what, "ms", added, all_of_it, 0.4, peer_name="desk, actions and brain")


def one_and_two_brains(stack: Stack) -> tuple[Driven, Driven]:
    """One brain asked directly, then two, each conversation always of the same one."""
    env = stack.env
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        # The second brain has the same action server, and its own memory of its own conversations.
        other = Stack(Path(folder), names=())
        other.ports["actions"] = stack.ports["actions"]
        other.env = other.env | {"BRAIN_TOKEN": env["BRAIN_TOKEN"], "ACTIONS_URL": env["ACTIONS_URL"]}
        with other:
            other.start("brain")
            other.wait("brain")
            begins, turn = (begin_brain(stack), begin_brain(other)), iter(range(10**9))
            one = drive(begins[0], SCRIPT, together=8, talks=TALKS[8])
            two = drive(lambda: begins[next(turn) % 2](), SCRIPT, together=8, talks=TALKS[8])
    return one, two


def two_brains_rows(one: Driven, two: Driven) -> Iterator[Row]:
    """Beside what a second process gains on this machine at all, with nothing else to do."""
    what = "turns a second, two brains"
    yield at_least(what, "1/s", two.per_second, one.per_second, 1.7, peer_name="one brain")
    busy = work_per_second(2), work_per_second(1)
    yield at_least("work of two busy processes", "1/s", *busy, peer_name="one busy process")


def start_seconds() -> float:
    """From the start of a brain to the moment it can answer."""
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        stack = Stack(Path(folder), names=())
        with stack:
            stack.start("brain")
            try:
                ready = partial(is_ready, "brain", stack.ports["brain"])
                return until(ready, stack.running["brain"], timeout=START_TIMEOUT)
            finally:
                stack.stop("brain")


def training_seconds(env: Mapping[str, str]) -> float:
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        command = [str(BRAIN_PYTHON), "-m", "rasa", "train", "--skip-validation", "--force", "--out", folder]
        begun = time.perf_counter()
        quiet = subprocess.DEVNULL
        subprocess.run(command, cwd=ROOT, env=dict(env), check=True, stdout=quiet, stderr=quiet)
        return time.perf_counter() - begun


def starts_row(project: Path, env: Mapping[str, str], first: float) -> Row:
    """first: seconds of the starter's start that was already seen."""
    started = [first]
    while len(started) < STARTS:
        with running_starter(project, env) as starter:
            started.append(starter.started)
    begun = [start_seconds() for _ in range(STARTS)]
    both = round(statistics.median(begun), 1), round(statistics.median(started), 1)
    return at_most("start to ready", "s", *both, 0.5)


def postgres_row(ours: Driven) -> Row:
    """The same desk on PostgreSQL."""
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder,
        postgres_server(durable=True) as server,
        fresh_database(server, "turns") as url,
        Stack(Path(folder), extra={"DATABASE_URL": url, **BEHIND_PROXY}) as stack,
    ):
        begin = partial(web_chat, stack.url)
        drive(begin, SCRIPT, together=2, talks=2)
        there = drive(begin, SCRIPT, together=8, talks=TALKS[8])
    what = "turns a second on PostgreSQL, 8 conversations"
    return at_least(what, "1/s", there.per_second, ours.per_second, peer_name="SQLite")


def starter_driven(starter: Starter) -> dict[int, Driven]:
    return driven(partial(StarterTalk, starter.url), STARTER_SCRIPT)


def rows() -> Iterator[Row]:
    """Every figure, in the order of the table."""
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        with Stack(Path(folder), extra=BEHIND_PROXY) as stack:
            begin = partial(web_chat, stack.url)
            ours = driven(begin, SCRIPT)
            memory = memory_mb(stack.running["brain"])
            alone = drive(begin_brain(stack), SCRIPT, together=1, talks=TALKS[1])
            yield overhead_row(stack)
            yield at_most(
                "turn 200 of a conversation", "ms", *growth(begin, talks=LONG_TALKS), 1.25, peer_name="turn 5"
            )
            one, two = one_and_two_brains(stack)
        yield from two_brains_rows(one, two)
        project = make_starter(RESULTS, {**os.environ, **stack.env})
        yield from bound_rows(stack, ours[1], alone, project)
        with running_starter(project, stack.env) as starter:
            theirs = starter_driven(starter)
            yield from latency_rows(ours, theirs)
            what = "turns a second of one brain asked directly, 8 conversations"
            yield at_least(what, "1/s", one.per_second, theirs[8].per_second)
            yield at_most("memory of the brain", "MB", memory, memory_mb(starter.process), 0.75)
        yield starts_row(project, stack.env, starter.started)
        trained = round(training_seconds(stack.env), 1), round(trained_in(project, stack.env), 1)
        yield at_most("training", "s", *trained)
        yield postgres_row(ours[8])


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    found = []
    for row in rows():
        print(line(row), flush=True)
        found.append(row)
    keep(found, RESULTS / "turns.json")
    print("\n" + markdown(found))


if __name__ == "__main__":
    main()
