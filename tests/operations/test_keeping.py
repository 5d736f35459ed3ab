"""A process of `make run` that dies is started again; one that cannot start, or is told to stop, is not."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from operations.environment import ROOT
from operations.keeping import FIRST_PAUSE, LONGEST_PAUSE, MOST, SETTLED, pause_after

# Writes its id down, and waits.
WAITS = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"


@pytest.mark.parametrize(
    ("returncode", "lived", "restarts", "pause"),
    [
        (-9, 0.1, 0, FIRST_PAUSE),  # killed, however young
        (-9, 0.1, 3, FIRST_PAUSE * 8),
        (-11, 3600, 0, FIRST_PAUSE),
        (1, SETTLED, 0, FIRST_PAUSE),  # crashed after it had started
        (-9, 1, MOST - 1, LONGEST_PAUSE),
        (-9, 1, MOST, None),
        (1, SETTLED - 1, 0, None),  # cannot start
        (0, 3600, 0, None),  # ended by itself
    ],
)
def test_when_it_is_started_again(returncode: int, lived: float, restarts: int, pause: float | None) -> None:
    assert pause_after(returncode, lived=lived, restarts=restarts) == pause


class Kept:
    """A process that is kept, in a group of its own as honcho makes it."""

    def __init__(self, written: Path) -> None:
        self._written = written
        command = [sys.executable, "-m", "operations.keeping", sys.executable, "-c", WAITS, str(written)]
        self.keeper = subprocess.Popen(
            command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, text=True
        )

    def until_started(self, times: int) -> int:
        """The id of the process that was started as the last of so many."""
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            lines = self._written.read_text().split() if self._written.exists() else []
            if len(lines) == times:
                return int(lines[-1])
            time.sleep(0.02)
        raise AssertionError("it was not started")

    def told(self) -> int:
        """Tell the group to stop; the exit code."""
        os.killpg(self.keeper.pid, signal.SIGTERM)
        return self.keeper.wait(30)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    made = Kept(tmp_path / "ids")
    yield made
    if made.keeper.poll() is None:
        os.killpg(made.keeper.pid, signal.SIGKILL)
        made.keeper.wait(30)
    assert made.keeper.stderr is not None
    made.keeper.stderr.close()


def test_a_killed_process_is_started_again_and_it_is_said(kept: Kept) -> None:
    first = kept.until_started(1)
    os.kill(first, signal.SIGKILL)
    assert kept.until_started(2) != first
    assert kept.keeper.poll() is None
    kept.told()
    assert kept.keeper.stderr is not None
    said = r"xiaobao: was ended by SIGKILL after \d+ s; started again in 0\.5 s\n"
    assert re.fullmatch(said, kept.keeper.stderr.read())


def test_told_to_stop_it_ends_with_its_process(kept: Kept) -> None:
    running = kept.until_started(1)
    assert kept.told() == 128 + signal.SIGTERM
    with pytest.raises(ProcessLookupError):
        os.kill(running, 0)


def test_told_to_stop_before_a_restart_it_starts_nothing(kept: Kept) -> None:
    os.kill(kept.until_started(1), signal.SIGKILL)
    assert kept.keeper.stderr is not None
    kept.keeper.stderr.readline()  # it pauses now
    assert kept.told() == 128 + signal.SIGKILL
    kept.until_started(1)


def test_what_cannot_start_ends_with_its_own_exit_code() -> None:
    command = [sys.executable, "-m", "operations.keeping", sys.executable, "-c", "raise SystemExit(3)"]
    assert subprocess.run(command, cwd=ROOT, timeout=30).returncode == 3
