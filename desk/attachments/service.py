"""Use cases of attachments: keep one, find one of a conversation."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Collection
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.attachments.sanitise import CleanFile
from desk.errors import NotFound, Unprocessable
from desk.ids import new_id
from desk.privacy.vault import Vault

MAX_NAME = 120  # characters


class TooManyAttachments(Unprocessable):
    code, title = "too_many_attachments", "最多可以发9个文件"


class UnknownAttachment(NotFound):
    code, title = "unknown_attachment", "没有找到这个文件，请重新上传"


async def keep_attachment(
    session: AsyncSession,
    vault: Vault,
    folder: Path,
    *,
    conversation_id: str,
    name: str,
    clean: CleanFile,
    limit: int,
    now: dt.datetime,
) -> Attachment:
    """Seal the content into `folder` and add its row. Raises TooManyAttachments.

    `limit` counts the files that are not yet evidence of a case: a second complaint has room of its own. The
    caller holds the conversation's lock, or files sent at once would all find room for one. The file is written before the row commits: a crash between leaves an unreferenced file, never a row
    without its file.
    """
    count = await session.scalar(
        select(func.count())
        .select_from(Attachment)
        .where(Attachment.conversation_id == conversation_id, Attachment.case_id.is_(None))
    )
    if (count or 0) >= limit:
        raise TooManyAttachments
    attachment = Attachment(
        id=new_id(),
        conversation_id=conversation_id,
        sealed_name=vault.seal(Path(name).name[:MAX_NAME] or "file"),
        media_type=clean.media_type,
        size=len(clean.content),
        sha256=hashlib.sha256(clean.content).hexdigest(),
        created_at=now,
    )
    await asyncio.to_thread(_seal_into, folder, attachment.id, clean.content, vault)
    session.add(attachment)
    await session.flush()
    return attachment


def _seal_into(folder: Path, name: str, content: bytes, vault: Vault) -> None:
    """Write whole or not at all: a reader never meets half a file."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial = folder / f"{name}.part"
    partial.write_bytes(vault.seal_bytes(content))
    partial.rename(folder / name)


def read_file(folder: Path, attachment_id: str, vault: Vault) -> bytes:
    """The content as it was kept. Blocking. Raises FileNotFoundError, SealBroken."""
    return vault.open_bytes((folder / attachment_id).read_bytes())


async def find_attachment(session: AsyncSession, conversation_id: str, attachment_id: str) -> Attachment:
    """Raises UnknownAttachment when it is not one of this conversation."""
    attachment = await session.get(Attachment, attachment_id)
    if attachment is None or attachment.conversation_id != conversation_id:
        raise UnknownAttachment
    return attachment


async def bind_to_case(
    session: AsyncSession, *, conversation_id: str | None, attachment_ids: Collection[str], case_id: str
) -> None:
    """Make files of the conversation evidence of a case: they are kept with it from now on.

    Ids of another conversation are passed over: a caller cannot claim somebody else's files.
    """
    if not attachment_ids or conversation_id is None:
        return
    await session.execute(
        update(Attachment)
        .where(Attachment.conversation_id == conversation_id, Attachment.id.in_(attachment_ids))
        .values(case_id=case_id)
    )


async def drop_unfiled(
    session: AsyncSession, conversation_id: str, *, sent_by: dt.datetime | None = None
) -> list[str]:
    """Delete the rows of files that no case rests on; returns their ids, for the folder to follow.

    sent_by: files that came later stay.
    """
    unfiled = delete(Attachment).where(
        Attachment.conversation_id == conversation_id, Attachment.case_id.is_(None)
    )
    if sent_by is not None:
        unfiled = unfiled.where(Attachment.created_at <= sent_by)
    dropped = await session.execute(unfiled.returning(Attachment.id))
    return list(dropped.scalars())


async def remove_files(folder: Path, attachment_ids: Collection[str]) -> None:
    """Remove sealed contents; one that is gone already is gone."""
    for attachment_id in attachment_ids:
        await asyncio.to_thread((folder / attachment_id).unlink, missing_ok=True)
