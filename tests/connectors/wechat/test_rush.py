"""Too many wait: a person on WeChat is told so in the reply, and the platform sees no fault of ours."""

import dataclasses

import pytest

from desk.crowd import crowd, wording
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.connectors.wechat.looking import in_a_hurry, said
from tests.connectors.wechat.simulator.people import Person
from tests.connectors.wechat.simulator.platform import Platform
from tests.connectors.wechat.simulator.sight import Way
from tests.desk.builders import on_sqlite
from tests.desk.conversations.scripted import ScriptedBrain


@pytest.fixture
def settings(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setattr(crowd, "LOOK", 0.0)
    return dataclasses.replace(settings, most_waiting=1)


@on_sqlite
@in_a_hurry
async def test_a_person_beyond_the_bound_is_told_and_heard_when_there_is_room(
    platform: Platform,
    person: Person,
    brain: ScriptedBrain,
    database: Database,
    vault: Vault,
) -> None:
    brain.free.clear()
    await person.says("在吗")
    late = platform.user("oUserTwo000000000000000000002")
    (told,) = await late.says("商家不退款")
    assert told.text == wording.crowded(1)
    assert [one.way for one in late.seen] == [Way.REPLY]
    assert await said(database, vault) == [("user", "在吗")]
    brain.free.set()
    await person.waits_for(1)
    await late.says("商家不退款")
    assert "答：商家不退款" in (await late.waits_for(2))[-1].text
