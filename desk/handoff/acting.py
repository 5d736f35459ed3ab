"""What every act of a staff member begins with: the lock, the open session, and whether they may. Never commits."""

import datetime as dt
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.conversations.model import Conversation
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import ConversationClaimed, NotYours, StepNotAllowed
from desk.handoff.model import ServiceSession
from desk.handoff.staff import StaffMember
from desk.handoff.states import HELD
from desk.handoff.stepping import locked, newest_session


async def newest(session: AsyncSession, conversation_id: str) -> tuple[Conversation, ServiceSession]:
    """The locked conversation with its newest session. Raises ConversationNotFound, StepNotAllowed without any."""
    conversation = await locked(session, conversation_id)
    service = await newest_session(session, conversation.id)
    if service is None:
        raise StepNotAllowed
    return conversation, service


def expect_holder(service: ServiceSession, staff: StaffMember, *, supervisors: bool = True) -> None:
    """Raises NotYours unless they have it. supervisors: they may as well, whoever has it."""
    if service.claimed_by == staff.id and service.state in HELD:
        return
    if supervisors and staff.supervises:
        return
    raise NotYours(service.holder)


def expect_unheld(service: ServiceSession, staff: StaffMember) -> None:
    """Raises ConversationClaimed when somebody else has it."""
    holder = service.holder
    if service.state in HELD and holder is not None and holder.id != staff.id:
        raise ConversationClaimed(holder)


def write_down(
    session: AsyncSession,
    desk: HandoffDesk,
    action: AuditAction,
    conversation_id: str,
    *,
    staff: StaffMember,
    detail: dict[str, Any] | None = None,
    now: dt.datetime,
) -> None:
    """Into the audit log, as the last thing of the transaction."""
    audit_at_end(
        session,
        desk.vault,
        action=action,
        actor=staff.actor,
        subject=subject_of("conversation", conversation_id),
        detail=detail,
        now=now,
    )
