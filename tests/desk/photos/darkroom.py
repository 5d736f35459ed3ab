"""A conversation into which pictures are sent, and the worker that has them read by a stand-in child."""

from pathlib import Path
from typing import Any

from sqlalchemy import select, update

from desk.attachments.model import Attachment
from desk.attachments.storage import FolderStorage
from desk.bus import InProcessBus
from desk.conversations.incoming import Incoming
from desk.conversations.model import DESK, Message, Turn
from desk.conversations.receiving import receive
from desk.outbox.model import OutboxItem
from desk.outbox.worker import OutboxWorker
from desk.photos.asking import READ_PHOTO
from desk.photos.errand import PhotoErrand
from desk.photos.reader import Bounds, PhotoReader
from tests.desk.attachments.keeping import keep_file
from tests.desk.conversations.conversing import Conversing
from tests.desk.photos import children

RECEIPT = "合计：128.50"


class Darkroom:
    def __init__(self, conversing: Conversing, folder: Path) -> None:
        self.conversing, self.folder = conversing, folder
        self.read_by(children.ANSWERS)

    def read_by(self, code: str, **bounds: float) -> None:
        """From now on the child is this script."""
        patient = {"start": 300.0, "picture": 300.0, **bounds}
        self.reader = PhotoReader(children.script(code), Bounds(**patient))  # type: ignore[arg-type]
        errand = PhotoErrand(
            self.conversing.database,
            self.conversing.vault,
            self.reader,
            self.conversing.clock,
            files=FolderStorage(self.folder),
        )
        self.worker = OutboxWorker(
            self.conversing.database,
            self.conversing.vault,
            InProcessBus(),
            self.conversing.clock,
            errand.handlers(),
            errand.dead,
            lane=OutboxItem.kind == READ_PHOTO,
        )

    async def send(self, content: str = RECEIPT, media_type: str = "image/jpeg", name: str = "a.jpg") -> str:
        """The person sends a file; returns its id."""
        made = self.conversing
        attachment = await keep_file(
            made.database,
            made.vault,
            self.folder,
            conversation_id=made.id,
            name=name,
            content=content.encode(),
            media_type=media_type,
            now=made.clock(),
        )
        async with made.database.write() as session:
            incoming = Incoming(f"message-{attachment.id}", attachment_id=attachment.id)
            await receive(session, made.vault, made.id, incoming, now=made.clock())
        return attachment.id

    async def work(self, tries: int = 3) -> None:
        """Carry out what is due, and what becomes due again."""
        for _ in range(tries):
            while await self.worker.work_once():
                pass
            self.conversing.clock.advance(minutes=11)

    async def item(self) -> OutboxItem:
        async with self.conversing.database.read() as session:
            return (await session.execute(select(OutboxItem).filter_by(kind=READ_PHOTO))).scalar_one()

    async def readings(self) -> list[Message]:
        async with self.conversing.database.read() as session:
            return list((await session.execute(select(Message).filter_by(sender=DESK))).scalars())

    async def turn_of(self, message: Message) -> Turn:
        async with self.conversing.database.read() as session:
            return (await session.execute(select(Turn).filter_by(message_id=message.id))).scalar_one()

    async def file_with_a_case(self) -> None:
        async with self.conversing.database.write() as session:
            await session.execute(update(Attachment).values(case_id="case-1"))

    def told(self) -> list[dict[str, Any]]:
        """The readings that the brain was told."""
        return [question.reading for question in self.conversing.brain.asked if question.reading]
