"""The port for channels whose people do not read the conversation by themselves."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from desk.channels.rules import Quotas


@dataclass(frozen=True)
class Said:
    """One message to render. choices: titles of its quick replies, in order; answer: what it rests on."""

    position: int
    sender: str
    text: str | None = field(repr=False)
    choices: tuple[str, ...] = ()
    answer: dict[str, Any] | None = field(default=None, repr=False)


class Channel(Protocol):
    """One way to people. Stateless but for its connections; every desk process has its own."""

    name: str
    quotas: Quotas | None

    def parts(self, said: Said) -> list[str]:
        """The message as texts short enough for the channel; the same each time it is asked. May be empty."""

    def pack(self, parts: Sequence[str]) -> tuple[str, int]:
        """One send made of as many of the leading parts as fit, and how many: at least one."""

    async def send(self, address: str, text: str, *, sender: str) -> None:
        """Returns when the channel has taken it. sender: bot, staff or system. Raises a DeliveryFault."""

    async def fetch(self, media_id: str, *, max_bytes: int) -> bytes:
        """A file somebody sent. Raises a DeliveryFault: TryLater, or Unsendable when it can never be had."""

    async def close(self) -> None:
        """Let go of connections."""


@dataclass(frozen=True)
class Spoken:
    """What one answer to a person's request carries, and when it was first given (the same for a repeat)."""

    text: str = field(repr=False)
    at: dt.datetime
