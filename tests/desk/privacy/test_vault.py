"""Sealing: only with the key, still after rotation, findable by digest."""

import pytest
from cryptography.fernet import Fernet

from desk.privacy.vault import SealBroken, Vault


def key() -> str:
    return Fernet.generate_key().decode()


def test_sealed_text_opens_again() -> None:
    vault = Vault((key(),))
    assert vault.open(vault.seal("张三 13912345678 😀")) == "张三 13912345678 😀"
    assert vault.open_bytes(vault.seal_bytes(b"\x00\xff")) == b"\x00\xff"


def test_same_text_never_looks_the_same() -> None:
    vault = Vault((key(),))
    assert vault.seal("张三") != vault.seal("张三")


@pytest.mark.parametrize("alter", [lambda sealed: sealed[:-4], lambda sealed: "A" + sealed[1:], lambda _: ""])
def test_altered_seal_is_refused(alter) -> None:  # type: ignore[no-untyped-def]
    vault = Vault((key(),))
    with pytest.raises(SealBroken):
        vault.open(alter(vault.seal("张三")))


def test_a_text_that_no_seal_could_be_does_not_open_either() -> None:
    with pytest.raises(SealBroken):
        Vault((key(),)).open("张三")


def test_other_key_opens_nothing() -> None:
    with pytest.raises(SealBroken):
        Vault((key(),)).open(Vault((key(),)).seal("张三"))
    with pytest.raises(SealBroken):
        Vault((key(),)).open_bytes(Vault((key(),)).seal_bytes(b"x"))


def test_rotation_keeps_old_seals_and_digests() -> None:
    old, new = key(), key()
    before, after = Vault((old,)), Vault((new, old))
    assert after.open(before.seal("张三")) == "张三"
    assert after.digest("p", "v") == before.digest("p", "v")
    with pytest.raises(SealBroken):
        before.open(after.seal("张三"))


def test_digest_depends_on_purpose_value_and_key() -> None:
    vault = Vault((key(),))
    digest = vault.digest("p", "v")
    assert len(digest) == 64
    assert digest == vault.digest("p", "v")
    assert digest not in {vault.digest("q", "v"), vault.digest("p", "w"), Vault((key(),)).digest("p", "v")}


def test_vault_without_keys_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one key"):
        Vault(())
