"""The desk's client of the brain's channel (bot/channel.py): one turn, one answer or one fault."""

import datetime as dt
import json
from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Protocol

import aiohttp
from pydantic import BaseModel, ConfigDict, ValidationError

from desk.conversations.rules import BrainFault
from telemetry.trace import onward


class BrainError(Exception):
    """The brain gave no answer; `fault` says why."""

    def __init__(self, fault: BrainFault) -> None:
        super().__init__(fault.value)
        self.fault = fault


class BrainReply(BaseModel):
    """One message of the brain, as bot/channel.py sends it."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str | None = None
    quick_replies: tuple[dict[str, str], ...] = ()
    custom: dict[str, Any] | None = None


class BrainAnswer(BaseModel):
    """A turn's replies, and why they are what they are (bot/explanation.py)."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    replies: tuple[BrainReply, ...]
    explanation: dict[str, Any] | None = None


@dataclass(frozen=True)
class Question:
    """What the brain is asked: exactly one of text and payload."""

    conversation: str
    message_id: str
    sent_at: dt.datetime
    channel: str
    text: str | None = None
    payload: str | None = None
    attachments: tuple[dict[str, str], ...] = field(default=())
    reading: dict[str, Any] | None = (
        None  # of a photograph: {"attachment_id", "lines"}, see desk.photos.reading
    )
    notice: dict[str, str] | None = None  # what the person was told just before they said this
    quiet: bool = False  # nobody said it, and nothing is to be said about it: something to remember

    def body(self) -> dict[str, Any]:
        return {
            "conversation_id": self.conversation,
            "message_id": self.message_id,
            "text": None if self.payload else self.text,
            "payload": self.payload,
            "metadata": {
                "sent_at": self.sent_at.isoformat(),
                "channel": self.channel,
                "attachments": list(self.attachments),
                **({"reading": self.reading} if self.reading else {}),
                **({"notice": self.notice} if self.notice else {}),
                **({"quiet": True} if self.quiet else {}),
            },
        }


class Brain(Protocol):
    """Whoever answers a turn."""

    async def ask(self, question: Question) -> BrainAnswer:
        """The answer. Raises BrainError."""

    async def recall(self, conversation: str) -> Mapping[str, Any]:
        """What it remembers of what was told: slots of domain.yml by name. Raises BrainError."""

    async def forget(self, conversation: str) -> None:
        """Erase what the brain keeps of the conversation. Raises BrainError."""

    async def close(self) -> None: ...


CONNECT = 2.0  # seconds; it is on our own network
CONNECTIONS = 100  # turns asked at a time: far more than brains answer
KEPT = 5.0  # seconds that an unused connection stays open; less than the brain keeps it
CONVERSATION = "X-Conversation"  # the opaque id the brain knows it by

# A connection that was there and is no more.
LOST = (aiohttp.ServerDisconnectedError, aiohttp.ClientConnectionResetError, aiohttp.ClientOSError)
FAULTS = {
    400: BrainFault.REFUSED,
    401: BrainFault.UNREACHABLE,  # a wrong token is the operator's mistake; the person's words must wait
    403: BrainFault.UNREACHABLE,
    409: BrainFault.BUSY,
    500: BrainFault.TURN_FAILED,
    503: BrainFault.UNREACHABLE,  # its model is not loaded yet, or its action server is away
}


class RasaBrain:
    """Rasa behind its own channel, over HTTP on an internal address.

    aiohttp, since every turn asks once: its parser is compiled, and a request costs a quarter of httpx's.
    """

    def __init__(self, url: str, token: str, timeout: float) -> None:
        self._url, self._token = url.rstrip("/"), token
        self._timeout = aiohttp.ClientTimeout(total=None, connect=CONNECT, sock_read=timeout)
        self._opened: aiohttp.ClientSession | None = None

    @property
    def _session(self) -> aiohttp.ClientSession:
        """Opened by the first who asks, since it belongs to the loop that runs by then."""
        if self._opened is None:
            self._opened = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=CONNECTIONS, keepalive_timeout=KEPT),
                timeout=self._timeout,
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        return self._opened

    async def ask(self, question: Question) -> BrainAnswer:
        content = await self._send(
            "POST", "/webhooks/desk/turns", question.body(), conversation=question.conversation
        )
        try:
            return BrainAnswer.model_validate_json(content)
        except ValidationError as error:
            raise BrainError(BrainFault.TURN_FAILED) from error

    async def recall(self, conversation: str) -> Mapping[str, Any]:
        path = f"/webhooks/desk/conversations/{conversation}/slots"
        content = await self._send("GET", path, None, conversation=conversation)
        try:
            slots = json.loads(content)["slots"]
        except (ValueError, KeyError, TypeError) as error:
            raise BrainError(BrainFault.TURN_FAILED) from error
        if not isinstance(slots, dict):
            raise BrainError(BrainFault.TURN_FAILED)
        return slots

    async def forget(self, conversation: str) -> None:
        path = f"/webhooks/desk/conversations/{conversation}"
        await self._send("DELETE", path, None, conversation=conversation)

    async def close(self) -> None:
        if self._opened is not None:
            await self._opened.close()

    async def _send(self, method: str, path: str, body: dict[str, Any] | None, *, conversation: str) -> bytes:
        # Before several brains stands a proxy that sends each conversation to the same one, by this header.
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "application/json",
            CONVERSATION: conversation,
            **onward(),
        }
        content = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        request = partial(
            self._session.request,
            method,
            self._url + path,
            data=content,
            headers=headers,
            allow_redirects=False,
        )
        try:
            try:
                status, answered = await _read(request)
            except aiohttp.ClientConnectorError:
                raise  # there was none to lose
            except LOST:
                # Closed while it lay idle, as a proxy does that is told of another brain; or the brain died. Either way once
                # more at once: the brain knows what it was asked before by the message's id.
                status, answered = await _read(request)
        except aiohttp.ConnectionTimeoutError as error:
            raise BrainError(BrainFault.UNREACHABLE) from error
        except TimeoutError as error:
            raise BrainError(BrainFault.SLOW) from error
        except aiohttp.ClientError as error:
            raise BrainError(BrainFault.UNREACHABLE) from error
        if status >= 300:
            raise BrainError(FAULTS.get(status, BrainFault.UNREACHABLE))
        return answered


async def _read(
    request: Callable[[], AbstractAsyncContextManager[aiohttp.ClientResponse]],
) -> tuple[int, bytes]:
    async with request() as response:
        return response.status, await response.read()
