"""`python -m operations.keeping COMMAND …`: runs one process of `make run`, and starts it again when it dies.

Everything that was promised to somebody is in the database, so a new process goes on where the dead one was. One that cannot even
start (a wrong setting, a port that is taken) is not tried again: its own words say what to mend.

Signals go to the group of both, as a terminal and honcho send them: told to stop, this waits for its process.
"""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from types import FrameType

SETTLED = 30.0  # seconds after which a process has started
MOST = 10  # restarts in a row without one that lives that long
FIRST_PAUSE, LONGEST_PAUSE = 0.5, 30.0  # seconds


def pause_after(returncode: int, *, lived: float, restarts: int) -> float | None:
    """Seconds until a process is started again that ended by itself; None: it is not.

    returncode: as `subprocess` has it, below zero for a signal. lived: seconds. restarts: in a row before this one.
    """
    could_not_start = returncode > 0 and lived < SETTLED
    if returncode == 0 or could_not_start or restarts >= MOST:
        return None
    return min(FIRST_PAUSE * 2.0**restarts, LONGEST_PAUSE)


def how(returncode: int) -> str:
    """How it ended, in words."""
    if returncode >= 0:
        return f"ended with exit code {returncode}"
    return f"was ended by {signal.Signals(-returncode).name}"


class Keeper:
    """Keeps one process running until it is told to stop."""

    def __init__(self, command: Sequence[str], say: Callable[[str], None]) -> None:
        self._command, self._say = command, say
        self._told = False

    def is_told(self) -> bool:
        """Whether to stop; it changes while this waits."""
        return self._told

    def stop(self, _signal: int, _frame: FrameType | None) -> None:
        """A handler of signals: start nothing more."""
        self._told = True

    def run(self) -> int:
        """The exit code of the last process."""
        restarts = 0
        while True:
            begun = time.monotonic()
            process = subprocess.Popen(self._command)
            if self.is_told():
                process.terminate()  # the signal to the group came before it was there
            returncode = process.wait()
            lived = time.monotonic() - begun
            restarts = 0 if lived >= SETTLED else restarts
            pause = pause_after(returncode, lived=lived, restarts=restarts)
            if self.is_told() or pause is None:
                return returncode
            self._say(f"{how(returncode)} after {lived:.0f} s; started again in {pause:g} s")
            self._wait(pause)
            if self.is_told():
                return returncode
            restarts += 1

    def _wait(self, seconds: float) -> None:
        ends = time.monotonic() + seconds
        while not self.is_told() and (left := ends - time.monotonic()) > 0:
            time.sleep(min(left, 0.1))


def main() -> None:
    keeper = Keeper(sys.argv[1:], lambda line: print(f"xiaobao: {line}", file=sys.stderr, flush=True))
    for one in (signal.SIGTERM, signal.SIGINT):
        signal.signal(one, keeper.stop)
    code = keeper.run()
    sys.exit(code if code >= 0 else 128 - code)  # as a shell tells a signal


if __name__ == "__main__":
    main()
