"""What is kept of a hand-off goes with the conversation, and its person can have it."""

import pytest
from sqlalchemy import func, select

from desk.conversations.erasure import erase
from desk.conversations.service import lock_conversation
from desk.events.model import DeskEvent
from desk.handoff.model import ConversationLabel, Note, ReadMark
from desk.handoff.notes import add_note, set_labels
from desk.handoff.states import CloseReason, ServiceState
from desk.privacy.exporting import export
from desk.privacy.people import Holdings
from desk.privacy.trackers import Trackers
from tests.desk.builders import NOW
from tests.desk.handoff.serving import LI, Serving


async def noted(serving: Serving) -> None:
    await serving.asks()
    await serving.claims()
    await serving.says("您好")
    async with serving.database.write() as session:
        await add_note(
            session,
            serving.desk,
            serving.id,
            staff=LI,
            text="商家电话13812345678",
            client_note_id="note-0001",
            now=serving.clock(),
        )
        await set_labels(session, serving.desk, serving.id, staff=LI, labels=["急"], now=serving.clock())


async def test_erasure_takes_notes_labels_marks_and_events_and_ends_the_service(serving: Serving) -> None:
    await noted(serving)
    async with serving.database.write() as session:
        conversation = await lock_conversation(session, serving.id)
        await erase(session, serving.vault, conversation, now=serving.clock())
    async with serving.database.read() as session:
        for table in (Note, ConversationLabel, ReadMark):
            assert await session.scalar(select(func.count()).select_from(table)) == 0
        assert (await session.scalars(select(DeskEvent.type))).all() == ["conversation.erased"]
    service = await serving.service()
    assert (service.state, service.close_reason) == (ServiceState.CLOSED, CloseReason.ERASED)
    assert (await serving.conversation()).owner == "assistant"


async def test_a_note_is_sealed_at_rest(serving: Serving) -> None:
    await noted(serving)
    async with serving.database.read() as session:
        sealed = (await session.scalars(select(Note.text_sealed))).one()
    assert "138" not in sealed


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_an_export_tells_services_notes_and_labels(serving: Serving) -> None:
    await noted(serving)
    trackers = Trackers(f"sqlite:///{serving.database.engine.url.database}.none")
    async with serving.database.read() as session:
        told = await export(
            session,
            serving.vault,
            trackers,
            Holdings(conversations=[serving.id]),
            request_id="0192f3a0-0000-7000-8000-000000000001",
            now=NOW,
        )
    (conversation,) = told.conversations
    assert [(one.reason, one.state) for one in conversation.services] == [("asked", "serving")]
    assert [one.text for one in conversation.notes] == ["商家电话138****5678"]
    assert conversation.labels == ["急"]
