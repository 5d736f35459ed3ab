"""Callbacks as the platform makes them: five seconds of patience, then again, then a line of its own (section 1.5)."""

import asyncio
import datetime as dt
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import httpx

from tests.connectors.wechat.simulator.wire import Delivery, UnreadableReply

if TYPE_CHECKING:
    from tests.connectors.wechat.simulator.platform import Platform

PATIENCE = 5.0  # seconds of the platform's time


@dataclass
class Attempt:
    """One POST. status: None when the connection was dropped before an answer came."""

    delivery: Delivery
    at: dt.datetime
    status: int | None = None
    body: bytes = b""


@dataclass
class Delivered:
    """What became of one message: fields of an accepted reply, or why the person was shown the platform's line."""

    attempts: list[Attempt] = field(default_factory=list)
    reply: dict[str, Any] | None = None
    trouble: str | None = None


class Deliverer:
    """Sends one message until it is answered, over a connection of its own each time."""

    def __init__(self, platform: "Platform") -> None:
        self._platform = platform
        self._http = httpx.AsyncClient(trust_env=False, timeout=None)

    async def close(self) -> None:
        await self._http.aclose()

    async def deliver(self, xml: str, openid: str) -> Delivered:
        """Not answered in time: the connection is dropped, and the same message is sent again. Where there is no connection
        at all, too, after the same time."""
        done = Delivered()
        platform = self._platform
        sent = platform.wire.deliver(xml, openid, now=platform.clock())
        for turn in range(platform.deliveries):
            if turn and platform.fresh_signatures:
                sent = platform.wire.deliver(xml, openid, now=platform.clock())
            attempt = Attempt(sent, platform.clock())
            done.attempts.append(attempt)
            platform.attempts.append(attempt)
            try:
                async with asyncio.timeout(PATIENCE * platform.second):
                    try:
                        await self._post(attempt)
                    except httpx.HTTPError as error:
                        done.trouble = f"no connection: {type(error).__name__}"
                        await asyncio.Event().wait()
            except TimeoutError:
                continue
            self._judge(attempt, openid, done)
            return done
        done.trouble = done.trouble or "no answer in time"
        return done

    async def _post(self, attempt: Attempt) -> None:
        response = await self._http.post(
            self._platform.callback_url,
            params=attempt.delivery.query,
            content=attempt.delivery.body,
            headers={"Content-Type": "text/xml"},
        )
        attempt.status, attempt.body = response.status_code, response.content

    def _judge(self, attempt: Attempt, openid: str, done: Delivered) -> None:
        if attempt.status != httpx.codes.OK:
            done.trouble = f"status {attempt.status}"
            return
        try:
            done.reply, done.trouble = self._platform.wire.read(attempt.body, openid), None
        except UnreadableReply as error:
            done.trouble = str(error)
