"""What staff write for each other: notes and labels. Never commits."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction
from desk.conversations.incoming import clean_text
from desk.events.service import Happened, add_event
from desk.events.types import EventType
from desk.handoff.acting import write_down
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import ClientMessageReused
from desk.handoff.model import ConversationLabel, Note
from desk.handoff.staff import StaffMember
from desk.handoff.stepping import locked
from desk.ids import new_id


async def add_note(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    text: str,
    client_note_id: str,
    now: dt.datetime,
) -> Note:
    """Keep it, sealed. The same client_note_id again adds nothing.

    Raises ConversationNotFound, EmptyMessage, MessageTooLong, ClientMessageReused.
    """
    conversation = await locked(session, conversation_id)
    text = clean_text(text)
    known = await session.scalar(
        select(Note).filter_by(conversation_id=conversation.id, client_note_id=client_note_id)
    )
    if known is not None:
        if known.author_id != staff.id or desk.vault.open(known.text_sealed) != text:
            raise ClientMessageReused
        return known
    note = Note(
        id=new_id(),
        conversation_id=conversation.id,
        client_note_id=client_note_id,
        author_id=staff.id,
        author_name=staff.name,
        text_sealed=desk.vault.seal(text),
        created_at=now,
    )
    session.add(note)
    await session.flush()
    happened = Happened(staff_id=staff.id, staff_name=staff.name)
    add_event(session, EventType.NOTE, conversation.id, happened, now=now)
    write_down(session, desk, AuditAction.CONVERSATION_NOTE, conversation.id, staff=staff, now=now)
    return note


async def notes_of(session: AsyncSession, conversation_id: str) -> Sequence[Note]:
    """Oldest first."""
    wanted = select(Note).filter_by(conversation_id=conversation_id).order_by(Note.id)
    return (await session.scalars(wanted)).all()


async def set_labels(
    session: AsyncSession,
    desk: HandoffDesk,
    conversation_id: str,
    *,
    staff: StaffMember,
    labels: Sequence[str],
    now: dt.datetime,
) -> list[str]:
    """The whole set, sorted. Raises ConversationNotFound."""
    conversation = await locked(session, conversation_id)
    wanted = sorted({label.strip() for label in labels if label.strip()})
    if wanted == await labels_of(session, conversation.id):
        return wanted
    await session.execute(delete(ConversationLabel).filter_by(conversation_id=conversation.id))
    session.add_all(ConversationLabel(conversation_id=conversation.id, label=label) for label in wanted)
    await session.flush()
    happened = Happened(staff_id=staff.id, staff_name=staff.name)
    add_event(session, EventType.LABELS, conversation.id, happened, now=now)
    write_down(session, desk, AuditAction.CONVERSATION_LABEL, conversation.id, staff=staff, now=now)
    return wanted


async def labels_of(session: AsyncSession, conversation_id: str) -> list[str]:
    wanted = select(ConversationLabel.label).filter_by(conversation_id=conversation_id)
    return sorted(await session.scalars(wanted))


async def known_labels(session: AsyncSession) -> list[str]:
    """Those that stand on any conversation, for suggestions."""
    return sorted(await session.scalars(select(ConversationLabel.label).distinct()))
