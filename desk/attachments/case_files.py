"""Files as evidence of cases: add one, list them, find one."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.attachments.schemas import AttachmentOut
from desk.attachments.service import StoredFile, TooManyAttachments, UnknownAttachment, keep_attachment
from desk.cases import reading
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.errors import UpdateNotAllowed
from desk.cases.model import Case
from desk.cases.states import ENDED, Role
from desk.cases.timeline import new_change
from desk.clients import ApiClient
from desk.clients.reach import find_for
from desk.privacy.vault import Vault

OFFICE = frozenset({Role.OFFICER, Role.SUPERVISOR})
MOST_BY_OFFICE = 60  # files of one case


async def find_open(session: AsyncSession, client: ApiClient, reference: str) -> Case:
    """The case that takes the file, its row held: of a merged one, the case it was merged into.

    Raises CaseNotFound, UpdateNotAllowed.
    """
    case = await find_for(session, client, reference, lock=True)
    if case.duplicate_of is not None:
        case = await reading.find_case(session, case.duplicate_of, lock=True)
    if case.state in ENDED:
        raise UpdateNotAllowed
    return case


async def attach(
    session: AsyncSession,
    desk: CaseDesk,
    case: Case,
    stored: StoredFile,
    *,
    name: str,
    actor: Actor,
    limit: int,
    now: dt.datetime,
) -> Attachment:
    """Make a stored file evidence of `case`, whose row the caller holds. Raises TooManyAttachments.

    What staff add and what the consumer sends have room of their own: neither fills the other's.
    """
    by_office = actor.role in OFFICE
    if await count_files(session, case, by_office=by_office) >= limit:
        raise TooManyAttachments
    attachment = await keep_attachment(session, desk.vault, stored, name=name, case_id=case.id, now=now)
    attachment.by_office = by_office
    case.attachments = [*case.attachments, attachment.id]
    change = new_change(
        desk.vault, case, ChangeKind.ATTACHED, actor, detail={"attachments": [attachment.id]}, now=now
    )
    await record(session, desk, case, change, now=now)
    return attachment


async def count_files(session: AsyncSession, case: Case, *, by_office: bool) -> int:
    """How many of its files staff added, or others."""
    wanted = select(func.count()).where(Attachment.id.in_(case.attachments), Attachment.by_office.is_(True))
    by_staff = await session.scalar(wanted) or 0
    return by_staff if by_office else len(set(case.attachments)) - by_staff


def check_takes_from_office(case: Case) -> None:
    """Staff add to ended cases as well: the signed agreement comes after the settlement. Raises UpdateNotAllowed for one
    that was merged (the first one takes it) or erased."""
    if case.duplicate_of is not None or case.erased_at is not None:
        raise UpdateNotAllowed("这件已经并案或者个人信息已删除，不能再加文件")


async def files_of(session: AsyncSession, case: Case) -> Sequence[Attachment]:
    """Its files, oldest first.

    A filing may name any id. Files count only if they were sent in the case's own conversation, or are
    evidence of a case of the same story or of one merged into this one: naming somebody else's file does not open it.
    """
    story = select(Case.id).where(or_(Case.story_id == case.story_id, Case.duplicate_of == case.id))
    ours: list[ColumnElement[bool]] = [Attachment.case_id.in_(story)]
    if case.conversation_id is not None:
        ours.append(Attachment.conversation_id == case.conversation_id)
    found = await session.scalars(
        select(Attachment).where(Attachment.id.in_(case.attachments), or_(*ours)).order_by(Attachment.id)
    )
    return found.all()


async def find_file(session: AsyncSession, case: Case, attachment_id: str) -> Attachment:
    """Raises UnknownAttachment."""
    for attachment in await files_of(session, case):
        if attachment.id == attachment_id.lower():
            return attachment
    raise UnknownAttachment


def show(attachment: Attachment, vault: Vault, *, personal: bool) -> AttachmentOut:
    name = vault.open(attachment.sealed_name)
    return AttachmentOut(
        id=attachment.id,
        name=name if personal else f"***{Path(name).suffix[:10]}",
        media_type=attachment.media_type,
        size=attachment.size,
        created_at=attachment.created_at,
    )
