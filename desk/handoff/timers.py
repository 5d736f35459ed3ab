"""Carrying out what is due: a look at all open sessions, each done in a transaction of its own."""

import datetime as dt
import logging
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.bus import Bus
from desk.channels.traits import traits_of
from desk.conversations.model import Conversation
from desk.conversations.service import lock_conversation
from desk.events.types import EventType
from desk.handoff import wording
from desk.handoff.claiming import put_back
from desk.handoff.desk import HandoffDesk
from desk.handoff.due import Due, Standing, what_is_due
from desk.handoff.ending import end
from desk.handoff.model import ServiceSession, StaffSeen
from desk.handoff.office import is_open, next_opening
from desk.handoff.queue import ahead_of, estimate, waiting_in_order
from desk.handoff.saying import AFTER_HOURS_CHOICES, DELAYED_CHOICES, WAITING_CHOICES, say
from desk.handoff.staff import SYSTEM
from desk.handoff.states import CloseReason, Flag, ServiceEvent, ServiceState
from desk.handoff.stepping import advance, open_session, tell
from desk.handoff.waiting import worth_telling
from desk.store.database import Database

log = logging.getLogger("desk.handoff")

EVERY = 15.0  # seconds between looks


async def look_around(database: Database, desk: HandoffDesk, bus: Bus, *, now: dt.datetime) -> int:
    """Do what is due in every open session; how many things were done."""
    done = 0
    for conversation_id in await _with_something_due(database, desk, now=now):
        async with database.write() as session:
            due = await act(session, desk, conversation_id, now=now)
        if due is not None:
            log.info("handoff %s conversation=%s", due, conversation_id)
            await bus.publish(conversation_id)
            done += 1
    return done


async def _with_something_due(database: Database, desk: HandoffDesk, *, now: dt.datetime) -> Sequence[str]:
    """Conversations in which something seems due, without locks; it is asked again under one."""
    office_open = is_open(desk.office, desk.calendar, now=now)
    async with database.read() as session:
        places = {one.id: ahead for ahead, one in enumerate(await waiting_in_order(session))}
        found = await session.execute(
            select(ServiceSession, Conversation.channel, StaffSeen.seen_at)
            .join(Conversation, Conversation.id == ServiceSession.conversation_id)
            .outerjoin(StaffSeen, StaffSeen.staff_id == ServiceSession.claimed_by)
            .where(ServiceSession.ended_at.is_(None))
            .order_by(ServiceSession.requested_at)
        )
        rows = found.all()
    return [
        service.conversation_id
        for service, channel, seen_at in rows
        if what_is_due(
            _standing(service, channel, seen_at, places.get(service.id, 0), now=now),
            desk.limits,
            office_open=office_open,
            now=now,
        )
    ]


def _standing(
    service: ServiceSession, channel: str, seen_at: dt.datetime | None, ahead: int, *, now: dt.datetime
) -> Standing:
    waiting = service.state is ServiceState.QUEUED
    return Standing(
        state=service.state,
        queued_at=service.queued_at,
        claimed_at=service.claimed_at,
        heard_at=service.heard_at,
        staff_said_at=service.staff_said_at,
        snoozed_until=service.snoozed_until,
        holder_seen_at=seen_at,
        delay_told=service.delay_told,
        reminded=service.reminded,
        unanswered_flagged=service.flag is Flag.UNANSWERED,
        lasting=traits_of(channel).lasting,
        better_place=waiting and worth_telling(service.told_ahead, ahead, told_at=service.told_at, now=now),
    )


async def act(
    session: AsyncSession, desk: HandoffDesk, conversation_id: str, *, now: dt.datetime
) -> Due | None:
    """Do what is due in one conversation now; what it was."""
    conversation = await lock_conversation(session, conversation_id)
    service = await open_session(session, conversation_id)
    if service is None:
        return None
    seen = None if service.claimed_by is None else await session.get(StaffSeen, service.claimed_by)
    ahead = await ahead_of(session, service) if service.state is ServiceState.QUEUED else 0
    standing = _standing(
        service, conversation.channel, None if seen is None else seen.seen_at, ahead, now=now
    )
    office_open = is_open(desk.office, desk.calendar, now=now)
    due = what_is_due(standing, desk.limits, office_open=office_open, now=now)
    if due is not None:
        await _do(session, desk, conversation, service, due, ahead=ahead, now=now)
    return due


async def _do(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    service: ServiceSession,
    due: Due,
    *,
    ahead: int,
    now: dt.datetime,
) -> None:
    lasting = traits_of(conversation.channel).lasting
    match due:
        case Due.OPEN:
            await advance(session, conversation, service, ServiceEvent.OPEN, actor=SYSTEM, now=now)
            service.told_ahead, service.told_at, service.delay_told = None, None, False
        case Due.SHUT:
            service.goes_on = True  # nobody comes any more today: the assistant should not be silent as well
            await advance(session, conversation, service, ServiceEvent.SHUT, actor=SYSTEM, now=now)
            if lasting:
                text = wording.shut(next_opening(desk.office, desk.calendar, now=now), now=now)
                await say(session, desk, conversation, text, AFTER_HOURS_CHOICES, now=now)
        case Due.TELL_DELAY:
            service.delay_told = True
            _flag(session, service, Flag.UNCLAIMED, now=now)
            if lasting and not service.goes_on:
                await say(session, desk, conversation, wording.delayed(ahead), DELAYED_CHOICES, now=now)
        case Due.TELL_PLACE:
            service.told_ahead, service.told_at = ahead, now
            text = wording.moved_up(ahead, await estimate(session, ahead, now=now))
            choices = () if service.goes_on else WAITING_CHOICES
            await say(session, desk, conversation, text, choices, now=now)
        case Due.WAKE:
            service.snoozed_until = None
            await advance(session, conversation, service, ServiceEvent.WAKE, actor=SYSTEM, now=now)
        case Due.PUT_BACK:
            detail = {"holder": service.claimed_by}
            await put_back(session, desk, conversation, service, actor=SYSTEM, detail=detail, now=now)
            _flag(session, service, Flag.HOLDER_GONE, now=now)
        case Due.FLAG_UNANSWERED:
            _flag(session, service, Flag.UNANSWERED, now=now)
        case Due.REMIND:
            service.reminded = True
            await say(session, desk, conversation, wording.REMIND, now=now)
        case Due.CLOSE_SILENT:
            await end(session, desk, conversation, service, CloseReason.NO_ANSWER, actor=SYSTEM, now=now)


def _flag(session: AsyncSession, service: ServiceSession, flag: Flag, *, now: dt.datetime) -> None:
    service.flag, service.flagged_at = flag, now
    tell(session, service, EventType.FLAGGED, now=now)
