"""Calls as conversations of the desk: the port of connectors.hotline.assistant over conversations, turns and the cursor.

A call is pulled, not pushed: whatever stands behind its cursor is said with the answer to the next event.
"""

import datetime as dt

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from connectors.hotline import spoken
from connectors.hotline.call import Call, Reply, Turn
from desk.cases.model import Case
from desk.channels.model import Recipient
from desk.channels.rules import Contact
from desk.channels.service import TOLD_SENDERS, advance, contacted, lock_recipient
from desk.context import Desk
from desk.conversations import wording
from desk.conversations.claiming import last_turn
from desk.conversations.errors import EmptyMessage
from desk.conversations.incoming import Incoming
from desk.conversations.messages import HANDOFF, OVER, Body, unseal
from desk.conversations.model import SYSTEM, Message
from desk.conversations.reading import history
from desk.conversations.receiving import receive
from desk.conversations.rules import FINISHED, TurnState
from desk.conversations.service import add_message, lock_conversation, open_conversation
from desk.conversations.waiting import finished
from desk.handoff.requesting import request
from desk.handoff.staff import PERSON
from desk.handoff.states import HandoffReason

CHANNEL = "hotline"
PHONE = "phone"  # the kind of answer that may be typed on the keys
PAGE = 50  # messages read at a time


class DeskAssistant:
    """See connectors.hotline.assistant.Assistant."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._vault = desk, desk.vault

    async def open(self, session: AsyncSession, call_key: str, call: Call, *, now: dt.datetime) -> str:
        opened = await open_conversation(session, self._vault, channel=CHANNEL, person=call_key, now=now)
        conversation = await lock_conversation(session, opened.id)
        await contacted(
            session,
            self._vault,
            conversation,
            address=call.caller or "",
            contact=Contact.MESSAGE,
            passive_until=None,
            now=now,
        )
        return opened.id

    async def tell(
        self, session: AsyncSession, conversation_id: str, turn: Turn, *, message_id: str, now: dt.datetime
    ) -> None:
        text = turn.text if turn.choice is None else str(turn.choice + 1)
        try:
            accepted = await receive(
                session,
                self._vault,
                conversation_id,
                Incoming(message_id, text=text),
                handoff=self._desk.handoff,
                now=now,
            )
        except EmptyMessage:
            return  # a cough: the recogniser heard nothing that anybody could answer
        await self._desk.turns.take(session, accepted)

    async def ready(self, conversation_id: str, *, wait: float) -> bool:
        async with self._desk.database.read() as session:
            newest = await last_turn(session, conversation_id)
        if newest is None:
            return True
        return await finished(self._desk.database, self._desk.bus, conversation_id, newest[1].id, wait)

    async def take(self, session: AsyncSession, conversation_id: str, *, now: dt.datetime) -> Reply | None:
        newest = await last_turn(session, conversation_id)
        if newest is not None and TurnState(newest[1].state) not in FINISHED:
            return None
        await lock_conversation(
            session, conversation_id
        )  # before the recipient, as whoever adds a message does
        recipient = await lock_recipient(session, conversation_id)
        if recipient is None:
            return Reply()  # erased meanwhile
        return self._reply(await self._untold(session, recipient))

    async def hand_off(
        self, session: AsyncSession, conversation_id: str, call: Call, *, failed: bool, now: dt.datetime
    ) -> None:
        conversation = await lock_conversation(session, conversation_id)
        reason = HandoffReason.HOTLINE_NOBODY if failed else HandoffReason.HOTLINE
        await request(
            session, self._desk.handoff, conversation, reason=reason, actor=PERSON, tells=False, now=now
        )

    async def hung_up(
        self, session: AsyncSession, conversation_id: str, call: Call, *, now: dt.datetime
    ) -> None:
        """Whoever goes on by the link, and whoever of the staff looks, sees where the call ended."""
        conversation = await lock_conversation(session, conversation_id)
        ended = Body(text=wording.CALL_ENDED)
        await add_message(session, self._vault, conversation, sender=SYSTEM, body=ended, now=now)

    async def case_of(self, session: AsyncSession, conversation_id: str) -> str | None:
        found: str | None = await session.scalar(
            select(Case.case_no)
            .where(Case.conversation_id == conversation_id, Case.duplicate_of.is_(None))
            .order_by(Case.id.desc())
            .limit(1)
        )
        return found

    async def _untold(self, session: AsyncSession, recipient: Recipient) -> list[Message]:
        found = await history(session, recipient.conversation_id, after=recipient.told_position, limit=PAGE)
        if found:
            advance(recipient, (), seen=found[-1].position, all_told=True)
        return [message for message in found if message.sender in TOLD_SENDERS]

    def _reply(self, messages: list[Message]) -> Reply:
        bodies = [unseal(self._vault, message) for message in messages]
        texts = [text for body in bodies for text in (body.text, spoken.sources(body.answer)) if text]
        offered = next((body.quick_replies for body in reversed(bodies) if body.quick_replies), ())
        expects = next((body.expects for body in reversed(bodies) if body.expects), None)
        return Reply(
            texts=tuple(texts),
            choices=tuple(choice.title for choice in offered),
            expects_phone=expects is not None and PHONE in (expects.get("kind"), expects.get("slot")),
            draft=expects is not None,
            handoff=any(body.event == HANDOFF for body in bodies),
            over=expects is None and any(body.event == OVER for body in bodies),
        )
