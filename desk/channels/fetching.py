"""A file that lies at the channel yet: fetched when its turn begins, kept like any other, then mentioned to the brain.

It is part of the turn, so it is tried again with it, and what the person says afterwards waits for it.
"""

import asyncio
import logging

from desk.attachments.sanitise import sanitise
from desk.attachments.service import check_room, keep_attachment, storing
from desk.attachments.storage import Storage, StorageAway
from desk.channels.errors import DeliveryFault, TryLater
from desk.channels.registry import Channels
from desk.clock import Clock
from desk.conversations import wording
from desk.conversations.brain import BrainError
from desk.conversations.claiming import Claimed
from desk.conversations.messages import AttachmentNote, Body, seal, unseal
from desk.conversations.model import Message
from desk.conversations.rules import BrainFault
from desk.conversations.service import lock_conversation
from desk.errors import DeskError
from desk.photos.asking import ask_for_reading
from desk.privacy.vault import Vault
from desk.store.database import Database

log = logging.getLogger("desk.channels")

EXTENSIONS = {"image/jpeg": "jpg", "image/png": "png", "image/webp": "webp", "application/pdf": "pdf"}


class NotKept(Exception):
    """The file cannot be kept; `told` says why, in the person's words."""

    def __init__(self, told: str) -> None:
        super().__init__()
        self.told = told


class Fetcher:
    """One for the process."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        storage: Storage,
        channels: Channels,
        clock: Clock,
        *,
        max_bytes: int,
        max_files: int,
    ) -> None:
        self._database, self._vault, self._storage, self._clock = database, vault, storage, clock
        self._channels, self._max_bytes, self._max_files = channels, max_bytes, max_files

    async def body_of(self, claimed: Claimed) -> Body:
        """What the claimed message says, its file in our own hands.

        Raises SealBroken, NotKept, and BrainError when it is to be tried again.
        """
        body = unseal(self._vault, claimed.message)
        if body.media is None or body.attachment is not None:
            return body
        channel = self._channels.get(claimed.channel)
        if channel is None:  # switched off by the operator since the person sent it
            raise BrainError(BrainFault.FILE_AWAY)
        try:
            raw = await channel.fetch(body.media.id, max_bytes=self._max_bytes)
        except TryLater as fault:
            log.warning("file not fetched message=%s: %s", claimed.message.id, fault.code)
            raise BrainError(BrainFault.FILE_AWAY) from fault
        except DeliveryFault as fault:
            log.warning("file lost message=%s: %s", claimed.message.id, fault.code)
            raise NotKept(wording.FILE_LOST) from fault
        try:
            return await self._keep(claimed, body, raw)
        except StorageAway as error:
            raise BrainError(BrainFault.FILE_AWAY) from error
        except DeskError as refused:
            raise NotKept(refused.detail) from refused

    async def _keep(self, claimed: Claimed, body: Body, raw: bytes) -> Body:
        clean = await asyncio.to_thread(sanitise, raw, max_bytes=self._max_bytes)
        name = f"{wording.PICTURE_NAME}.{EXTENSIONS.get(clean.media_type, 'bin')}"
        now = self._clock()
        async with (
            storing(self._storage, self._vault, clean) as stored,
            self._database.write() as session,
        ):
            await lock_conversation(session, claimed.conversation_id)
            await check_room(session, claimed.conversation_id, limit=self._max_files)
            kept = await keep_attachment(
                session, self._vault, stored, conversation_id=claimed.conversation_id, name=name, now=now
            )
            note = AttachmentNote(id=kept.id, name=name, media_type=kept.media_type)
            body = body.model_copy(update={"attachment": note})
            message = await session.get_one(Message, claimed.message.id)
            message.sealed_body = seal(self._vault, body)
            await ask_for_reading(
                session,
                self._vault,
                conversation_id=claimed.conversation_id,
                attachment_id=kept.id,
                media_type=kept.media_type,
                now=now,
            )
        return body
