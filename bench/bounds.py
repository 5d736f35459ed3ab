"""What nothing of ours can be faster than: a bare route, a bare INSERT, Rasa's understanding alone."""

import json
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import requests

from bench.driving import milliseconds, percentiles
from bench.watching import until
from operations.environment import ROOT
from operations.processes import BRAIN_PYTHON, DESK_PYTHON, free_port, is_taken

CALLS = 500
ROW = b"x" * 1000  # about what a sealed message takes


def bare_route() -> float:
    """Milliseconds (p50) of a request to a Sanic route that does nothing, over a kept connection."""
    port = free_port()
    process = subprocess.Popen([str(DESK_PYTHON), "-m", "bench.bare_route", str(port)], cwd=ROOT)
    try:
        until(partial(is_taken, port), process, timeout=20)
        session, url = requests.Session(), f"http://127.0.0.1:{port}/say"
        body = {"text": "网上买的鞋子不喜欢能退吗"}
        times = [milliseconds(lambda: session.post(url, json=body, timeout=10)) for _ in range(CALLS)]
    finally:
        process.terminate()
        process.wait(20)
    return percentiles(times)["p50"]


def bare_insert() -> float:
    """Milliseconds (p50) of one row committed to SQLite, as durably as the desk commits."""
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        base = sqlite3.connect(Path(folder) / "bare.db", isolation_level=None)
        base.execute("PRAGMA journal_mode=WAL")
        base.execute("PRAGMA synchronous=FULL")
        base.execute("CREATE TABLE messages (id INTEGER PRIMARY KEY, sealed BLOB)")
        times = []
        for _ in range(CALLS):
            begun = time.perf_counter()
            base.execute("INSERT INTO messages (sealed) VALUES (?)", (ROW,))
            times.append((time.perf_counter() - begun) * 1000)
        base.close()
    return percentiles(times)["p50"]


def parse_alone(model: Path, texts: Sequence[str], env: Mapping[str, str]) -> float:
    """Milliseconds of processor time (median) in which a model understands a message, with nothing around it."""
    with tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder:
        result = Path(folder) / "parsed.json"
        command = [str(BRAIN_PYTHON), "-m", "bench.brain.one_pipeline", str(result), "parse", str(model)]
        lines = "\n".join(json.dumps(text, ensure_ascii=False) for text in texts)
        subprocess.run(
            command, cwd=ROOT, env=dict(env), input=lines, text=True, check=True, capture_output=True
        )
        return round(float(json.loads(result.read_text("utf-8"))["parse_ms_p50"]), 2)
