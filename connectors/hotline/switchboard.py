"""One event of one call: taken once, decided by the dialogue, carried out, answered in time.

Two transactions, never one around the assistant's thinking: the first takes the event, decides, stores what was said and
keeps where the call stands; the second fetches what the assistant answered, if the call still waits for it. Between them
anything may happen: a hang-up, a key, the same event again.
"""

import asyncio
import datetime as dt
import logging
from dataclasses import dataclass, replace

from sqlalchemy.ext.asyncio import AsyncSession

from connectors.hotline import dialogue, texting
from connectors.hotline.assistant import Assistant
from connectors.hotline.call import (
    Book,
    Call,
    Collect,
    HandOff,
    KeepDraft,
    OfferSlots,
    SlotOffer,
    Stage,
    Step,
    Turn,
)
from connectors.hotline.config import HotlineConfig
from connectors.hotline.contract import CallbackBooked, HotlineRequest, HotlineResponse
from desk.callbacks import service as callbacks
from desk.callbacks.errors import SlotFull, SlotUnknown
from desk.callbacks.service import Wish
from desk.callbacks.wording import window
from desk.calls import service as calls
from desk.calls.model import CallRow
from desk.context import Desk

log = logging.getLogger("connectors.hotline")

CHANNEL = "hotline"
PATIENCE = 2.5  # seconds that an answer may take before something else is said; the switch waits three
POLL = 0.1  # seconds between looks for the answer to an event that is under way elsewhere


@dataclass(frozen=True)
class Line:
    """What a switch is and can do. numbered: its events carry a seq of their own."""

    switch: str
    numbered: bool = True
    can_transfer: bool = True
    can_voicemail: bool = True


@dataclass(frozen=True)
class _Done:
    """A decided event: its step, and what the answer names."""

    step: Step
    booked: CallbackBooked | None = None


