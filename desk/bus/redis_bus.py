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
    """Local hints go out at once; Redis carries them to the other desks. Redis gone: this desk works on alone."""

    def __init__(self, redis_url: str) -> None:
        self._redis: Redis = Redis.from_url(redis_url, decode_responses=True)
        self._local = InProcessBus()
        self._listener: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._listener = asyncio.create_task(self._listen(), name="bus-listener")

    async def close(self) -> None:
        await self._local.close()
        if self._listener is not None:
            self._listener.cancel()
            with suppress(asyncio.CancelledError):
                await self._listener
        await self._redis.aclose()

    async def publish(self, topic: str) -> None:
        self._local.wake(topic)
        try:
            await self._redis.publish(CHANNEL, topic)
        except RedisError as error:
            # The others notice at their next heartbeat; nothing is lost.
            log.warning("hint not shared: %s", type(error).__name__)

    @property
    def subscribers(self) -> int:
        return self._local.subscribers

    @asynccontextmanager
    async def subscribe(self, *topics: str) -> AsyncIterator[Subscription]:
        async with self._local.subscribe(*topics) as subscription:
            yield subscription

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
