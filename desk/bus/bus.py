"""Hints between the writers of the database and the streams that read it.

A hint carries no content: whoever is waked reads the database. A lost hint therefore costs a heartbeat's
delay, never a message, and personal data never travels through the bus.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Protocol


class Subscription:
    """Waits for hints on one topic; hints that come while nobody waits are kept as one."""

    def __init__(self) -> None:
        self._event = asyncio.Event()
        self.closed = False  # the server stops: whoever waits should end

    def close(self) -> None:
        self.closed = True
        self._event.set()

    def wake(self) -> None:
        self._event.set()

    async def wait(self, timeout: float) -> bool:
        """True when a hint came within `timeout` seconds, False otherwise."""
        try:
            await asyncio.wait_for(self._event.wait(), timeout)
        except TimeoutError:
            return False
        self._event.clear()
        return True


class Bus(Protocol):
    """Publish and subscribe by topic (a conversation id)."""

    async def start(self) -> None:
        """Begin to receive. Called once, in the server's loop."""

    async def publish(self, topic: str) -> None:
        """Wake every subscription of `topic`, in every process that shares the bus."""

    def subscribe(self, *topics: str) -> AbstractAsyncContextManager[Subscription]:
        """A context that yields one Subscription to all of `topics`; leaving it unsubscribes."""

    @property
    def subscribers(self) -> int:
        """Subscriptions of this process."""

    async def close(self) -> None:
        """Tell every subscription to end, stop receiving, let go of connections."""


class InProcessBus:
    """The bus of one process."""

    def __init__(self) -> None:
        self._topics: dict[str, set[Subscription]] = defaultdict(set)

    async def start(self) -> None:
        """Nothing to connect."""

    async def close(self) -> None:
        for subscription in [one for topic in self._topics.values() for one in topic]:
            subscription.close()

    async def publish(self, topic: str) -> None:
        self.wake(topic)

    def wake(self, topic: str) -> None:
        """Wake the local subscriptions of `topic`."""
        for subscription in self._topics.get(topic, ()):
            subscription.wake()

    @property
    def subscribers(self) -> int:
        return len(set[Subscription]().union(*self._topics.values()))

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator[Subscription]:
        subscription = Subscription()
        for topic in topics:
            self._topics[topic].add(subscription)
        try:
            yield subscription
        finally:
            for topic in topics:
                self._topics[topic].discard(subscription)
                if not self._topics[topic]:
                    del self._topics[topic]