class Switchboard:
    """Answers events. `patience` may be shorter in tests."""

    def __init__(
        self, desk: Desk, assistant: Assistant, config: HotlineConfig, *, patience: float = PATIENCE
    ) -> None:
        self._desk, self._assistant, self._config, self._patience = desk, assistant, config, patience

    async def answer(self, line: Line, request: HotlineRequest) -> tuple[HotlineResponse, Call]:
        """What the switch is answered, and where the call stands. The same event again: the same answer."""
        deadline = asyncio.get_running_loop().time() + self._patience
        async with self._desk.database.write() as session:
            now = self._desk.clock()
            taken = await calls.take(
                session,
                self._desk.vault,
                switch=line.switch,
                call_id=request.call_id,
                event_id=request.event_id,
                seq=request.seq if line.numbered else None,
                now=now,
            )
            request = request.model_copy(update={"seq": taken.seq})
            call = self._call(line, taken.state)
            if not taken.repeated:
                done = await self._decide(session, taken.row, call, request, now=now)
                response = await self._keep(session, taken.row, done, request, now=now)
                row, waits = taken.row, isinstance(done.step.effect, (Turn, Collect))
        if taken.repeated:
            return await self._again(taken.row.id, request, taken.answer, call, deadline), call
        if not waits:
            return response, done.step.call
        assert row.conversation_id is not None  # the first event opened one
        left = max(deadline - asyncio.get_running_loop().time(), 0.0)
        await self._assistant.ready(row.conversation_id, wait=left)
        return await self._reply(row.id, done.step, request)

    def _call(self, line: Line, state: str | None) -> Call:
        if state is not None:
            return Call.model_validate_json(state)
        return Call(
            can_transfer=line.can_transfer,
            can_voicemail=line.can_voicemail,
            can_sms=self._desk.sms.configured and self._config.public_url is not None,
        )

    async def _decide(
        self, session: AsyncSession, row: CallRow, call: Call, request: HotlineRequest, *, now: dt.datetime
    ) -> _Done:
        area_code = self._config.area_code
        step = dialogue.hear(call, request, now=now, area_code=area_code)
        if row.conversation_id is None:
            row.conversation_id = await self._assistant.open(session, row.id, step.call, now=now)
        if isinstance(step.effect, Turn):
            message_id = f"call:{row.id}:{request.seq}"
            await self._assistant.tell(
                session, row.conversation_id, step.effect, message_id=message_id, now=now
            )
        return await self._settle(session, row, step, now=now)

    async def _settle(self, session: AsyncSession, row: CallRow, step: Step, *, now: dt.datetime) -> _Done:
        """Carry out what a step asks for, and what follows from that, but for what the assistant has to say."""
        assert row.conversation_id is not None
        match step.effect:
            case OfferSlots():
                return _Done(dialogue.offer_slots(step, await self._free(session, now=now)))
            case Book():
                return await self._book(session, row, step, step.effect, now=now)
            case HandOff():
                await self._assistant.hand_off(
                    session, row.conversation_id, step.call, failed=step.effect.failed, now=now
                )
            case KeepDraft():
                await self._assistant.hung_up(session, row.conversation_id, step.call, now=now)
                await self._write(session, row, step.call, step.effect, now=now)
        return _Done(step)

    async def _free(self, session: AsyncSession, *, now: dt.datetime) -> list[SlotOffer]:
        hours, calendar = self._desk.settings.callback_hours, self._desk.calendar
        found = await callbacks.slots(session, hours, calendar, now=now)
        return [
            SlotOffer(start=one.slot.start, said=window(one.slot.start, one.slot.end, now=now))
            for one in found
            if one.left > 0
        ]

    async def _book(
        self, session: AsyncSession, row: CallRow, step: Step, effect: Book, *, now: dt.datetime
    ) -> _Done:
        reason = step.call.reason
        wish = Wish(
            origin=f"call:{row.id}",
            phone=effect.number,
            channel=CHANNEL,
            conversation_id=row.conversation_id,
            reason=None if reason is None else reason.value,
        )
        hours, calendar = self._desk.settings.callback_hours, self._desk.calendar
        try:
            async with session.begin_nested():
                booked = await callbacks.book(
                    session, self._desk.vault, hours, calendar, wish, start=effect.start, now=now
                )
        except (SlotFull, SlotUnknown):
            return _Done(dialogue.offer_slots(step, await self._free(session, now=now), taken=True))
        when = window(booked.start_at, booked.end_at, now=now)
        await texting.send_booking(
            session, self._desk.vault, row, step.call, window=when, ticket=booked.ticket, now=now
        )
        return _Done(
            dialogue.booked(step, window=when, ticket=booked.ticket),
            CallbackBooked(ticket=booked.ticket, window=when),
        )

    async def _write(
        self, session: AsyncSession, row: CallRow, call: Call, effect: KeepDraft, *, now: dt.datetime
    ) -> None:
        """What follows a call by text message: a link to go on, or the number of what was filed."""
        assert row.conversation_id is not None
        vault, url = self._desk.vault, self._config.public_url
        if effect.resume and url is not None:
            await texting.send_link(session, vault, row, call, url=url, now=now)
        case_no = await self._assistant.case_of(session, row.conversation_id)
        if case_no is not None:
            await texting.send_number(session, vault, row, call, case_no=case_no, now=now)

    async def _keep(
        self, session: AsyncSession, row: CallRow, done: _Done, request: HotlineRequest, *, now: dt.datetime
    ) -> HotlineResponse:
        """Where the call stands, and the answer, unless the assistant has the next word."""
        vault, call = self._desk.vault, done.step.call
        ended = call.stage is Stage.ENDED
        await calls.keep_state(session, vault, row, call.model_dump_json(), ended=ended, now=now)
        assert row.conversation_id is not None
        response = dialogue.response_of(
            done.step,
            request,
            queue=self._config.queue,
            case_id=await self._assistant.case_of(session, row.conversation_id),
            booked_as=done.booked,
        )
        if not isinstance(done.step.effect, (Turn, Collect)):
            await calls.keep_answer(session, vault, row, request.seq, response.model_dump_json())
        return response

    async def _reply(self, row_id: str, step: Step, request: HotlineRequest) -> tuple[HotlineResponse, Call]:
        """What the assistant said, or that it takes longer. If the call has moved on, its answer was given to another
        event: nothing is said here, and what the assistant said is taken by whoever hears next."""
        async with self._desk.database.write() as session:
            now, vault = self._desk.clock(), self._desk.vault
            row = await calls.lock(session, row_id)
            assert row.conversation_id is not None
            asked, current = (
                step.call.asked_seq,
                step.call,
            )  # the person may have had everything erased in this very turn
            if row.state_sealed is not None:
                current = Call.model_validate_json(vault.open(row.state_sealed))
            step = replace(step, call=current)
            if current.stage is not Stage.WAITING or current.asked_seq != asked:
                done = _Done(dialogue.standing(current))
            elif (told := await self._assistant.take(session, row.conversation_id, now=now)) is None:
                done = _Done(dialogue.thinking(step, now=now))
            else:
                done = await self._settle(session, row, dialogue.answered(step, told, now=now), now=now)
            return await self._keep(session, row, done, request, now=now), done.step.call

    async def _again(
        self, row_id: str, request: HotlineRequest, answer: str | None, call: Call, deadline: float
    ) -> HotlineResponse:
        """The answer to an event that came before; while that is under way, wait for it."""
        log.info("call=%s seq=%s repeated", row_id, request.seq)
        while answer is None and asyncio.get_running_loop().time() < deadline:
            await asyncio.sleep(POLL)
            async with self._desk.database.read() as session:
                answer = await calls.answer_of(session, self._desk.vault, row_id, request.seq)
        if answer is not None:
            return HotlineResponse.model_validate_json(answer)
        return dialogue.response_of(dialogue.standing(call), request)

    async def end_lost(self) -> int:
        """End calls of which nothing is heard any more; how many."""
        ended = 0
        now = self._desk.clock()
        async with self._desk.database.read() as session:
            ids = await calls.quiet(session, since=now - dialogue.LOST_AFTER)
        for row_id in ids:
            async with self._desk.database.write() as session:
                ended += await self._end(session, await calls.lock(session, row_id), now=now)
        return ended

    async def _end(self, session: AsyncSession, row: CallRow, *, now: dt.datetime) -> bool:
        vault = self._desk.vault
        call = Call(heard_at=row.heard_at)
        if row.state_sealed is not None:
            call = Call.model_validate_json(vault.open(row.state_sealed))
        step = dialogue.lost(call, now=now)
        if step is None or row.ended_at is not None:
            return False
        if row.conversation_id is not None:
            await self._settle(session, row, step, now=now)
        await calls.keep_state(session, vault, row, step.call.model_dump_json(), ended=True, now=now)
        log.info("call=%s lost", row.id)
        return True
