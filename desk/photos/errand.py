"""The errand `read_photo`: from a stored picture to a turn of its conversation that tells what stands on it.

Written to the outbox with the message that brought the picture, carried out by a worker of its own: a reading
takes a second or twenty, and a complaint to be filed must not wait behind it.
"""

import logging
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.model import Attachment
from desk.attachments.service import read_file
from desk.attachments.storage import FileMissing, Storage, StorageAway
from desk.clock import Clock
from desk.conversations.readings import add_reading
from desk.outbox.model import OutboxItem
from desk.outbox.worker import Finish, Handler, TryLater
from desk.photos.asking import READ_PHOTO
from desk.photos.reader import PhotoReader
from desk.photos.reading import Line, ReadingFailed
from desk.privacy.vault import SealBroken, Vault
from desk.store.database import Database

log = logging.getLogger("desk.photos")

MOST_TRIES = 2  # a picture that ended the reader twice will do so again


async def nothing(_session: AsyncSession) -> None:
    """Nothing to tell: the picture is evidence all the same."""


class PhotoErrand:
    """Carries out `read_photo` items."""

    def __init__(
        self, database: Database, vault: Vault, reader: PhotoReader, clock: Clock, *, files: Storage
    ) -> None:
        self._database, self._vault, self._reader, self._clock = database, vault, reader, clock
        self._files = files

    def handlers(self) -> dict[str, Handler]:
        return {READ_PHOTO: self.read_photo}

    async def read_photo(self, item: OutboxItem, body: dict[str, Any]) -> Finish:
        """Read it. Whatever goes wrong, nobody is told: the picture was kept, and a form can be filled by hand.

        Raises TryLater once; a storage that does not answer counts as a try.
        """
        attachment_id: str = body["attachment_id"]
        async with self._database.read() as session:
            if await session.get(Attachment, attachment_id) is None:
                return nothing  # erased meanwhile
        if item.attempts > MOST_TRIES:
            return nothing  # the desk itself went down over it
        try:
            content = await read_file(self._files, attachment_id, self._vault)
            lines = await self._reader.read(content)
        except StorageAway as error:
            raise TryLater(error.code) from error
        except (FileMissing, SealBroken) as error:
            log.warning("photo lost attachment=%s: %s", attachment_id, type(error).__name__)
            return nothing
        except ReadingFailed as failure:
            log.warning("photo unread attachment=%s try=%s: %s", attachment_id, item.attempts, failure.code)
            if item.attempts < MOST_TRIES:
                raise TryLater(failure.code) from failure
            return nothing
        log.info("photo read attachment=%s lines=%s", attachment_id, len(lines))
        return self._telling(item, attachment_id, lines) if lines else nothing

    def _telling(self, item: OutboxItem, attachment_id: str, lines: list[Line]) -> Finish:
        async def tell(session: AsyncSession) -> None:
            assert item.conversation_id is not None
            await add_reading(
                session,
                self._vault,
                conversation_id=item.conversation_id,
                attachment_id=attachment_id,
                lines=lines,
                now=self._clock(),
            )

        return tell

    async def dead(self, session: AsyncSession, item: OutboxItem) -> None:
        """Nobody waits for it."""
