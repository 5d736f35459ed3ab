"""What keys look like."""

import pytest

from desk.clients.keys import key_digest, new_key, opens, prefix_of


def test_key_shows_its_prefix_and_opens_its_digest() -> None:
    key = new_key()
    assert key.text.startswith(f"xb_{key.prefix}_")
    assert prefix_of(key.text) == key.prefix
    assert key.digest == key_digest(key.text)
    assert opens(key.text, key.digest)


def test_no_two_keys_are_alike_and_none_opens_another() -> None:
    keys = [new_key() for _ in range(50)]
    assert len({key.text for key in keys}) == len({key.prefix for key in keys}) == 50
    assert not opens(keys[0].text, keys[1].digest)


def test_secret_has_256_bits() -> None:
    secret = new_key().text.split("_", 2)[2]
    assert len(secret) == 43  # 32 bytes in base64 without padding


@pytest.mark.parametrize(
    "token",
    ["", "case-token", "xb_", "xb_0123456789ab_", "xb_0123456789AB_" + "x" * 43, "xb_0123456789ab_" + "x" * 44,
     "xb_0123456789ab_" + "令" * 43, "xb_0123456789ab_" + "x" * 43 + "\n"],
)  # fmt: skip
def test_what_is_not_shaped_like_a_key_needs_no_look_into_the_table(token: str) -> None:
    assert prefix_of(token) is None
