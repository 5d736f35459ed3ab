"""A conversation with staff, as a test drives it."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select

from desk.bus import InProcessBus
from desk.calendar import WorkingCalendar
from desk.conversations.incoming import Incoming
from desk.conversations.model import Conversation
from desk.conversations.receiving import receive
from desk.conversations.service import lock_conversation
from desk.events.model import DeskEvent
from desk.handoff import claiming, ending, talking
from desk.handoff.desk import HandoffDesk
from desk.handoff.model import ServiceSession, ServiceStep
from desk.handoff.requesting import request
from desk.handoff.staff import StaffMember
from desk.handoff.states import CloseReason, HandoffReason
from desk.handoff.stepping import newest_session
from desk.handoff.talking import Sent
from desk.handoff.timers import look_around
from tests.desk.conversations.conversing import Conversing

LI = StaffMember("s-li", "小李", login="li.na")
WU = StaffMember("s-wu", "小吴", login="wu.di")
CHIEF = StaffMember("s-chief", "陈主任", supervises=True, login="chen.gang")


class Serving(Conversing):
    """One conversation, its runner, and staff."""

    @property
    def desk(self) -> HandoffDesk:
        return HandoffDesk(self.vault, WorkingCalendar())

    async def asks(self, reason: HandoffReason = HandoffReason.ASKED) -> ServiceSession:
        async with self.database.write() as session:
            conversation = await lock_conversation(session, self.id)
            return await request(session, self.desk, conversation, reason=reason, now=self.clock())

    async def claims(self, staff: StaffMember = LI) -> ServiceSession:
        async with self.database.write() as session:
            return await claiming.claim(session, self.desk, self.id, staff=staff, now=self.clock())

    async def releases(self, staff: StaffMember = LI) -> ServiceSession:
        async with self.database.write() as session:
            return await claiming.release(session, self.desk, self.id, staff=staff, now=self.clock())

    async def transfers(self, to: StaffMember | None, staff: StaffMember = LI) -> ServiceSession:
        async with self.database.write() as session:
            return await claiming.transfer(session, self.desk, self.id, staff=staff, to=to, now=self.clock())

    async def snoozes(self, until: dt.datetime, staff: StaffMember = LI) -> ServiceSession:
        async with self.database.write() as session:
            return await claiming.snooze(
                session, self.desk, self.id, staff=staff, until=until, now=self.clock()
            )

    async def says(self, text: str, key: str = "m-1", staff: StaffMember = LI) -> Sent:
        async with self.database.write() as session:
            return await talking.send(
                session, self.desk, self.id, staff=staff, text=text, client_message_id=key, now=self.clock()
            )

    async def returns(self, staff: StaffMember = LI) -> ServiceSession:
        async with self.database.write() as session:
            return await ending.return_to_assistant(
                session, self.desk, self.id, staff=staff, now=self.clock()
            )

    async def closes(
        self,
        reason: CloseReason = CloseReason.SOLVED,
        *,
        staff: StaffMember = LI,
        ask_satisfaction: bool = False,
    ) -> ServiceSession:
        async with self.database.write() as session:
            return await ending.close(
                session,
                self.desk,
                self.id,
                staff=staff,
                reason=reason,
                ask_satisfaction=ask_satisfaction,
                now=self.clock(),
            )

    async def person(self, text: str, message_id: str) -> str | None:
        """They write; the id of the turn, None when no turn answers it."""
        async with self.database.write() as session:
            incoming = Incoming(message_id, text=text)
            accepted = await receive(
                session, self.vault, self.id, incoming, handoff=self.desk, now=self.clock()
            )
            return accepted.turn_id

    async def time_passes(self, **duration: float) -> int:
        """… and the desk looks around; how many things it did."""
        self.clock.advance(**duration)
        return await look_around(self.database, self.desk, InProcessBus(), now=self.clock())

    async def service(self) -> ServiceSession:
        async with self.database.read() as session:
            found = await newest_session(session, self.id)
        assert found is not None
        return found

    async def conversation(self) -> Conversation:
        async with self.database.read() as session:
            return await session.get_one(Conversation, self.id)

    async def steps(self) -> Sequence[ServiceStep]:
        async with self.database.read() as session:
            return (await session.scalars(select(ServiceStep).order_by(ServiceStep.id))).all()

    async def told(self) -> list[str]:
        """Kinds of events, oldest first."""
        async with self.database.read() as session:
            return list(await session.scalars(select(DeskEvent.type).order_by(DeskEvent.id)))

    async def said_by(self, sender: str) -> list[str | None]:
        return [text for who, text in await self.transcript() if who == sender]
