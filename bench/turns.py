"""`make bench`: the latency of one turn through web chat, beside Rasa's starter assistant over `rest`.

Whole path: HTTP to the desk, two transactions, the brain with NLU and policy, the action server, the reply.
Conversations run one after another, so the figures are latencies, not throughput. Writes results/turns.json.
"""

import json
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

import requests

from bench.starter import MESSAGES, make_starter, running_starter
from operations.environment import ROOT
from operations.processes import Stack
from operations.webchat import WebChat

CONVERSATIONS = 12
RESULTS = ROOT / "results"

# A realistic mix: questions, an intake with a digression and a correction, progress.
SCRIPT = (
    "你好",
    "网上买的鞋子不喜欢能退吗",
    "健身房关门了卡里的钱怎么办",
    "我要投诉",
    "同意，开始",
    "上周三在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退，我要退款",
    "七天无理由怎么算？",
    "飞跃路欧亚卖场四楼",
    "王小丽",
    "13812345678",
    "长春市朝阳区红旗街道",
    "金额写错了，是1380",
    "确认提交",
    "查进度",
)


def timed(call: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    begun = time.perf_counter()
    call()
    return (time.perf_counter() - begun) * 1000


def our_turns(stack: Stack) -> list[float]:
    times = []
    for _ in range(CONVERSATIONS):
        chat = WebChat(stack.url).open()
        times += [timed(partial(chat.say, text)) for text in SCRIPT]
    return times


def starter_turns(url: str) -> list[float]:
    session, times = requests.Session(), []
    for _ in range(CONVERSATIONS):
        sender = str(uuid.uuid4())
        for text in (MESSAGES * 2)[: len(SCRIPT)]:
            body = {"sender": sender, "message": text}
            times.append(timed(partial(session.post, url, json=body, timeout=30)))
    return times


def percentiles(times: Iterable[float]) -> dict[str, float]:
    cuts = statistics.quantiles(sorted(times), n=100)
    return {"p50": round(cuts[49], 1), "p95": round(cuts[94], 1), "p99": round(cuts[98], 1)}


def main() -> None:
    RESULTS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder, Stack(Path(folder)) as stack:
        our_turns(stack)  # warm-up
        ours = our_turns(stack)
        env = stack.env
    project = make_starter(RESULTS, {**os.environ, **env})
    with running_starter(project, env) as url:
        starter_turns(url)
        theirs = starter_turns(url)
    row = {"xiaobao_web_chat": percentiles(ours), "rasa_starter_rest": percentiles(theirs)}
    ratio = {
        key: round(row["xiaobao_web_chat"][key] / row["rasa_starter_rest"][key], 2)
        for key in ("p50", "p95", "p99")
    }
    table = {**row, "ratio": ratio, "turns": len(ours), "cores": os.cpu_count()}
    (RESULTS / "turns.json").write_text(json.dumps(table, indent=1), "utf-8")
    print("| turn latency, ms | p50 | p95 | p99 |\n|---|---|---|---|")
    for name, figures in (*row.items(), ("ratio", ratio)):
        print(f"| {name} | {figures['p50']} | {figures['p95']} | {figures['p99']} |")


if __name__ == "__main__":
    main()
