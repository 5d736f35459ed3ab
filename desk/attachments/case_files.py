"""Files as evidence of cases: add one, list them, find one."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.attachments.schemas import AttachmentOut
from desk.attachments.service import StoredFile, TooManyAttachments, UnknownAttachment, keep_attachment
from desk.cases import reading
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk, record
from desk.cases.errors import UpdateNotAllowed
from desk.cases.model import Case
from desk.cases.states import ENDED
from desk.cases.timeline import new_change
from desk.clients import ApiClient
from desk.clients.reach import find_for
from desk.privacy.vault import Vault


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
    """Make a stored file evidence of `case`, whose row the caller holds. Raises TooManyAttachments."""
    if len(set(case.attachments)) >= limit:
        raise TooManyAttachments
    attachment = await keep_attachment(session, desk.vault, stored, name=name, case_id=case.id, now=now)
    case.attachments = [*case.attachments, attachment.id]
    change = new_change(
        desk.vault, case, ChangeKind.ATTACHED, actor, detail={"attachments": [attachment.id]}, now=now
    )
    await record(session, desk, case, change, now=now)
    return attachment


async def files_of(session: AsyncSession, case: Case) -> Sequence[Attachment]:
    """Its files, oldest first.

    A filing may name any id. Files count only if they were sent in the case's own conversation, or are
    evidence of a case of the same story: naming somebody else's file does not open it.
    """
    story = select(Case.id).where(Case.story_id == case.story_id)
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
