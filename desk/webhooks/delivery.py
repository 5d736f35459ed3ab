"""Carrying out the outbox items of webhooks."""

import logging
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import Clock
from desk.outbox.model import OutboxItem
from desk.outbox.worker import Finish, Handler, Refused, TryLater
from desk.privacy.vault import Vault
from desk.store.database import Database
from desk.webhooks import rules
from desk.webhooks.model import WebhookEndpoint
from desk.webhooks.rules import Verdict
from desk.webhooks.sending import Answer, Sender, Unreachable
from desk.webhooks.service import WEBHOOK, disable, signing_secrets

log = logging.getLogger("desk.webhooks")

INACTIVE = "endpoint_inactive"  # listed as a dead letter, so that it can be sent when the endpoint is back


async def nothing(_session: AsyncSession) -> None:
    """Nobody needs to be told."""


class WebhookErrand:
    """Carries out `webhook` items: at least once, each try with the same id."""

    def __init__(self, database: Database, vault: Vault, sender: Sender, clock: Clock) -> None:
        self._database, self._vault, self._sender, self._clock = database, vault, sender, clock

    def handlers(self) -> dict[str, Handler]:
        return {WEBHOOK: self.deliver}

    async def deliver(self, item: OutboxItem, body: dict[str, Any]) -> Finish:
        """Raises TryLater, or Refused when the endpoint will never take it or has failed for too long."""
        async with self._database.read() as session:
            endpoint = await session.get(WebhookEndpoint, body["endpoint_id"])
        if endpoint is None:
            return nothing  # deleted: nobody waits for it
        if not endpoint.active:
            raise Refused(INACTIVE)
        try:
            answer = await self._post(endpoint, body)
        except Unreachable as reason:
            raise self._failed(item, str(reason)) from reason
        code = f"http_{answer.status}"
        match rules.verdict(answer.status):
            case Verdict.TAKEN:
                return nothing
            case Verdict.GONE:
                async with self._database.write() as session:
                    await disable(session, endpoint.id, code, now=self._clock())
                raise Refused(code)
            case Verdict.REFUSED:
                raise Refused(code)
            case Verdict.LATER:
                raise self._failed(item, code, answer.retry_after)

    async def _post(self, endpoint: WebhookEndpoint, body: dict[str, Any]) -> Answer:
        now, payload = self._clock(), body["payload"]
        headers = rules.headers(
            body["message_id"], payload, signing_secrets(self._vault, endpoint, now=now), now=now
        )
        return await self._sender.post(endpoint.url, payload.encode(), headers)

    def _failed(self, item: OutboxItem, code: str, asked: str | None = None) -> TryLater | Refused:
        now = self._clock()
        if rules.gives_up(item.created_at, item.attempts, now=now):
            return Refused(code)
        return TryLater(code, after=rules.retry_after(asked, now=now))

    async def dead(self, session: AsyncSession, item: OutboxItem) -> None:
        """It is listed; nobody else waits for it."""
