"""Waiting for what comes by itself."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 30.0  # seconds

Found = TypeVar("Found")


async def eventually(
    look: Callable[[], Awaitable[Found]],
    wanted: Callable[[Found], bool],
    *,
    meanwhile: Callable[[], Awaitable[object]] | None = None,
) -> Found:
    """What `look` sees, once it is as wanted. meanwhile: done between two looks, such as moving the clock."""
    found: Found | None = None
    try:
        async with asyncio.timeout(PATIENCE):
            while not wanted(found := await look()):
                if meanwhile is not None:
                    await meanwhile()
                await asyncio.sleep(0.05)
    except TimeoutError:
        raise AssertionError(f"it never came to this; last seen: {found}") from None
    return found
