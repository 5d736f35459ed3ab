"""Train or time one pipeline inside the brain's environment: a child of `bench.understanding`.

`python -m bench.brain.one_pipeline RESULT train CONFIG DATA OUT` and `… RESULT parse MODEL < texts`; each writes
one JSON object to the file RESULT (Rasa and its libraries write to both standard streams as they please).
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import resource
import statistics
import sys
import time
from pathlib import Path
from typing import Any

import structlog
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.model_training import train_nlu

RANKED = 10  # labels kept of each message
WARM_UP = 5  # messages


def used() -> dict[str, float]:
    """CPU seconds and peak memory (MB) of this process so far."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return {"cpu_s": usage.ru_utime + usage.ru_stime, "peak_mb": usage.ru_maxrss / 1024}


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text("utf-8").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def train(config: str, data: str, out: str) -> dict[str, Any]:
    before, begun = used(), time.perf_counter()
    train_nlu(config, data, out, fixed_model_name="model")
    after = used()
    return {
        "train_s": time.perf_counter() - begun,
        "train_cpu_s": after["cpu_s"] - before["cpu_s"],
        "train_peak_mb": after["peak_mb"],
    }


def parse(model: str) -> dict[str, Any]:
    """One message after another on one core: median and 95th percentile in milliseconds."""
    os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    processor = Agent.load(model).processor
    assert processor is not None
    texts = [json.loads(line) for line in sys.stdin]
    for text in texts[:WARM_UP]:
        asyncio.run(processor.parse_message(UserMessage(text)))
    times, rankings = [], []
    for text in texts:
        begun = time.process_time()
        parsed = asyncio.run(processor.parse_message(UserMessage(text)))
        times.append((time.process_time() - begun) * 1000)
        ranking = parsed.get("topic_ranking") or parsed["intent_ranking"]
        rankings.append([[label["name"], label["confidence"]] for label in ranking[:RANKED]])
    cuts = statistics.quantiles(times, n=20)
    return {
        "parse_ms_p50": cuts[9],
        "parse_ms_p95": cuts[18],
        "resident_mb": resident_mb(),
        "rankings": rankings,
    }


def main() -> None:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    logging.disable(logging.WARNING)
    target, mode, *arguments = sys.argv[1:]
    result = train(*arguments) if mode == "train" else parse(*arguments)
    Path(target).write_text(json.dumps(result), "utf-8")


if __name__ == "__main__":
    main()
