"""Canned replies: kept by staff, filled for a conversation. Never commits."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from desk.audit.actions import AuditAction, subject_of
from desk.audit.service import audit_at_end
from desk.cases.model import Case
from desk.cases.sealing import open_person
from desk.cases.wording import STATE_LABELS
from desk.handoff.desk import HandoffDesk
from desk.handoff.errors import CannedReplyNotFound, ShortcutTaken
from desk.handoff.filling import Variable, fill, variables_of
from desk.handoff.model import CannedReply
from desk.handoff.staff import StaffMember
from desk.ids import new_id


async def list_canned(session: AsyncSession, *, prefix: str = "") -> Sequence[CannedReply]:
    """Those whose shortcut begins so, in alphabetical order."""
    wanted = select(CannedReply).where(CannedReply.shortcut.startswith(prefix, autoescape=True))
    return (await session.scalars(wanted.order_by(CannedReply.shortcut))).all()


async def find_canned(session: AsyncSession, canned_id: str) -> CannedReply:
    """Raises CannedReplyNotFound."""
    found = await session.get(CannedReply, canned_id.lower())
    if found is None:
        raise CannedReplyNotFound
    return found


async def save_canned(
    session: AsyncSession,
    desk: HandoffDesk,
    *,
    canned_id: str | None,
    shortcut: str,
    title: str,
    text: str,
    staff: StaffMember,
    now: dt.datetime,
) -> CannedReply:
    """A new one, or the one of this id changed. Raises UnknownVariable, ShortcutTaken, CannedReplyNotFound."""
    variables_of(text)
    canned = CannedReply(id=new_id()) if canned_id is None else await find_canned(session, canned_id)
    try:
        async with session.begin_nested():
            canned.shortcut, canned.title, canned.text = shortcut, title, text
            canned.changed_by, canned.changed_at = staff.id, now
            session.add(canned)
    except IntegrityError as error:
        raise ShortcutTaken from error
    _write_down(session, desk, AuditAction.CANNED_SAVE, canned.id, staff=staff, now=now)
    return canned


async def remove_canned(
    session: AsyncSession, desk: HandoffDesk, canned_id: str, *, staff: StaffMember, now: dt.datetime
) -> None:
    """Raises CannedReplyNotFound."""
    await session.delete(await find_canned(session, canned_id))
    await session.flush()
    _write_down(session, desk, AuditAction.CANNED_REMOVE, canned_id, staff=staff, now=now)


def _write_down(
    session: AsyncSession,
    desk: HandoffDesk,
    action: AuditAction,
    canned_id: str,
    *,
    staff: StaffMember,
    now: dt.datetime,
) -> None:
    subject = subject_of("canned_reply", canned_id)
    audit_at_end(session, desk.vault, action=action, actor=staff.actor, subject=subject, now=now)


async def canned_text(
    session: AsyncSession, desk: HandoffDesk, canned_id: str, conversation_id: str, *, staff: StaffMember
) -> str:
    """The sentence filled for this conversation. Raises CannedReplyNotFound, VariableUnfilled."""
    canned = await find_canned(session, canned_id)
    return fill(canned.text, await values_for(session, desk, conversation_id, staff=staff))


async def values_for(
    session: AsyncSession, desk: HandoffDesk, conversation_id: str, *, staff: StaffMember
) -> dict[Variable, str | None]:
    """From the newest case that was filed in the conversation, and from who writes."""
    case = await session.scalar(
        select(Case)
        .where(Case.conversation_id == conversation_id, Case.duplicate_of.is_(None))
        .order_by(Case.id.desc())
        .limit(1)
    )
    values: dict[Variable, str | None] = {Variable.STAFF: staff.name}
    if case is None:
        return values
    sealed = case.complainant_sealed  # null: anonymous, or erased
    return values | {
        Variable.NAME: None if sealed is None else open_person(desk.vault, sealed).name,
        Variable.CASE_NO: case.case_no,
        Variable.CASE_STATE: STATE_LABELS[case.state],
        Variable.RESPONDENT: case.respondent_name,
    }
