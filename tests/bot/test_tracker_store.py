"""The store: bounded, sealed, one row a conversation, one write a turn."""

from __future__ import annotations

import asyncio
import dataclasses
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.fernet import Fernet, MultiFernet
from rasa.core.agent import Agent
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.processor import StrictProcessor
from bot.sealing import SealBroken
from bot.settings import BadSetting, BrainSettings, synchronous_url
from bot.tracker_store import CompactTrackerStore, ConversationChanged, Turn, conversations, create_engine
from bot.turns import TurnRequest
from tests.bot.brain import SENT_AT, ActionServer, said, slot_set
from tests.bot.test_compaction import DOMAIN, conversation

TURN = Turn("m-1", [{"text": "您好", "quick_replies": [], "custom": None}])
SECRET = "王小明买了假酒"


def sealed(store: CompactTrackerStore) -> bytes:
    with store._engine.connect() as connection:
        return connection.execute(conversations.select()).one().sealed


def kept(store: CompactTrackerStore, tracker: DialogueStateTracker) -> None:
    """Store a tracker as a turn does."""

    async def run() -> None:
        await store.store(await store.load(tracker.sender_id), tracker, TURN)

    store.domain = DOMAIN
    asyncio.run(run())


class TestRow:
    def test_a_conversation_comes_back_with_its_replies(self, store: CompactTrackerStore) -> None:
        tracker = conversation(3)
        kept(store, tracker)
        found = asyncio.run(store.load("c-1"))
        assert found.tracker == tracker
        assert (found.turn("m-1"), found.turn("m-2")) == (TURN, None)

    def test_an_unknown_conversation_is_empty(self, store: CompactTrackerStore) -> None:
        found = asyncio.run(store.load("nobody"))
        assert (found.tracker, found.turns, found.version) == (None, (), 0)
        assert asyncio.run(store.retrieve("nobody")) is None

    def test_rasas_own_save_keeps_the_replies(self, store: CompactTrackerStore) -> None:
        kept(store, conversation(1))
        asyncio.run(store.save(conversation(2)))
        found = asyncio.run(store.load("c-1"))
        assert found.tracker == conversation(2)
        assert found.turn("m-1") == TURN
        assert list(asyncio.run(store.keys())) == ["c-1"]

    @pytest.mark.parametrize("known", [False, True])
    def test_another_process_s_turn_is_not_overwritten(self, store: CompactTrackerStore, known: bool) -> None:
        if known:
            kept(store, conversation(1))
        mine = asyncio.run(store.load("c-1"))
        kept(store, conversation(2))
        with pytest.raises(ConversationChanged):
            asyncio.run(store.store(mine, conversation(3), TURN))
        assert asyncio.run(store.retrieve("c-1")) == conversation(2)

    def test_forgetting_leaves_nothing(self, store: CompactTrackerStore) -> None:
        kept(store, conversation(1))
        assert asyncio.run(store.forget("c-1"))
        assert not asyncio.run(store.forget("c-1"))
        assert asyncio.run(store.retrieve("c-1")) is None

    def test_rasa_makes_the_store_from_endpoints(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("XIAOBAO_DATA", str(tmp_path))
        endpoint = EndpointConfig(type="bot.tracker_store.CompactTrackerStore")
        made = TrackerStore.create(endpoint, DOMAIN)
        assert isinstance(made, CompactTrackerStore)
        assert (tmp_path / "brain.db").exists()

    def test_an_event_broker_is_refused(self, settings: BrainSettings) -> None:
        with pytest.raises(Exception, match="event_broker"):
            CompactTrackerStore(settings=settings, event_broker=EventBroker())


class TestSeal:
    def test_nothing_a_person_wrote_can_be_read_in_the_files(
        self, desk: Any, actions: ActionServer, settings: BrainSettings
    ) -> None:
        actions.answers["action_answer"] = lambda _: said(SECRET, events=[slot_set("draft", SECRET)])
        desk.say(f"买到假货怎么赔，{SECRET}")
        for file in settings.data_dir.iterdir():
            content = file.read_bytes()
            for trace in (SECRET, "假酒", "假货", "您好", "action_answer", "topic_ranking"):
                assert trace.encode("utf-8") not in content
                assert trace.encode("unicode_escape") not in content

    def test_old_keys_open_and_the_first_seals(self, settings: BrainSettings) -> None:
        old = CompactTrackerStore(settings=settings)
        kept(old, conversation(1))
        new_key = Fernet.generate_key().decode("ascii")
        rotated = CompactTrackerStore(settings=dataclasses.replace(settings, keys=(new_key, *settings.keys)))
        kept(rotated, conversation(2))
        with pytest.raises(SealBroken):
            asyncio.run(old.load("c-1"))
        assert asyncio.run(rotated.load("c-1")).version == 2

    def test_a_row_does_not_open_under_another_id(self, store: CompactTrackerStore) -> None:
        kept(store, conversation(1))
        with store._engine.begin() as connection:
            connection.execute(conversations.update().values(sender_id="c-2"))
        with pytest.raises(SealBroken):
            asyncio.run(store.load("c-2"))

    def test_damage_is_noticed(self, store: CompactTrackerStore) -> None:
        kept(store, conversation(1))
        with store._engine.begin() as connection:
            connection.execute(conversations.update().values(sealed=sealed(store)[:-4] + b"AAA="))
        with pytest.raises(SealBroken):
            asyncio.run(store.load("c-1"))

    def test_without_a_key_one_is_made_for_this_machine(self, tmp_path: Path) -> None:
        settings = BrainSettings.from_env({"XIAOBAO_DATA": str(tmp_path / "new")})
        kept(CompactTrackerStore(settings=settings), conversation(1))
        assert stat.S_IMODE(settings.key_file.stat().st_mode) == 0o600
        store = CompactTrackerStore(DOMAIN, settings=settings)
        assert asyncio.run(store.retrieve("c-1")) == conversation(1)
        assert sorted(path.name for path in settings.data_dir.iterdir() if path.name.startswith(".")) == []

    @pytest.mark.parametrize("key", ["short", "x" * 44])
    def test_a_bad_key_stops_the_start_by_name(self, tmp_path: Path, key: str) -> None:
        with pytest.raises(BadSetting) as refused:
            CompactTrackerStore(
                settings=BrainSettings.from_env({"XIAOBAO_DATA": str(tmp_path), "XIAOBAO_KEY": key})
            )
        assert refused.value.name == "XIAOBAO_KEY"
        assert key not in str(refused.value)


class TestSettings:
    @pytest.mark.parametrize(
        ("given", "used"),
        [
            ("postgresql://u:p@127.0.0.1/db", "postgresql+psycopg2://u:p@127.0.0.1/db"),
            ("postgresql+psycopg://u@h/db?sslmode=require", "postgresql+psycopg2://u@h/db?sslmode=require"),
            ("postgresql+asyncpg://u@h/db", "postgresql+psycopg2://u@h/db"),
            ("postgres://u@h/db", "postgresql+psycopg2://u@h/db"),
            ("sqlite+aiosqlite:///var/x.db", "sqlite:///var/x.db"),
        ],
    )
    def test_the_desks_database_url_is_understood(self, given: str, used: str) -> None:
        assert synchronous_url(given) == used
        assert BrainSettings.from_env({"DATABASE_URL": given}).database_url == used

    def test_the_brain_may_have_its_own_database(self) -> None:
        environ = {"DATABASE_URL": "postgresql://u@h/db", "BRAIN_DATABASE_URL": "sqlite:///b.db"}
        assert BrainSettings.from_env(environ).database_url == "sqlite:///b.db"

    def test_another_kind_of_database_is_refused_by_name(self) -> None:
        with pytest.raises(BadSetting) as refused:
            BrainSettings.from_env({"DATABASE_URL": "mysql://u:secret@h/db"})
        assert refused.value.name == "DATABASE_URL"
        assert "secret" not in str(refused.value)

    def test_settings_do_not_print_secrets(self) -> None:
        environ = {"XIAOBAO_KEY": "k" * 44, "BRAIN_TOKEN": "tok", "DATABASE_URL": "postgresql://u:pw@h/db"}
        printed = repr(BrainSettings.from_env(environ))
        assert not any(secret in printed for secret in ("kkk", "tok'", "pw"))

    def test_postgresql_is_given_timeouts(self) -> None:
        engine = create_engine("postgresql+psycopg2://u@127.0.0.1:1/db")
        assert engine.dialect.name == "postgresql"


def test_a_conversation_stops_growing(model: Path, actions: ActionServer, store: CompactTrackerStore) -> None:
    """300 turns of a form that is interrupted, and a story that is set anew in each."""
    story = "我在一家店里买了一双鞋，穿了两天就开胶了。" * 20
    actions.answers["action_answer"] = lambda _: said("答复" * 50, events=[slot_set("draft", story)])
    agent = Agent.load(str(model), tracker_store=store, action_endpoint=EndpointConfig(url=actions.url))
    processor = StrictProcessor.adopt(agent.processor, store)
    metadata = {"sent_at": SENT_AT, "channel": "webchat", "attachments": []}
    texts = ["我要投诉", "买到假货怎么赔", "王小明", "谢谢", "1380", "你好"]
    sizes, posted = [], []

    async def talk() -> None:
        for number in range(300):
            actions.calls.clear()
            request = TurnRequest("c-1", f"m-{number}", texts[number % len(texts)], None, metadata)
            await processor.handle_turn(request)
            sizes.append(len(sealed(store)))
            posted.append(max((len(call["tracker"]["events"]) for call in actions.calls), default=0))

    asyncio.run(talk())
    assert max(sizes[200:]) <= max(sizes[50:100]) * 1.1
    assert max(sizes) < 20_000
    assert max(posted[200:]) <= max(posted[50:100])


def test_a_turn_stored_by_a_later_version_is_read() -> None:
    row = {"message_id": "m-1", "replies": [], "explanation": None, "mood": "kept by a version to come"}
    assert Turn.from_row(row) == Turn("m-1", [])
    assert Turn.from_row({"message_id": "m-0", "replies": []}) == Turn("m-0", [])


def test_a_row_sealed_anew_by_the_desk_opens_with_the_new_key_alone(tmp_path: Path) -> None:
    """desk.privacy.rotate knows nothing of what lies in a row: it changes the outer seal."""
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    url = f"sqlite:///{tmp_path / 'brain.db'}"
    settings = BrainSettings(data_dir=tmp_path, database_url=url, keys=(old,), token=None)
    kept(CompactTrackerStore(DOMAIN, settings=settings), conversation(3))
    before = CompactTrackerStore(DOMAIN, settings=settings)
    fresh = MultiFernet([Fernet(new), Fernet(old)]).rotate(bytes(sealed(before)))
    with before._engine.begin() as connection:
        connection.execute(conversations.update().values(sealed=fresh))
        (sender_id,) = connection.execute(conversations.select()).one()[:1]
    after = CompactTrackerStore(DOMAIN, settings=dataclasses.replace(settings, keys=(new,)))
    assert asyncio.run(after.load(sender_id)).turn(TURN.message_id) == TURN
