"""The peer: Rasa's own starter assistant, made by `rasa init`, trained here, asked over its `rest` channel."""

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import requests

from operations.processes import BRAIN_PYTHON, START_TIMEOUT, free_port

# A conversation its training data knows by heart.
MESSAGES = ("hello", "I am feeling great", "hi", "I am sad", "no", "are you a bot?", "yes", "bye")


def make_starter(folder: Path, env: dict[str, str]) -> Path:
    """The starter project, trained once and kept under `folder`."""
    project = folder / "starter"
    if not any(project.glob("models/*.tar.gz")):
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir(parents=True)
        command = [str(BRAIN_PYTHON), "-m", "rasa", "init", "--no-prompt", "--init-dir", str(project)]
        subprocess.run(command, env=env, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return project


@contextmanager
def running_starter(project: Path, env: dict[str, str]) -> Iterator[str]:
    """The starter's server; yields the address of its rest channel, stops it by its process."""
    port = free_port()
    command = [str(BRAIN_PYTHON), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port)]
    process = subprocess.Popen(
        command, cwd=project, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(f"http://127.0.0.1:{port}/webhooks/rest/", process)
        yield f"http://127.0.0.1:{port}/webhooks/rest/webhook"
    finally:
        process.terminate()
        process.wait(20)


def _wait(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if requests.get(url, timeout=2).ok:
                return
        except requests.RequestException:
            time.sleep(0.3)
    raise RuntimeError("the starter assistant did not start")
