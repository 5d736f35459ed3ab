"""Having a picture read: an errand in the outbox, written with the message that brought it."""

import datetime as dt

from sqlalchemy.ext.asyncio import AsyncSession

from desk.outbox.service import enqueue
from desk.privacy.vault import Vault

READ_PHOTO = "read_photo"  # the errand
READABLE = frozenset({"image/jpeg", "image/png", "image/webp"})  # a PDF is kept as evidence, unread


async def ask_for_reading(
    session: AsyncSession,
    vault: Vault,
    *,
    conversation_id: str,
    attachment_id: str,
    media_type: str,
    now: dt.datetime,
) -> None:
    """Once a picture, however often it is mentioned. Other files are passed over."""
    if media_type in READABLE:
        await enqueue(
            session,
            vault,
            kind=READ_PHOTO,
            key=attachment_id,
            body={"attachment_id": attachment_id},
            conversation_id=conversation_id,
            now=now,
        )
