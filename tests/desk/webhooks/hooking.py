"""Endpoints, cases that change, and the workers that tell of them, on a real database."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from desk.bus import InProcessBus
from desk.calendar import WorkingCalendar
from desk.cases.changes import Actor
from desk.cases.changing import CaseDesk
from desk.cases.filing import file_case
from desk.cases.model import Case
from desk.cases.reading import find_case
from desk.cases.states import CaseEvent, Role
from desk.cases.transitions import Transition, change_state
from desk.clock import utc_now
from desk.outbox.model import OutboxItem
from desk.outbox.worker import OutboxWorker
from desk.privacy.vault import Vault
from desk.store.database import Database
from desk.webhooks import service
from desk.webhooks.delivery import WebhookErrand
from desk.webhooks.events import EventType
from desk.webhooks.model import WebhookEndpoint
from desk.webhooks.schemas import EndpointIn
from desk.webhooks.sending import Sender
from tests.desk.builders import FakeClock, case_in, unique


class Hooking:
    """The clock begins at the present: receivers refuse old timestamps."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database, self.vault = database, vault
        self.clock = FakeClock(utc_now())
        self.desk = CaseDesk(vault, WorkingCalendar(), reactions=(service.announce,))
        self.sender = Sender(private=True)

    async def register(
        self, url: str, wanted: Sequence[EventType] = tuple(EventType)
    ) -> tuple[WebhookEndpoint, str]:
        """An endpoint and its secret."""
        async with self.database.write() as session:
            return await service.create(
                session,
                self.vault,
                EndpointIn(url=url, events=list(wanted)),
                by="admin",
                private=True,
                now=self.clock(),
            )

    async def file(self, **changes: Any) -> Case:
        told = case_in(purchase__order_no=unique("E"), **changes)
        async with self.database.write() as session:
            filed = await file_case(session, self.desk, told, client="assistant", now=self.clock())
        return filed.cases[0]

    async def act(self, case: Case, *events: CaseEvent, **brings: Any) -> None:
        for event in events:
            async with self.database.write() as session:
                locked = await find_case(session, case.id, lock=True)
                wanted = Transition(event, Actor(Role.OFFICER, "zhang"), **brings)
                await change_state(session, self.desk, locked, wanted, now=self.clock())

    def worker(self) -> OutboxWorker:
        errand = WebhookErrand(self.database, self.vault, self.sender, self.clock)
        return OutboxWorker(
            self.database, self.vault, InProcessBus(), self.clock, errand.handlers(), errand.dead
        )

    async def deliver(self) -> None:
        worker = self.worker()
        while await worker.work_once():
            pass

    async def items(self) -> list[OutboxItem]:
        async with self.database.read() as session:
            return list(
                await session.scalars(select(OutboxItem).order_by(OutboxItem.ordering_key, OutboxItem.place))
            )

    async def endpoint(self, endpoint_id: str) -> WebhookEndpoint:
        async with self.database.read() as session:
            return await service.find(session, endpoint_id)
