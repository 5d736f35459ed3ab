"""Files of a conversation, put straight into storage and table."""

import datetime as dt
from pathlib import Path

from desk.attachments.model import Attachment
from desk.attachments.sanitise import CleanFile
from desk.attachments.service import keep_attachment, storing
from desk.attachments.storage import FolderStorage
from desk.conversations.service import lock_conversation
from desk.privacy.vault import Vault
from desk.store.database import Database


async def keep_file(
    database: Database,
    vault: Vault,
    folder: Path,
    *,
    conversation_id: str,
    name: str = "a.jpg",
    content: bytes = b"x",
    media_type: str = "image/jpeg",
    now: dt.datetime,
) -> Attachment:
    clean = CleanFile(media_type, content)
    async with storing(FolderStorage(folder), vault, clean) as stored, database.write() as session:
        await lock_conversation(session, conversation_id)
        return await keep_attachment(
            session, vault, stored, conversation_id=conversation_id, name=name, now=now
        )
