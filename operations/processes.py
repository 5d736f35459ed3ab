"""The three processes: their commands, their readiness, and a small stack of them for tests and tools."""

import signal
import socket
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import requests

from operations.environment import ROOT, environment

BRAIN_PYTHON = ROOT / ".venvs" / "brain" / "bin" / "python"
DESK_PYTHON = ROOT / ".venvs" / "desk" / "bin" / "python"
DEFAULT_PORTS = {"brain": 5005, "actions": 5055, "desk": 8800}
START_TIMEOUT = 180.0  # seconds; the brain loads half of Python's science, which a cold disk makes slow
STOP_TIMEOUT = 15.0

READY = {"brain": "/webhooks/desk/health", "actions": "/health", "desk": "/healthz"}


class NotReady(RuntimeError):
    """A process did not become ready; the message names it and says where its output is."""


def free_port() -> int:
    """A loopback port that nobody listens on just now."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_taken(port: int) -> bool:
    with closing(socket.socket()) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def endpoints_file(data: Path, actions_port: int) -> Path:
    """Rasa's endpoints: the project's file when the ports are the usual ones, else a copy with this port."""
    usual = ROOT / "endpoints.yml"
    if actions_port == DEFAULT_PORTS["actions"]:
        return usual
    own = data / "endpoints.yml"
    own.write_text(
        usual.read_text("utf-8").replace(f":{DEFAULT_PORTS['actions']}/", f":{actions_port}/"), "utf-8"
    )
    return own


def commands(data: Path, ports: Mapping[str, int], model: Path) -> dict[str, list[str]]:
    """The command of each process, to be run in the project's folder."""
    brain = [str(BRAIN_PYTHON), "-m", "bot.serve", "--model", str(model)]
    brain += [
        "--interface",
        "127.0.0.1",
        "--port",
        str(ports["brain"]),
        "--credentials",
        str(ROOT / "credentials.yml"),
    ]
    brain += ["--endpoints", str(endpoints_file(data, ports["actions"]))]
    return {
        "actions": [str(DESK_PYTHON), "-m", "actions"],
        "desk": [str(DESK_PYTHON), "-m", "desk"],
        "brain": brain,
    }


def is_ready(name: str, port: int) -> bool:
    try:
        return requests.get(f"http://127.0.0.1:{port}{READY[name]}", timeout=2).status_code == 200
    except requests.RequestException:
        return False


def launch(command: list[str], env: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a process of ours; what it says is added to the file."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        return subprocess.Popen(command, cwd=ROOT, env=dict(env), stdout=out, stderr=out)


def until_ready(
    name: str, port: int, process: subprocess.Popen[bytes], log: Path, timeout: float = START_TIMEOUT
) -> None:
    """Until a process of this kind answers on its port. Raises NotReady."""
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        if is_ready(name, port):
            return
        if process.poll() is not None:
            break
        time.sleep(0.2)
    raise NotReady(f"{name} did not become ready; its output: {log}")


def end(process: subprocess.Popen[bytes], how: signal.Signals = signal.SIGTERM) -> None:
    """Stop a process that we started, by force when it does not go."""
    process.send_signal(how)
    try:
        process.wait(STOP_TIMEOUT)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def migrate(env: Mapping[str, str]) -> None:
    """Bring the database to the newest revision. Raises subprocess.CalledProcessError."""
    subprocess.run([str(DESK_PYTHON), "-m", "desk.store.migrate"], cwd=ROOT, env=dict(env), check=True)


@dataclass
class Stack:
    """The three processes on free ports with a data folder of their own; a context manager.

    Output goes to <data>/logs/<name>.log. `start` and `stop` work on single processes too, so that tests can
    kill one in the middle of something.
    """

    data: Path
    model: Path = ROOT / "models" / "brain.tar.gz"
    extra: Mapping[str, str] = field(default_factory=dict)
    names: tuple[str, ...] = ("actions", "desk", "brain")

    def __post_init__(self) -> None:
        self.ports = {name: free_port() for name in DEFAULT_PORTS}
        self.env = environment(self.data, self.ports) | dict(self.extra)
        self.running: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.ports['desk']}"

    def __enter__(self) -> "Stack":
        migrate(self.env)
        try:
            for name in self.names:
                self.start(name)
            for name in self.names:
                self.wait(name)
        except BaseException:
            self.stop_all()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop_all()

    def start(self, name: str) -> None:
        command = commands(self.data, self.ports, self.model)[name]
        self.running[name] = launch(command, self.env, self.log_file(name))

    def wait(self, name: str, timeout: float = START_TIMEOUT) -> None:
        """Until the process answers. Raises NotReady."""
        until_ready(name, self.ports[name], self.running[name], self.log_file(name), timeout)

    def stop(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """Stop one process; SIGKILL for a sudden death."""
        if process := self.running.pop(name, None):
            end(process, how)

    def stop_all(self) -> None:
        for name in list(self.running):
            self.stop(name)

    def log_file(self, name: str) -> Path:
        return self.data / "logs" / f"{name}.log"

    def log(self, name: str) -> str:
        return self.log_file(name).read_text("utf-8", "replace")
