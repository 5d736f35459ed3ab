"""What the outbox carries out for this room."""

from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

from desk.attachments.service import remove_files
from desk.attachments.storage import Storage, StorageAway
from desk.outbox.model import OutboxItem
from desk.outbox.worker import Finish, Handler, TryLater
from desk.privacy.case_erasure import REMOVE_FILES


class FileErrands:
    """Removes contents whose rows are gone."""

    def __init__(self, storage: Storage) -> None:
        self._storage = storage

    def handlers(self) -> dict[str, Handler]:
        return {REMOVE_FILES: self.remove}

    async def remove(self, item: OutboxItem, body: dict[str, Any]) -> Finish:
        """Raises TryLater."""
        try:
            await remove_files(self._storage, body["files"])
        except StorageAway as error:
            raise TryLater(error.code) from error

        async def nothing(_session: AsyncSession) -> None:
            """Nobody waits to be told."""

        return nothing
