"""The port for channels outside this desk: text messages, WeChat, letters."""

from dataclasses import dataclass, field
from typing import Protocol


class Undeliverable(Exception):
    """The channel will never reach this person; `code` goes to the notice and the timeline."""


@dataclass(frozen=True)
class Outgoing:
    """What a gateway sends.

    id: the same on every try; hand it on as the provider's idempotency or client reference, and a repeat after a
    crash is told once. phone: E.164, None of an anonymous report. conversation_id: as the channel named it.
    """

    id: str
    channel: str
    case_no: str
    text: str = field(repr=False)
    phone: str | None = field(repr=False)
    conversation_id: str | None


class Gateway(Protocol):
    """One channel. Its errors stop here: codes of a provider become TryLater or Undeliverable."""

    async def send(self, outgoing: Outgoing) -> None:
        """Returns when the provider has taken it.

        Raises desk.outbox.worker.TryLater when it cannot take it now (tried again with back-off, in order),
        Undeliverable when it never will.
        """


class Nobody:
    """The gateway of channels that have none yet: nobody is told, and the timeline says so."""

    async def send(self, outgoing: Outgoing) -> None:
        raise Undeliverable("no_channel")
