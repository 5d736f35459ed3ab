"""Carrying out the outbox items of notices: into a conversation of this desk, or through a gateway."""

import logging
from collections.abc import Mapping
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.changing import CaseDesk
from desk.cases.model import Case
from desk.cases.sealing import open_person
from desk.clock import Clock
from desk.notices.gateway import Gateway, Nobody, Outgoing, Undeliverable
from desk.notices.model import ConsumerNotice, NoticeState
from desk.notices.service import record_outcome, tell_in_conversation, withheld
from desk.notices.telling import CONVERSATION, NOTICE
from desk.outbox.model import OutboxItem
from desk.outbox.worker import Finish, Handler
from desk.store.database import Database

log = logging.getLogger("desk.notices")

FAILED = "failed"  # why a notice that came to no end anybody foresaw was not delivered


class NoticeErrand:
    """Carries out `notice` items.

    A conversation is told in the transaction that ends the item: once, whatever dies on the way. A gateway is called
    outside any transaction, so a crash between its answer and our commit calls it again, with the same id.
    """

    def __init__(
        self, database: Database, desk: CaseDesk, clock: Clock, gateways: Mapping[str, Gateway] | None = None
    ) -> None:
        """gateways: by the channel of the case; a channel without one reaches nobody."""
        self._database, self._desk, self._clock = database, desk, clock
        self._gateways = gateways or {}

    def handlers(self) -> dict[str, Handler]:
        return {NOTICE: self.deliver}

    async def deliver(self, item: OutboxItem, body: dict[str, Any]) -> Finish:
        """Raises TryLater when the gateway cannot take it now."""
        notice_id: str = body["notice_id"]
        async with self._database.read() as session:
            notice = await session.get_one(ConsumerNotice, notice_id)
            case = await session.get_one(Case, notice.case_id)
        code = None
        if notice.channel != CONVERSATION and notice.state is not NoticeState.DELIVERED:
            code = withheld(case) or await self._send(notice, case)

        async def finish(session: AsyncSession) -> None:
            now = self._clock()
            if notice.channel == CONVERSATION:
                await tell_in_conversation(session, self._desk, notice_id, now=now)
            else:
                await record_outcome(session, self._desk, notice_id, code, now=now)

        return finish

    async def _send(self, notice: ConsumerNotice, case: Case) -> str | None:
        """Why it cannot be sent; None: it was."""
        vault, gateway = self._desk.vault, self._gateways.get(notice.channel, Nobody())
        person = None if case.complainant_sealed is None else open_person(vault, case.complainant_sealed)
        outgoing = Outgoing(
            id=notice.id,
            channel=notice.channel,
            case_no=case.case_no,
            text=vault.open(notice.text_sealed),
            phone=None if person is None else person.phone,
            conversation_id=case.conversation_id,
        )
        try:
            await gateway.send(outgoing)
        except Undeliverable as reason:
            log.info("notice=%s case=%s undeliverable: %s", notice.id, case.id, reason)
            return str(reason)
        return None

    async def dead(self, session: AsyncSession, item: OutboxItem) -> None:
        """It failed in a way nobody foresaw, again and again: the timeline says that nobody was told. Tried again by
        hand it may still be delivered."""
        if item.kind == NOTICE:
            await record_outcome(session, self._desk, item.key, FAILED, now=self._clock())
