"""The bus of several desks: Redis pub/sub, with local fan-out to this process's streams."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from redis.asyncio import Redis
from redis.exceptions import RedisError

from desk.bus.bus import InProcessBus, Subscription

log = logging.getLogger("desk.bus")

CHANNEL = "xiaobao:hints"
RECONNECT_DELAY = 1.0  # seconds


class RedisBus:
    """Local hints go out at once; Redis carries them to the other desks. Redis gone: this desk works on alone.

    Nobody waits for Redis: one that takes connections and answers nobody would hold up each message for seconds. Hints
    wait for a task of their own, those of one topic as one.
    """

    def __init__(self, redis_url: str) -> None:
        self._redis: Redis = Redis.from_url(redis_url, decode_responses=True)
        self._local = InProcessBus()
        self._unshared: dict[str, None] = {}  # topics, in the order of their first hint
        self._news = asyncio.Event()
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def start(self) -> None:
        self._tasks = (
            asyncio.create_task(self._listen(), name="bus-listener"),
            asyncio.create_task(self._share(), name="bus-sharer"),
        )

    async def close(self) -> None:
        await self._local.close()
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self._redis.aclose()

    async def publish(self, topic: str) -> None:
        self._local.wake(topic)
        self._unshared[topic] = None
        self._news.set()

    @property
    def subscribers(self) -> int:
        return self._local.subscribers

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator[Subscription]:
        async with self._local.subscribe(*topics) as subscription:
            yield subscription

    async def _share(self) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            topics, self._unshared = self._unshared, {}
            try:
                async with self._redis.pipeline(transaction=False) as pipe:
                    for topic in topics:
                        pipe.publish(CHANNEL, topic)
                    await pipe.execute()
            except RedisError as error:
                # The others notice at their next heartbeat; nothing is lost.
                log.warning("hints not shared: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT_DELAY)

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(CHANNEL)
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            self._local.wake(message["data"])
            except RedisError as error:
                log.warning("redis out of reach: %s", type(error).__name__)
                await asyncio.sleep(RECONNECT_DELAY)
