"""Sessions remembered by the process: always what the table says."""

import datetime as dt

import pytest

from connectors.webchat import sessions
from connectors.webchat.model import WebchatSession
from connectors.webchat.sessions import KnownSession, KnownSessions
from desk.conversations.service import open_conversation
from desk.privacy.vault import Vault
from desk.store.database import Database

NOW = dt.datetime(2026, 11, 27, 8, 0, tzinfo=dt.UTC)


async def begin(database: Database, vault: Vault, digest: str) -> KnownSession:
    async with database.write() as session:
        opened = await open_conversation(session, vault, channel="webchat", person=digest, now=NOW)
        known = KnownSession(opened.id, NOW + dt.timedelta(days=1))
        session.add(
            WebchatSession(
                id=digest,
                conversation_id=opened.id,
                token_digest=digest,
                created_at=NOW,
                expires_at=known.expires_at,
            )
        )
    return known


async def test_a_session_is_found_again_and_an_unknown_one_is_not_remembered(
    database: Database, vault: Vault
) -> None:
    known = KnownSessions(database)
    assert await known.find("a") is None
    begun = await begin(database, vault, "a")
    assert await known.find("a") == begun
    assert await known.find("a") == begun
    assert await known.find("b") is None


async def test_however_many_come_a_bounded_number_is_remembered_and_all_are_found(
    database: Database, vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sessions, "REMEMBERED", 3)
    begun = {digest: await begin(database, vault, digest) for digest in "abcdef"}
    known = KnownSessions(database)
    for digest in "abcdefabcdef":
        assert await known.find(digest) == begun[digest]
        assert len(known._lately) <= 3
