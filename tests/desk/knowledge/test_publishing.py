"""A version from draft to publication and back, by several people."""

import asyncio
from typing import Any

import pytest

from desk.knowledge import reading, service
from desk.knowledge.errors import (
    DraftChanged,
    EntryNotPublishable,
    OwnWork,
    StillNeeded,
    TopicBeingEdited,
    TopicTaken,
    TopicUnknown,
    VersionMoved,
    VersionNotFound,
)
from desk.knowledge.states import DraftState
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.desk.builders import NOBODY, NOW, audited, on_sqlite
from tests.desk.knowledge.drafting import (
    APPROVER,
    AUTHOR,
    EDITED,
    NEW_TOPIC,
    TOPIC,
    draft,
    entry,
    new_entry,
    publish,
)


async def test_what_another_person_approved_is_in_force_and_written_down(
    database: Database, vault: Vault
) -> None:
    version = await publish(database, vault)
    assert (version.state, version.version, version.decided_by) == (DraftState.PUBLISHED, 1, APPROVER)
    async with database.read() as session:
        assert (await service.in_force(session)).entries[TOPIC].answer == EDITED
    actions = [(entry.action.value, entry.actor) for entry in await audited(database)]
    assert actions == [
        ("knowledge:draft", AUTHOR), ("knowledge:submit", AUTHOR), ("knowledge:publish", APPROVER),
    ]  # fmt: skip


async def test_a_new_version_takes_the_place_of_the_one_before(database: Database, vault: Vault) -> None:
    first = await publish(database, vault)
    second = await publish(database, vault, entry(answer=EDITED + "谈不拢再投诉。"))
    async with database.read() as session:
        states = {v.version: v.state for v in await reading.versions_of(session, TOPIC)}
        assert [v.id for v in await service.published(session)] == [second.id]
    assert states == {1: DraftState.SUPERSEDED, 2: DraftState.PUBLISHED}
    assert first.topic == second.topic


async def test_who_wrote_in_it_does_not_approve_it(database: Database, vault: Vault) -> None:
    version = await draft(database, vault)
    async with database.write() as session:
        await service.edit(
            session, version.id, entry=entry(answer=EDITED), sentences=[], by=APPROVER, seen=1, now=NOW
        )
        await service.submit(session, vault, version.id, by=AUTHOR, now=NOW)
    for writer in (AUTHOR, APPROVER):
        with pytest.raises(OwnWork):
            async with database.write() as session:
                await service.approve(session, vault, version.id, by=writer, now=NOW)
    async with database.read() as session:
        assert await service.published(session) == []


@on_sqlite
async def test_nothing_unverified_is_submitted(database: Database, vault: Vault) -> None:
    version = await draft(database, vault, entry(confidence="C"))
    with pytest.raises(EntryNotPublishable) as refused:
        async with database.write() as session:
            await service.submit(session, vault, version.id, by=AUTHOR, now=NOW)
    assert [error.code for error in refused.value.errors] == ["unverified"]


@on_sqlite
async def test_what_is_still_a_draft_is_not_approved_and_what_is_submitted_not_edited(
    database: Database, vault: Vault
) -> None:
    version = await draft(database, vault)
    with pytest.raises(VersionMoved):
        async with database.write() as session:
            await service.approve(session, vault, version.id, by=APPROVER, now=NOW)
    async with database.write() as session:
        await service.submit(session, vault, version.id, by=AUTHOR, now=NOW)
    with pytest.raises(VersionMoved):
        async with database.write() as session:
            await service.edit(session, version.id, entry={}, sentences=[], by=AUTHOR, seen=1, now=NOW)


async def test_one_draft_a_topic_even_when_two_begin_at_once(database: Database, vault: Vault) -> None:
    done = await asyncio.gather(
        draft(database, vault), draft(database, vault, by=APPROVER), return_exceptions=True
    )
    assert sorted(type(one).__name__ for one in done) == ["KnowledgeVersion", "TopicBeingEdited"]
    with pytest.raises(TopicBeingEdited):
        await draft(database, vault)


async def test_a_double_click_approves_once(database: Database, vault: Vault) -> None:
    version = await publish(database, vault)
    before = len(await audited(database))
    async with database.write() as session:
        assert (await service.approve(session, vault, version.id, by=APPROVER, now=NOW)).version == 1
    assert len(await audited(database)) == before


@on_sqlite
async def test_nobody_overwrites_what_they_have_not_seen(database: Database, vault: Vault) -> None:
    version = await draft(database, vault)
    with pytest.raises(DraftChanged):
        async with database.write() as session:
            await service.edit(session, version.id, entry={}, sentences=[], by=APPROVER, seen=0, now=NOW)


@on_sqlite
async def test_returned_it_is_a_draft_again_and_says_why(database: Database, vault: Vault) -> None:
    version = await draft(database, vault)
    async with database.write() as session:
        await service.submit(session, vault, version.id, by=AUTHOR, now=NOW)
        back = await service.give_back(session, vault, version.id, note="请写明时限", by=APPROVER, now=NOW)
    assert (back.state, back.note) == (DraftState.DRAFT, "请写明时限")


async def test_withdrawn_the_shipped_entry_is_in_force_again(database: Database, vault: Vault) -> None:
    version = await publish(database, vault)
    async with database.write() as session:
        for _again in range(2):
            await service.withdraw(session, vault, version.id, note="有误", by=APPROVER, now=NOW)
        assert (await service.in_force(session)).entries[TOPIC].answer != EDITED


@on_sqlite
async def test_what_another_entry_leads_to_is_not_withdrawn(database: Database, vault: Vault) -> None:
    target = await publish(database, vault, new_entry())
    await publish(database, vault, entry(related=[NEW_TOPIC]))
    with pytest.raises(StillNeeded):
        async with database.write() as session:
            await service.withdraw(session, vault, target.id, note="有误", by=APPROVER, now=NOW)


@on_sqlite
async def test_a_discarded_draft_makes_room_for_another(database: Database, vault: Vault) -> None:
    version = await draft(database, vault)
    async with database.write() as session:
        await service.discard(session, vault, version.id, by=AUTHOR, now=NOW)
    assert (await draft(database, vault)).version == 2


@on_sqlite
@pytest.mark.parametrize(
    ("topic", "new", "refusal"), [(TOPIC, True, TopicTaken), ("nothing_at_all", False, TopicUnknown)]
)
async def test_a_draft_is_of_a_known_topic_or_of_a_new_one(
    database: Database, vault: Vault, topic: str, new: bool, refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        async with database.write() as session:
            await service.begin(session, vault, topic, new=new, by=AUTHOR, now=NOW)


@on_sqlite
@pytest.mark.parametrize("version_id", [NOBODY, "x"])
async def test_a_version_that_is_none_is_not_found(database: Database, vault: Vault, version_id: str) -> None:
    with pytest.raises(VersionNotFound):
        async with database.write() as session:
            await service.approve(session, vault, version_id, by=APPROVER, now=NOW)


async def test_the_tag_follows_the_content(database: Database, vault: Vault) -> None:
    tags: list[Any] = []
    for answer in (EDITED, EDITED + "谈不拢再投诉。"):
        await publish(database, vault, entry(answer=answer))
        async with database.read() as session:
            tags += [service.tag_of(await service.published(session)) for _again in range(2)]
    assert tags[0] == tags[1] != tags[2] == tags[3]
