"""One conversation as staff see it: its sessions, what was said, what belongs to it. Reads, but for a disclosure."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import ColumnElement, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import record_audit
from desk.cases.model import Case
from desk.cases.wording import STATE_LABELS
from desk.conversations.messages import unseal
from desk.conversations.model import DESK, Conversation, Message
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import ConversationNotFound
from desk.handoff.model import ServiceSession, ServiceStep
from desk.handoff.notes import notes_of
from desk.handoff.presence import PresenceBoard
from desk.handoff.schemas import (
    CaseRef,
    ConversationDetail,
    MessageOut,
    MessagePage,
    NoteOut,
    PresentOut,
    SentFileOut,
    SessionOut,
    StaffOut,
    StepOut,
)
from desk.handoff.staff import StaffMember
from desk.handoff.stepping import sessions_of
from desk.handoff.views import show
from desk.ids import is_uuid
from desk.privacy.masking import mask_text

Whose = Sequence[ColumnElement[bool]]


async def find(session: AsyncSession, conversation_id: str, *, whose: Whose = ()) -> Conversation:
    """Raises ConversationNotFound, also for one that `whose` leaves out."""
    found = None
    if is_uuid(conversation_id):
        wanted = select(Conversation).where(Conversation.id == conversation_id.lower(), *whose)
        found = await session.scalar(wanted)
    if found is None:
        raise ConversationNotFound
    return found


async def conversation_detail(
    session: AsyncSession,
    desk: HandoffDesk,
    presence: PresenceBoard,
    conversation_id: str,
    *,
    staff_id: str | None,
    whose: Whose = (),
    now: dt.datetime,
) -> ConversationDetail:
    """Raises ConversationNotFound, also where staff never were wanted: there is no session to show."""
    conversation = await find(session, conversation_id, whose=whose)
    sessions = await sessions_of(session, conversation.id)
    if not sessions:
        raise ConversationNotFound
    (shown,) = await show(session, desk, [(sessions[0], conversation)], staff_id=staff_id, now=now)
    steps = await session.scalars(
        select(ServiceStep).filter_by(session_id=sessions[0].id).order_by(ServiceStep.number)
    )
    cases = await session.scalars(
        select(Case).where(Case.conversation_id == conversation.id).order_by(Case.id.desc())
    )
    return ConversationDetail(
        **{name: getattr(shown, name) for name in type(shown).model_fields},
        sessions=[_session(one) for one in sessions],
        events=[_step(one) for one in steps],
        notes=[
            NoteOut(
                id=note.id,
                author=StaffOut(id=note.author_id, name=note.author_name),
                text=desk.vault.open(note.text_sealed),
                created_at=note.created_at,
            )
            for note in await notes_of(session, conversation.id)
        ],
        cases=[
            CaseRef(
                id=one.id, case_no=one.case_no, state=one.state.value, state_label=STATE_LABELS[one.state]
            )
            for one in cases
        ],
        presence=[
            PresentOut(who=one.who, id=one.id, name=one.name, kind=one.kind, until=one.until)
            for one in await presence.there(conversation.id, now=now)
        ],
    )


def _session(service: ServiceSession) -> SessionOut:
    holder = service.holder
    return SessionOut(
        id=service.id,
        state=service.state,
        reason=service.reason,
        requested_at=service.requested_at,
        claimed_by=None if holder is None else StaffOut(id=holder.id, name=holder.name),
        ended_at=service.ended_at,
        close_reason=service.close_reason,
        satisfaction=service.satisfaction,
    )


def _step(step: ServiceStep) -> StepOut:
    return StepOut(
        event=step.event,
        from_state=step.from_state,
        to_state=step.to_state,
        actor=step.actor,
        at=step.at,
        detail=step.detail,
    )


async def message_page(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    before: int | None = None,
    after: int | None = None,
    limit: int = 50,
    clear: bool = False,
    whose: Whose = (),
) -> MessagePage:
    """The newest page; or what stands before a position, or behind one. Raises ConversationNotFound.

    clear: numbers as they were written: for `disclose` alone.
    """
    conversation = await find(session, conversation_id, whose=whose)
    wanted = select(Message).where(Message.conversation_id == conversation.id, Message.sender != DESK)
    if after is not None:
        ahead = wanted.where(Message.position > after).order_by(Message.position).limit(limit + 1)
        found = list(await session.scalars(ahead))
        more, found = len(found) > limit, found[:limit]
        return _page(desk, found, earlier=bool(found) and found[0].position > 1, later=more, clear=clear)
    if before is not None:
        wanted = wanted.where(Message.position < before)
    found = list(await session.scalars(wanted.order_by(Message.position.desc()).limit(limit + 1)))
    more, found = len(found) > limit, found[:limit][::-1]
    later = bool(found) and found[-1].position < conversation.last_position and before is not None
    return _page(desk, found, earlier=more, later=later, clear=clear)


def _page(
    desk: HandoffDesk, messages: Sequence[Message], *, earlier: bool, later: bool, clear: bool
) -> MessagePage:
    return MessagePage(
        messages=[show_message(desk, message, clear=clear) for message in messages],
        before=messages[0].position if messages and earlier else None,
        after=messages[-1].position if messages and later else None,
    )


def show_message(desk: HandoffDesk, message: Message, *, clear: bool = False) -> MessageOut:
    """Raises SealBroken."""
    body = unseal(desk.vault, message)
    text = body.text if body.text is None or clear else mask_text(body.text)
    return MessageOut(
        id=message.id,
        position=message.position,
        from_=message.sender,
        text=text,
        quick_replies=[reply.title for reply in body.quick_replies],
        attachment=None if body.attachment is None else SentFileOut(**body.attachment.model_dump()),
        answer=body.answer,
        case=body.case,
        author=None if body.author is None else StaffOut(id=body.author.id, name=body.author.name),
        created_at=message.created_at,
    )


async def disclose(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    reason: str,
    before: int | None = None,
    limit: int = 50,
    now: dt.datetime,
) -> MessagePage:
    """A page with numbers in clear, for a reason that is written down; without the entry nothing is shown.

    Raises ConversationNotFound.
    """
    page = await message_page(session, desk, conversation_id, before=before, limit=limit, clear=True)
    await record_audit(
        session,
        desk.vault,
        action=AuditAction.CONVERSATION_DISCLOSE,
        actor=staff.actor,
        subject=subject_of("conversation", conversation_id.lower()),
        detail={"from": page.messages[0].position, "to": page.messages[-1].position}
        if page.messages
        else None,
        reason=reason,
        now=now,
    )
    return page
