"""The peer: Rasa's own starter assistant, made by `rasa init`, trained here, asked over its `rest` channel."""

import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from bench.watching import Process, until
from operations.processes import BRAIN_PYTHON, START_TIMEOUT, free_port

# A conversation its training data knows by heart.
MESSAGES = ("hello", "I am feeling great", "hi", "I am sad", "no", "are you a bot?", "yes", "bye")


@dataclass(frozen=True)
class Starter:
    """A running one. url: of its rest channel; started: seconds from its start to its first answer."""

    url: str
    process: Process
    started: float


def make_starter(folder: Path, env: Mapping[str, str]) -> Path:
    """The starter project, trained once and kept under `folder`."""
    project = folder / "starter"
    if not any(project.glob("models/*.tar.gz")):
        shutil.rmtree(project, ignore_errors=True)
        project.mkdir(parents=True)
        command = [str(BRAIN_PYTHON), "-m", "rasa", "init", "--no-prompt", "--init-dir", str(project)]
        quiet = subprocess.DEVNULL
        subprocess.run(command, env=dict(env), check=True, stdout=quiet, stderr=quiet)
    return project


def trained_in(project: Path, env: Mapping[str, str]) -> float:
    """Seconds of training it anew."""
    command = [str(BRAIN_PYTHON), "-m", "rasa", "train", "--force", "--out", "again"]
    begun = time.perf_counter()
    quiet = subprocess.DEVNULL
    subprocess.run(command, cwd=project, env=dict(env), check=True, stdout=quiet, stderr=quiet)
    return time.perf_counter() - begun


@contextmanager
def running_starter(project: Path, env: Mapping[str, str]) -> Iterator[Starter]:
    """The starter's server, stopped by its process in the end."""
    port = free_port()
    command = [str(BRAIN_PYTHON), "-m", "rasa", "run", "--interface", "127.0.0.1", "--port", str(port)]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(command, cwd=project, env=dict(env), stdout=quiet, stderr=quiet)
    url = f"http://127.0.0.1:{port}/webhooks/rest/"
    try:
        started = until(lambda: _answers(url), process, timeout=START_TIMEOUT)
        yield Starter(f"{url}webhook", process, started)
    finally:
        process.terminate()
        process.wait(20)


def _answers(url: str) -> bool:
    """Whether a message is answered: its health is there before its model is loaded."""
    body = {"sender": "the first one", "message": "hello"}
    try:
        answer = requests.post(f"{url}webhook", json=body, timeout=5)
        return answer.ok and bool(answer.json())
    except (requests.RequestException, ValueError):
        return False
