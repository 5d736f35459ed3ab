"""Staff are wanted: recorded first, and told only because it is recorded in this transaction. Never commits.

Whoever calls holds the conversation's lock.
"""

import datetime as dt
import logging
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.channels.traits import traits_of
from desk.conversations.model import Conversation
from desk.handoff.desk import HandoffDesk
from desk.handoff.model import ServiceSession
from desk.handoff.office import is_open
from desk.handoff.saying import say_place
from desk.handoff.staff import ASSISTANT
from desk.handoff.states import UNASKED, URGENT, WAITING, HandoffReason, ServiceEvent
from desk.handoff.stepping import advance, begin, open_session, set_gate

log = logging.getLogger("desk.handoff")


async def request(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation: Conversation,
    *,
    reason: HandoffReason,
    actor: str = ASSISTANT,
    detail: dict[str, Any] | None = None,
    tells: bool = True,
    turn_id: str | None = None,
    now: dt.datetime,
) -> ServiceSession:
    """Record that staff are wanted; asked again it is harmless.

    tells: whether the person is told here; False where the caller says it in its own words. Within hours the person
    waits for staff, unless nobody asked for it (UNASKED); outside hours the assistant goes on.
    """
    within = is_open(desk.office, desk.calendar, now=now)
    event = ServiceEvent.REQUEST if within else ServiceEvent.LEAVE_MESSAGE
    # On the telephone somebody always speaks: until the switch transfers the call, the assistant.
    goes_on = not within or reason in UNASKED or not traits_of(conversation.channel).lasting
    service = await open_session(session, conversation.id)
    if service is None:
        service = await begin(
            session,
            conversation,
            event,
            reason=reason,
            goes_on=goes_on,
            actor=actor,
            detail=detail,
            now=now,
        )
    else:
        if service.state in WAITING and reason not in UNASKED:
            service.reason, service.goes_on = reason, goes_on
            conversation.handoff_reason = reason.value
        service.urgent = service.urgent or reason in URGENT
        again = {**(detail or {}), "reason": reason.value}
        await advance(session, conversation, service, event, actor=actor, detail=again, now=now)
    log.info("staff wanted conversation=%s reason=%s state=%s", conversation.id, reason, service.state)
    if tells:
        await say_place(session, desk, conversation, service, turn_id=turn_id, now=now)
    await session.flush()
    return service


def go_on(conversation: Conversation, service: ServiceSession, *, on: bool) -> None:
    """The person chooses the assistant while they wait, or people alone again."""
    service.goes_on = on
    set_gate(conversation, service)
