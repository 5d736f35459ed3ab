"""Consumers in conversations, their cases, and the worker that tells them, on a real database."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from desk.bus import InProcessBus
from desk.calendar import WorkingCalendar
from desk.cases.changes import Actor
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.model import Case, CaseChange
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, Role
from desk.cases.timeline import timeline
from desk.cases.transitions import Transition, change_state
from desk.conversations.messages import present
from desk.conversations.reading import newest
from desk.conversations.service import open_conversation
from desk.notices.delivery import NoticeErrand
from desk.notices.gateway import Gateway
from desk.notices.model import ConsumerNotice
from desk.notices.telling import tell_consumer
from desk.outbox.model import OutboxItem
from desk.outbox.worker import OutboxWorker
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import FakeClock, case_in, unique

OFFICER = Actor(Role.OFFICER, "zhang")
ASSISTANT = Actor(Role.CONSUMER, "assistant")
DUE = dt.date(2026, 12, 1)


class Hearing:
    """What consumers hear of their cases."""

    def __init__(self, database: Database, vault: Vault, clock: FakeClock) -> None:
        self.database, self.vault, self.clock = database, vault, clock
        self.desk = CaseDesk(vault, WorkingCalendar(), reactions=(tell_consumer(),))
        self.gateways: Mapping[str, Gateway] = {}

    async def converse(self, person: str = "p1", *, channel: str = "webchat") -> str:
        """A conversation; its id."""
        async with self.database.write() as session:
            found = await open_conversation(
                session, self.vault, channel=channel, person=person, now=self.clock()
            )
            return found.id

    async def file(self, conversation_id: str | None, *, client: str = "assistant", **changes: Any) -> Case:
        """The case that answers a filing: a dispute of its own, unless it names an order number."""
        if "purchase" not in changes:
            changes.setdefault("purchase__order_no", unique("E"))
        told = case_in(conversation_id=conversation_id, **changes)
        async with self.database.write() as session:
            filed = await file_case(session, self.desk, told, client=client, now=self.clock())
        return filed.cases[0]

    async def act(
        self, case: Case, event: CaseEvent, actor: Actor = OFFICER, **brings: Any
    ) -> CaseChange | None:
        async with self.database.write() as session:
            locked = await find_case(session, case.id, lock=True)
            wanted = Transition(event, actor, **brings)
            return await change_state(session, self.desk, locked, wanted, now=self.clock())

    def worker(self, errand: NoticeErrand | None = None) -> OutboxWorker:
        errand = errand or NoticeErrand(self.database, self.desk, self.clock, self.gateways)
        return OutboxWorker(
            self.database, self.vault, InProcessBus(), self.clock, errand.handlers(), errand.dead
        )

    async def deliver(self) -> None:
        worker = self.worker()
        while await worker.work_once():
            pass

    async def said(self, conversation_id: str) -> list[dict[str, Any]]:
        """The messages of a conversation as the page shows them."""
        async with self.database.read() as session:
            return [
                present(self.vault, message) for message in await newest(session, conversation_id, limit=100)
            ]

    async def texts(self, conversation_id: str) -> list[str]:
        return [message["text"] for message in await self.said(conversation_id) if message["text"]]

    async def notices(self) -> list[ConsumerNotice]:
        async with self.database.read() as session:
            return list(await session.scalars(select(ConsumerNotice).order_by(ConsumerNotice.id)))

    async def items(self) -> list[OutboxItem]:
        async with self.database.read() as session:
            return list(await session.scalars(select(OutboxItem).order_by(OutboxItem.id)))

    async def told(self, case: Case) -> list[dict[str, Any]]:
        """The details of the lines that record a notice."""
        async with self.database.read() as session:
            lines = await timeline(session, case.id)
        return [line.detail or {} for line in lines if line.what.value == "told"]

    def using(self, **changes: Any) -> None:
        self.desk = dataclasses.replace(self.desk, **changes)
