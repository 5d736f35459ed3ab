"""The port of SMS services, and its implementations."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from desk.clock import Clock
from desk.outbox.worker import TryLater
from desk.sms.templates import Template
from desk.webhooks import rules
from desk.webhooks.rules import Verdict
from desk.webhooks.sending import Sender, Unreachable

NOT_CONFIGURED = "sms_not_configured"


class SmsRefused(Exception):
    """It will never be sent; `code` goes to the outbox item."""


@dataclass(frozen=True)
class Sms:
    """id: the same on every try, at most 36 characters: a service that knows it sends once. phone: E.164."""

    id: str
    phone: str = field(repr=False)
    template: Template
    params: Mapping[str, str] = field(repr=False)


class SmsGateway(Protocol):
    """One SMS service. Codes of a provider become TryLater or SmsRefused here."""

    @property
    def configured(self) -> bool:
        """Whether messages can be sent at all. Where not, nobody is promised one."""

    async def send(self, sms: Sms) -> None:
        """Returns when the service has taken it. Raises desk.outbox.worker.TryLater, SmsRefused."""

    async def close(self) -> None:
        """Release connections."""


class NotConfigured:
    """No SMS service is set: nothing is sent, and that stands in the outbox."""

    configured = False

    async def send(self, sms: Sms) -> None:
        raise SmsRefused(NOT_CONFIGURED)

    async def close(self) -> None:
        """There are none."""


class HttpSmsGateway:
    """The operator's SMS service behind one address: POST, JSON, signed as Standard Webhooks are.

        {"id", "to", "template", "params": {…}}  →  2xx: taken · 409: taken before · other 4xx: refused · else: later

    `webhook-id` is the id, too. The service sends its own approved text; a repeat of an id must not send again.
    """

    configured = True

    def __init__(self, url: str, secret: str, sender: Sender, clock: Clock) -> None:
        """secret: whsec_ and base64; sender: one that may reach private addresses, since the address is the operator's."""
        self._url, self._secret, self._sender, self._clock = url, secret, sender, clock

    async def send(self, sms: Sms) -> None:
        """Raises TryLater, SmsRefused."""
        now = self._clock()
        told = {"id": sms.id, "to": sms.phone, "template": sms.template.value, "params": dict(sms.params)}
        body = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
        headers = rules.headers(sms.id, body, [self._secret], now=now)
        try:
            answer = await self._sender.post(self._url, body.encode(), headers)
        except Unreachable as reason:
            raise TryLater(f"sms_{reason}") from reason
        if answer.status == 409:  # a try of ours whose answer was lost
            return
        match rules.verdict(answer.status):
            case Verdict.TAKEN:
                return
            case Verdict.LATER:
                raise TryLater(
                    f"sms_http_{answer.status}", after=rules.retry_after(answer.retry_after, now=now)
                )
        raise SmsRefused(f"sms_http_{answer.status}")

    async def close(self) -> None:
        await self._sender.close()
