"""Carrying out the outbox items of text messages."""

import logging
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.clock import Clock
from desk.outbox.model import OutboxItem
from desk.outbox.service import blank
from desk.outbox.worker import Finish, Handler, Refused
from desk.privacy.vault import Vault
from desk.sms.gateway import Sms, SmsGateway, SmsRefused
from desk.sms.service import SMS
from desk.sms.templates import SHAPES, Template

log = logging.getLogger("desk.sms")

TOO_LATE = "sms_too_late"


async def nothing(_session: AsyncSession) -> None:
    """Nobody needs to be told."""


class SmsErrand:
    """Carries out `sms` items: at least once, each try with the item's id, until the message is of no use any more."""

    def __init__(self, gateway: SmsGateway, vault: Vault, clock: Clock) -> None:
        self._gateway, self._vault, self._clock = gateway, vault, clock

    def handlers(self) -> dict[str, Handler]:
        return {SMS: self.deliver}

    async def deliver(self, item: OutboxItem, body: dict[str, Any]) -> Finish:
        """Raises TryLater; Refused when it will never be sent, which leaves a dead letter that says why."""
        if not body:
            return nothing  # erased meanwhile
        template = Template(body["template"])
        if self._clock() - item.created_at >= SHAPES[template].useful_for:
            raise Refused(TOO_LATE)
        sms = Sms(item.id, body["phone"], template, body["params"])
        try:
            await self._gateway.send(sms)
        except SmsRefused as reason:
            raise Refused(str(reason)) from reason
        return nothing

    async def dead(self, session: AsyncSession, item: OutboxItem) -> None:
        """It is listed, without its number: a number does not lie about until somebody looks at dead letters, and a link
        sent then would be of no use. Nobody else can be told: the person is no longer on the line."""
        item.sealed_body = blank(self._vault)
        await session.flush()
        log.warning("sms not sent item=%s conversation=%s", item.id, item.conversation_id)
