"""The canonical text and the keyed hash."""

import dataclasses
import datetime as dt
import hashlib

import pytest
from cryptography.fernet import Fernet

from desk.audit.actions import AuditAction
from desk.audit.chain import GENESIS, Facts, canonical, entry_hash
from desk.privacy.vault import Vault
from tests.desk.builders import NOW

KEY = "0" * 43 + "="
FACTS = Facts(7, NOW, "officer:zhang", "case:move", "case:1", {"to": "accepted", "from": "submitted"}, None)


def test_canonical_text_is_written_down_so_that_no_release_changes_it() -> None:
    assert canonical(FACTS, GENESIS) == (
        '{"action":"case:move","actor":"officer:zhang","at":"2026-11-20T02:30:00.000000+00:00",'
        '"detail":{"from":"submitted","to":"accepted"},'
        f'"previous_hash":"{GENESIS}","reason_digest":null,"seq":7,"subject":"case:1"}}'
    )


def test_hash_of_an_entry_is_written_down_so_that_no_release_changes_it() -> None:
    expected = "92394c5ee024cc0a49cce96274111f5e77611790874171f94842c1005f12d73d"
    assert entry_hash(Vault((KEY,)), FACTS, GENESIS) == expected


def test_zone_of_a_time_does_not_matter_but_the_time_does() -> None:
    china = dataclasses.replace(FACTS, at=NOW.astimezone(dt.timezone(dt.timedelta(hours=8))))
    assert canonical(china, GENESIS) == canonical(FACTS, GENESIS)
    later = dataclasses.replace(FACTS, at=NOW + dt.timedelta(microseconds=1))
    assert canonical(later, GENESIS) != canonical(FACTS, GENESIS)


@pytest.mark.parametrize(
    "change",
    [{"seq": 8}, {"actor": "officer:li"}, {"action": "case:disclose"}, {"subject": "case:2"}, {"detail": None},
     {"reason_digest": "0" * 64}],
)  # fmt: skip
def test_every_fact_and_the_hash_before_count(change: dict[str, object]) -> None:
    vault = Vault((KEY,))
    changed = dataclasses.replace(FACTS, **change)  # type: ignore[arg-type]
    assert entry_hash(vault, changed, GENESIS) != entry_hash(vault, FACTS, GENESIS)
    assert entry_hash(vault, FACTS, "1" * 64) != entry_hash(vault, FACTS, GENESIS)


def test_without_the_key_the_hash_cannot_be_computed() -> None:
    ours = entry_hash(Vault((KEY,)), FACTS, GENESIS)
    assert ours != hashlib.sha256(canonical(FACTS, GENESIS).encode()).hexdigest()
    assert ours != entry_hash(Vault((Fernet.generate_key().decode(),)), FACTS, GENESIS)


def test_rotated_keys_keep_the_chain() -> None:
    rotated = Vault((Fernet.generate_key().decode(), KEY))
    assert entry_hash(rotated, FACTS, GENESIS) == entry_hash(Vault((KEY,)), FACTS, GENESIS)


def test_actions_follow_their_grammar() -> None:
    for action in AuditAction:
        noun, _, verb = action.value.partition(":")
        for word in (noun, verb):
            assert word
            assert word.replace("_", "").isalpha()
            assert word == word.lower()
        assert len(action.value) <= 32
