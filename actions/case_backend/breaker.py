"""Not waiting again for what just did not answer."""

import threading
from collections.abc import Callable

FIRST_PAUSE = 1.0  # seconds
LONGEST_PAUSE = 30.0


class Breaker:
    """Turns callers away for a moment after a call that reached nobody: 1 s, 2 s, 4 s … 30 s.

    When the moment is over one caller tries and the others are still turned away, so that a backend that hangs
    costs one turn its patience, not all of them. Threads share it.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._failures, self._until = 0, 0.0

    def admits(self) -> bool:
        """Whether the caller may try; it must then report how it went."""
        with self._lock:
            if not self._failures:
                return True
            if self._clock() < self._until:
                return False
            self._until = self._clock() + self._pause()  # ours is the try; who comes meanwhile is turned away
            return True

    def answered(self) -> None:
        """Somebody was there, whatever was said."""
        with self._lock:
            self._failures = 0

    def failed(self, *, began_at: float) -> None:
        """Nobody was reached. Calls that were under way together when it went away count once.

        began_at: the clock's time when the call began.
        """
        with self._lock:
            if self._failures and began_at < self._until - self._pause():
                return
            self._failures += 1
            self._until = self._clock() + self._pause()

    def _pause(self) -> float:
        return float(min(FIRST_PAUSE * 2 ** (max(self._failures, 1) - 1), LONGEST_PAUSE))
