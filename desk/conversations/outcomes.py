"""Answers handed to those who wait for them in this very process, so that nothing just written is read back."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from desk.conversations.model import Message


@dataclass(frozen=True)
class Outcome:
    """How a turn ended. messages: all that it told, in order."""

    state: str
    messages: tuple[Message, ...]


class Outcomes:
    """Who waits for which turn here. Nobody relies on it: what is not handed over stands in the database."""

    def __init__(self) -> None:
        self._waiting: dict[str, set[asyncio.Future[Outcome]]] = {}

    @contextmanager
    def expected(self, turn_id: str) -> Iterator[asyncio.Future[Outcome]]:
        """A future of the turn's outcome; it may never come."""
        future: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(turn_id, set()).add(future)
        try:
            yield future
        finally:
            waiting = self._waiting[turn_id]
            waiting.discard(future)
            if not waiting:
                del self._waiting[turn_id]

    def settle(self, turn_id: str, outcome: Outcome) -> None:
        """Hand it over to whoever waits."""
        for future in self._waiting.get(turn_id, ()):
            if not future.done():
                future.set_result(outcome)
