"""The action server as a process: it starts, answers, and ends when it is told to."""

import os
import signal
import subprocess
import time
from pathlib import Path

import requests

from operations.processes import DESK_PYTHON, ROOT, free_port

START = 60.0  # seconds


def test_it_starts_without_a_desk_and_ends_when_told(tmp_path: Path) -> None:
    port = free_port()
    env = os.environ | {
        "ACTIONS_PORT": str(port),
        "XIAOBAO_DATA": str(tmp_path),
        "DESK_URL": f"http://127.0.0.1:{free_port()}",
        "CASE_API_TOKEN": "a token for tests only",
    }
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen([DESK_PYTHON, "-m", "actions"], cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        assert healthy(port, process), (tmp_path / "log").read_text("utf-8")[-2000:]
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()


def healthy(port: int, process: "subprocess.Popen[bytes]") -> bool:
    deadline = time.monotonic() + START
    while time.monotonic() < deadline and process.poll() is None:
        try:
            return requests.get(f"http://127.0.0.1:{port}/health", timeout=2).ok
        except requests.RequestException:
            time.sleep(0.2)
    return False
