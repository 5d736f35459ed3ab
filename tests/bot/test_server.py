"""The brain as it is started: Rasa's own command line, nothing but the desk's channel."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from cryptography.fernet import Fernet

from tests.bot.brain import TOKEN, ActionServer, Desk
from tests.bot.conftest import ROOT

START_TIMEOUT = 120  # in seconds; TensorFlow is slow to import on a cold disk


class Process:
    """``rasa run`` with the project's own credentials.yml."""

    def __init__(self, model: Path, folder: Path, action_url: str) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        endpoints = folder / "endpoints.yml"
        own = (ROOT / "endpoints.yml").read_text("utf-8")
        endpoints.write_text(re.sub(r"url: \S+", f"url: {action_url}", own), "utf-8")
        self.log = folder / "log.txt"
        self.desk = Desk(f"http://127.0.0.1:{port}/webhooks/desk")
        command = [sys.executable, "-m", "rasa", "run", "-m", str(model), "-i", "127.0.0.1", "-p", str(port)]
        command += ["--credentials", "credentials.yml", "--endpoints", str(endpoints)]
        environ = {
            **os.environ,
            "RASA_TELEMETRY_ENABLED": "false",
            "BRAIN_TOKEN": TOKEN,
            "XIAOBAO_DATA": str(folder / "data"),
            "XIAOBAO_KEY": Fernet.generate_key().decode("ascii"),
        }
        environ.pop("BRAIN_DATABASE_URL", None)
        environ.pop("DATABASE_URL", None)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(command, cwd=ROOT, env=environ, stdout=log, stderr=log)

    def wait(self) -> None:
        until = time.monotonic() + START_TIMEOUT
        while time.monotonic() < until and self.process.poll() is None:
            try:
                if requests.get(f"{self.desk.url}/health", timeout=5).status_code == 200:
                    return
            except requests.ConnectionError:
                time.sleep(0.3)
        pytest.fail(f"the brain did not start:\n{self.log.read_text('utf-8')[-3000:]}")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(30)


@pytest.fixture
def process(model: Path, actions: ActionServer, tmp_path: Path) -> Iterator[Process]:
    process = Process(model, tmp_path, actions.url)
    yield process
    process.stop()


def test_the_brain_serves_its_channel_only_and_logs_no_text(process: Process) -> None:
    process.wait()
    desk = process.desk
    root = desk.url.removesuffix("/webhooks/desk")
    assert desk.texts("买到假货怎么赔，我叫王小明") == ["答复"]
    assert desk.texts("/王小明 的手机13800001111") != []
    for other in (
        "/webhooks/rest/webhook",
        "/conversations/c-1/tracker",
        "/model/parse",
        "/status",
        "/domain",
    ):
        assert requests.get(f"{root}{other}", timeout=30).status_code == 404
    log = process.log.read_text("utf-8")
    assert "Starting Rasa server" in log
    assert not re.search("王小明|13800001111|答复|telemetry", log)
