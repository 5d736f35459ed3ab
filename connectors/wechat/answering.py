"""When and with what a callback is answered (sections 1.5 and 5): in time, once, and the same to every repeat."""

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from connectors.wechat.channel import WeChatChannel
from desk.channels.intake import Arrived, answer
from desk.channels.port import Spoken
from desk.context import Desk

log = logging.getLogger("connectors.wechat")

PUSH_AFTER = 0.3  # seconds beyond the deadline before anything is pushed: the answer is on its way then
EARLY = 0.2  # parts of the platform's patience by which a delivery may come early
HELD = 1.2  # times the platform's patience that an unanswered delivery is held: it has hung up by then


def passive_for(channel: WeChatChannel) -> float:
    """Seconds in which the answer to a message may still be carried by its callback."""
    numbers = channel.account.numbers
    if channel.may_push():
        return numbers.passive_deadline + PUSH_AFTER
    return numbers.patience * (numbers.deliveries + 1)


def is_last_delivery(channel: WeChatChannel, seconds_since_first: float) -> bool:
    """Whether the platform will not deliver this message again."""
    numbers = channel.account.numbers
    return seconds_since_first >= numbers.patience * (numbers.deliveries - 1 - EARLY)


def unanswered(channel: WeChatChannel) -> float:
    """Seconds to hold a delivery that is not to be answered."""
    return channel.account.numbers.patience * HELD


async def in_time(
    desk: Desk, channel: WeChatChannel, arrived: Arrived, *, request: str, openid: str, spent: float
) -> Spoken | None:
    """The reply within the deadline; None: it follows by the API. spent: seconds since the callback came."""
    numbers = channel.account.numbers
    async with _typing(channel, openid, after=numbers.typing_after - spent):
        return await answer(
            desk, channel, arrived, request=request, wait=max(numbers.passive_deadline - spent, 0.0)
        )


async def to_last_delivery(
    desk: Desk,
    channel: WeChatChannel,
    arrived: Arrived,
    *,
    request: str,
    is_last: bool,
    spent: float,
    still: str,
) -> Spoken | None:
    """The same for an account that may only answer: as late as the platform allows, which is its last delivery.

    The others are held until the platform hangs up, unless the reply is there before. The last one says `still`:
    it asks for a message, whose callback carries the reply then.
    """
    deadline = channel.account.numbers.hold_deadline
    spoken = await answer(
        desk, channel, arrived, request=request, wait=max(deadline - spent, 0.0), pushes=False
    )
    if spoken is not None or arrived.accepted is None:
        return spoken
    if is_last:
        return Spoken(still, desk.clock())
    await asyncio.sleep(unanswered(channel) - deadline)
    return None


@asynccontextmanager
async def _typing(channel: WeChatChannel, openid: str, *, after: float) -> AsyncIterator[None]:
    """Shows that somebody is typing, if it takes longer than `after` seconds."""

    async def show() -> None:
        await asyncio.sleep(max(after, 0.0))
        await channel.api.typing(openid)

    showing = asyncio.create_task(show(), name="wechat-typing")
    try:
        yield
    finally:
        showing.cancel()
        with suppress(asyncio.CancelledError):
            await showing
