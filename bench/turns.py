"""`make bench`: turns, start, memory and training, each beside Rasa's starter assistant in the same run.

The whole path is HTTP to the desk, its transactions, the brain with NLU and policy, the action server, the reply. The
starter is asked over its `rest` channel and does a good deal less: no database, no actions. Writes results/turns.json
and .md. BENCH_QUICK=1 measures less of each, to see that it works.
"""

import os
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bench.driving import SCRIPT, BrainTalk, Driven, StarterTalk, Talk, drive, timed, web_chat
from bench.starter import MESSAGES, Starter, make_starter, running_starter, trained_in
from bench.table import RESULTS, Row, at_least, at_most, keep, markdown
from bench.watching import Spent, memory_mb, until
from operations.environment import ROOT
from operations.processes import BRAIN_PYTHON, START_TIMEOUT, Stack, is_ready
from tests.services import fresh_database, postgres_server

QUICK = bool(os.environ.get("BENCH_QUICK"))
TOGETHER = (1, 8, 32)  # conversations at a time
TALKS = {1: 4, 8: 16, 32: 32} if QUICK else {1: 12, 8: 48, 32: 96}
STARTER_SCRIPT = (MESSAGES * 2)[: len(SCRIPT)]
STARTS = 1 if QUICK else 3
LONG, EARLY, LATE = 200, slice(2, 7), slice(195, 200)  # turns of a long conversation
LONG_TALKS = 1 if QUICK else 3
# Questions only: a filed complaint is another conversation, and its turns differ in kind.
LONG_SCRIPT = tuple(SCRIPT[1 + number % 2] for number in range(LONG))


def begin_starter(starter: Starter) -> Callable[[], Talk]:
    return partial(StarterTalk, starter.url)


def begin_brain(stack: Stack) -> Callable[[], Talk]:
    return partial(BrainTalk, f"http://127.0.0.1:{stack.ports['brain']}", stack.env["BRAIN_TOKEN"])


def driven(begin: Callable[[], Talk], script: tuple[str, ...]) -> dict[int, Driven]:
    """At each number of conversations, after a warm-up."""
    drive(begin, script, together=2, talks=2)
    return {together: drive(begin, script, together=together, talks=TALKS[together]) for together in TOGETHER}


def latency_rows(ours: Mapping[int, Driven], theirs: Mapping[int, Driven]) -> list[Row]:
    rows = []
    for together in TOGETHER:
        mine, peer = ours[together], theirs[together]
        for name in ("p50", "p95", "p99"):
            limit = 1.0 if (together, name) == (8, "p95") else None
            what = f"turn, {together} conversations, {name}"
            rows.append(at_most(what, "ms", mine.percentiles[name], peer.percentiles[name], limit))
        what = f"turns a second of one brain, {together} conversations"
        rows.append(at_least(what, "1/s", mine.per_second, peer.per_second, 2.0))
    return rows


def growth_row(begin: Callable[[], Talk]) -> Row:
    """How much a turn costs late in a long conversation, beside early in the same one."""
    early, late = [], []
    for _ in range(LONG_TALKS):
        took = timed(begin(), LONG_SCRIPT)
        early += took[EARLY]
        late += took[LATE]
    middle = round(statistics.median(late), 1), round(statistics.median(early), 1)
    return at_most("turn 200 of a conversation", "ms", *middle, 1.25, peer_name="turn 5")


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


def overhead_rows(stack: Stack, whole: Driven) -> list[Row]:
    """What desk and action server add: by the clock, and by processor time of the three processes."""
    alone = drive(begin_brain(stack), SCRIPT, together=1, talks=TALKS[1])
    middle, brain = whole.percentiles["p50"], alone.percentiles["p50"]
    rows = [at_most("whole path, one conversation, p50", "ms", middle, brain, peer_name="the brain alone")]
    spent = Spent(stack.running)
    again = drive(partial(web_chat, stack.url), SCRIPT, together=1, talks=TALKS[1])
    costs = spent.by_turn(len(again.times))
    added = round(costs["desk"] + costs["actions"], 2)
    name = "desk, actions and brain"
    rows.append(
        at_most(
            "desk and actions, processor a turn",
            "ms",
            added,
            round(sum(costs.values()), 2),
            0.4,
            peer_name=name,
        )
    )
    return rows


def two_brains_row(stack: Stack) -> Row:
    """Two brains beside one, asked directly, each conversation always of the same one."""
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
    return at_least(
        "turns a second, two brains", "1/s", two.per_second, one.per_second, 1.7, peer_name="one brain"
    )


def postgres_row(ours: Driven) -> Row:
    """The same desk on PostgreSQL."""
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder,
        postgres_server(durable=True) as server,
        fresh_database(server, "turns") as url,
        Stack(Path(folder), extra={"DATABASE_URL": url}) as stack,
    ):
        begin = partial(web_chat, stack.url)
        drive(begin, SCRIPT, together=2, talks=2)
        there = drive(begin, SCRIPT, together=8, talks=TALKS[8])
    return at_least(
        "turns a second on PostgreSQL", "1/s", there.per_second, ours.per_second, peer_name="SQLite"
    )


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder, Stack(Path(folder)) as stack:
        env = dict(stack.env)
        begin = partial(web_chat, stack.url)
        ours = driven(begin, SCRIPT)
        memory = {name: memory_mb(process) for name, process in stack.running.items()}
        rows += overhead_rows(stack, ours[1])
        rows.append(growth_row(begin))
        rows.append(two_brains_row(stack))
    project = make_starter(RESULTS, {**os.environ, **env})
    with running_starter(project, env) as starter:
        theirs = driven(begin_starter(starter), STARTER_SCRIPT)
        rows = latency_rows(ours, theirs) + rows
        rows.append(at_most("memory of the brain", "MB", memory["brain"], memory_mb(starter.process), 0.75))
        started = [starter.started]
    while len(started) < STARTS:
        with running_starter(project, env) as starter:
            started.append(starter.started)
    begun = [start_seconds() for _ in range(STARTS)]
    starts = round(statistics.median(begun), 1), round(statistics.median(started), 1)
    rows.append(at_most("start to ready", "s", *starts, 0.5))
    trained = round(training_seconds(env), 1), round(trained_in(project, env), 1)
    rows.append(at_most("training", "s", *trained))
    rows.append(postgres_row(ours[8]))
    keep(rows, RESULTS / "turns.json")
    print(markdown(rows))
    print("memory in MB: " + ", ".join(f"{name} {size}" for name, size in memory.items()))


if __name__ == "__main__":
    main()
