"""Use cases of attachments: keep one, find one of a conversation, let go."""

import datetime as dt
import hashlib
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.attachments.sanitise import CleanFile
from desk.attachments.storage import Storage
from desk.errors import NotFound, Unprocessable
from desk.ids import new_id
from desk.privacy.vault import Vault

MAX_NAME = 120  # characters


class TooManyAttachments(Unprocessable):
    code, title = "too_many_attachments", "最多可以发9个文件"


class UnknownAttachment(NotFound):
    code, title = "unknown_attachment", "没有找到这个文件，请重新上传"


@dataclass
class StoredFile:
    """A content that lies in the storage and waits for its row."""

    id: str
    media_type: str
    size: int
    sha256: str
    kept: bool = False  # a row was written for it


@asynccontextmanager
async def storing(storage: Storage, vault: Vault, clean: CleanFile) -> AsyncIterator[StoredFile]:
    """Seal the content into the storage; take it out again if the block ends without a row for it.

    It stands around the transaction, not in it: a slow bucket must not hold the database's lock. A crash
    between leaves an unreferenced file, never a row without its file. Raises StorageAway.
    """
    stored = StoredFile(
        id=new_id(),
        media_type=clean.media_type,
        size=len(clean.content),
        sha256=hashlib.sha256(clean.content).hexdigest(),
    )
    await storage.put(stored.id, vault.seal_bytes(clean.content))
    try:
        yield stored
    except BaseException:
        stored.kept = False
        raise
    finally:
        if not stored.kept:
            await storage.delete(stored.id)


async def keep_attachment(
    session: AsyncSession,
    vault: Vault,
    stored: StoredFile,
    *,
    name: str,
    now: dt.datetime,
    conversation_id: str | None = None,
    case_id: str | None = None,
) -> Attachment:
    """Add the row of a stored file: of a conversation, or of a case directly."""
    attachment = Attachment(
        id=stored.id,
        conversation_id=conversation_id,
        case_id=case_id,
        sealed_name=vault.seal(Path(name).name[:MAX_NAME] or "file"),
        media_type=stored.media_type,
        size=stored.size,
        sha256=stored.sha256,
        created_at=now,
    )
    session.add(attachment)
    await session.flush()
    stored.kept = True
    return attachment


async def check_room(session: AsyncSession, conversation_id: str, *, limit: int) -> None:
    """Raises TooManyAttachments when the conversation has `limit` files that are not yet evidence of a case.

    A second complaint has room of its own. The caller holds the conversation's lock, or files sent at once
    would all find room for one.
    """
    count = await session.scalar(
        select(func.count())
        .select_from(Attachment)
        .where(Attachment.conversation_id == conversation_id, Attachment.case_id.is_(None))
    )
    if (count or 0) >= limit:
        raise TooManyAttachments


async def read_file(storage: Storage, attachment_id: str, vault: Vault) -> bytes:
    """The content as it was kept. Raises FileMissing, StorageAway, SealBroken."""
    return vault.open_bytes(await storage.get(attachment_id))


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

    Ids of another conversation are passed over: a caller cannot claim somebody else's files. So are files that
    are evidence already, which stay where they are.
    """
    if not attachment_ids or conversation_id is None:
        return
    await session.execute(
        update(Attachment)
        .where(
            Attachment.conversation_id == conversation_id,
            Attachment.id.in_(attachment_ids),
            Attachment.case_id.is_(None),
        )
        .values(case_id=case_id)
    )


async def drop_unfiled(
    session: AsyncSession, conversation_id: str, *, sent_by: dt.datetime | None = None
) -> list[str]:
    """Delete the rows of files that no case rests on; returns their ids, for the storage to follow.

    sent_by: files that came later stay.
    """
    unfiled = delete(Attachment).where(
        Attachment.conversation_id == conversation_id, Attachment.case_id.is_(None)
    )
    if sent_by is not None:
        unfiled = unfiled.where(Attachment.created_at <= sent_by)
    dropped = await session.execute(unfiled.returning(Attachment.id))
    return list(dropped.scalars())


async def remove_files(storage: Storage, attachment_ids: Collection[str]) -> None:
    """Remove sealed contents; one that is gone already is gone. Raises StorageAway."""
    for attachment_id in attachment_ids:
        await storage.delete(attachment_id)
