"""What the consumer may do with a filed case: tell more, withdraw it, rate the handling."""

import datetime as dt
from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.case_files import count_files
from desk.attachments.model import Attachment
from desk.attachments.service import TooManyAttachments, UnknownAttachment, bind_to_case
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.content import MAX_ATTACHMENTS
from desk.cases.errors import CaseNotFound, NothingToAdd, NotRateable, UpdateNotAllowed
from desk.cases.model import Case
from desk.cases.requests import SatisfactionIn, UpdateIn, UpdateKind
from desk.cases.states import ENDED, RATEABLE, TRANSITIONS, CaseEvent, CaseState
from desk.cases.timeline import new_change
from desk.cases.transitions import Transition, change_state


async def check_told_there(session: AsyncSession, case: Case, conversation_id: str | None) -> None:
    """Whether the case was filed in this conversation, itself or a filing merged into it. Raises CaseNotFound,
    as for a number that does not exist: a conversation learns nothing about other people's cases."""
    if conversation_id is None:
        raise CaseNotFound
    filed_there = select(Case.id).where(
        Case.conversation_id == conversation_id, or_(Case.id == case.id, Case.duplicate_of == case.id)
    )
    if await session.scalar(filed_there.limit(1)) is None:
        raise CaseNotFound


async def update(
    session: AsyncSession, desk: CaseDesk, case: Case, told: UpdateIn, *, actor: Actor, now: dt.datetime
) -> Case:
    """Carry out an update on a case whose row the caller holds.

    Raises UpdateNotAllowed once it has ended (a second withdrawal is harmless), NothingToAdd,
    TooManyAttachments, UnknownAttachment.
    """
    if told.kind is UpdateKind.WITHDRAW:
        return await _withdraw(session, desk, case, told, actor=actor, now=now)
    return await _supplement(session, desk, case, told, actor=actor, now=now)


async def _withdraw(
    session: AsyncSession, desk: CaseDesk, case: Case, told: UpdateIn, *, actor: Actor, now: dt.datetime
) -> Case:
    if (case.state, CaseEvent.WITHDRAW) not in TRANSITIONS[case.kind]:
        raise UpdateNotAllowed
    wanted = Transition(CaseEvent.WITHDRAW, actor, reason=told.text)
    await change_state(session, desk, case, wanted, now=now)
    return case


async def _supplement(
    session: AsyncSession, desk: CaseDesk, case: Case, told: UpdateIn, *, actor: Actor, now: dt.datetime
) -> Case:
    if case.state in ENDED:
        raise UpdateNotAllowed
    if told.text is None and not told.attachments:
        raise NothingToAdd
    fresh = await _bind(session, case, told.attachments, told.conversation_id)
    line = new_change(
        desk.vault,
        case,
        ChangeKind.SUPPLEMENTED,
        actor,
        reason=told.text,
        detail={"channel": told.channel, "attachments": fresh},
        now=now,
    )
    await record(session, desk, case, line, now=now)
    if case.state is CaseState.NEEDS_INFO:
        await change_state(session, desk, case, Transition(CaseEvent.SUPPLEMENT, actor), now=now)
    return case


async def _bind(
    session: AsyncSession, case: Case, attachments: Sequence[str], conversation_id: str | None
) -> list[str]:
    """Make the conversation's files evidence of the case; returns those that were not yet."""
    fresh = [one for one in attachments if one not in case.attachments]
    if not fresh:
        return []
    if await count_files(session, case, by_office=False) + len(fresh) > MAX_ATTACHMENTS:
        raise TooManyAttachments
    found = await session.scalars(
        select(Attachment.id).where(Attachment.id.in_(fresh), Attachment.conversation_id == conversation_id)
    )
    if set(found) != set(fresh):
        raise UnknownAttachment
    await bind_to_case(session, conversation_id=conversation_id, attachment_ids=fresh, case_id=case.id)
    case.attachments = [*case.attachments, *fresh]
    return fresh


async def rate(
    session: AsyncSession, desk: CaseDesk, case: Case, told: SatisfactionIn, *, actor: Actor, now: dt.datetime
) -> Case:
    """Keep the consumer's rating; a later one takes its place, both stand in the timeline. Raises NotRateable."""
    if case.state not in RATEABLE:
        raise NotRateable
    case.satisfaction = told.rating
    line = new_change(
        desk.vault,
        case,
        ChangeKind.RATED,
        actor,
        reason=told.comment,
        detail={"rating": told.rating},
        now=now,
    )
    await record(session, desk, case, line, now=now)
    return case
