"""Signatures and the envelope, against Tencent's published vectors and against wechatpy."""

import base64
from typing import Any

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from hypothesis import given
from hypothesis import strategies as st
from wechatpy.crypto import PrpCrypto
from wechatpy.utils import WeChatSigner

from connectors.wechat.crypto import Envelope, InvalidKey, check_signature, decode_key, sign
from connectors.wechat.refusals import InvalidCipher, InvalidSignature, WrongReceiver
from tests.connectors.wechat.builders import ENVIRONMENT
from tests.shared_material import document

APPID, KEY = ENVIRONMENT["WECHAT_APPID"], ENVIRONMENT["WECHAT_AES_KEY"]
texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1)


def vectors(*kinds: str) -> list[dict[str, Any]]:
    found = [one for one in document("wechat/vectors.json")["vectors"] if one["kind"] in kinds]
    assert found
    return found


def vector(name: str) -> dict[str, Any]:
    (found,) = (one for one in document("wechat/vectors.json")["vectors"] if one["id"] == name)
    return dict(found)


def sealed(padded: bytes) -> str:
    """Any bytes under the key, as an attacker with the key, or a broken platform, could send them."""
    key = decode_key(KEY)
    encryptor = Cipher(algorithms.AES256(key), modes.CBC(key[:16])).encryptor()
    return base64.b64encode(encryptor.update(padded) + encryptor.finalize()).decode()


def packed(message: bytes, *, length: int | None = None, receiver: str = APPID) -> bytes:
    said = len(message) if length is None else length
    return b"p" * 16 + said.to_bytes(4, "big") + message + receiver.encode()


def padded(content: bytes) -> bytes:
    count = 32 - len(content) % 32
    return content + bytes([count]) * count


def test_published_signatures_are_found_again() -> None:
    for one in vectors("signature"):
        assert sign(one["token"], one["timestamp"], one["nonce"]) == one["signature"]


def test_published_messages_are_opened() -> None:
    for one in vectors("decrypt", "decrypt-echostr(WeCom)"):
        check_signature(one["msg_signature"], one["token"], one["timestamp"], one["nonce"], one["encrypt"])
        opened = Envelope(one["encoding_aes_key"], one["appid"]).open(one["encrypt"])
        assert opened == one["plaintext"]


def test_published_reply_is_sealed_to_the_byte() -> None:
    one = vector("safe-outbound")
    envelope = Envelope(one["encoding_aes_key"], one["appid"])
    assert envelope.seal(one["plaintext"], prefix=one["random16"].encode()) == one["encrypt"]
    assert sign(one["token"], one["timestamp"], one["nonce"], one["encrypt"]) == one["msg_signature"]


def test_published_page_signature_is_the_same_digest_without_a_token() -> None:
    one = vector("jsapi-signature")
    assert sign(one["string1"]) == one["signature"]


def test_every_published_vector_is_used() -> None:
    known = {one["kind"] for one in document("wechat/vectors.json")["vectors"]}
    assert known == {"signature", "decrypt", "encrypt", "decrypt-echostr(WeCom)", "jsapi-signature"}


@given(texts)
def test_what_we_seal_the_other_implementation_opens(text: str) -> None:
    assert PrpCrypto(decode_key(KEY)).decrypt(Envelope(KEY, APPID).seal(text), APPID) == text


@given(texts)
def test_what_the_other_implementation_seals_we_open(text: str) -> None:
    assert Envelope(KEY, APPID).open(PrpCrypto(decode_key(KEY)).encrypt(text, APPID).decode()) == text


@given(st.lists(st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), min_size=1), min_size=1))
def test_both_implementations_sign_alike(parts: list[str]) -> None:
    signer = WeChatSigner()
    signer.add_data(*parts)
    assert sign(*parts) == signer.signature


def test_two_seals_of_one_message_differ() -> None:
    envelope = Envelope(KEY, APPID)
    assert envelope.seal("你好") != envelope.seal("你好")


@pytest.mark.parametrize("given_signature", ["", "0" * 40, "签名", "F464"])
def test_wrong_signature_is_refused(given_signature: str) -> None:
    with pytest.raises(InvalidSignature):
        check_signature(given_signature, "token", "1", "2")


def test_message_for_another_account_is_refused() -> None:
    with pytest.raises(WrongReceiver):
        Envelope(KEY, APPID).open(Envelope(KEY, "wxffffffffffffffff").seal("你好"))


@pytest.mark.parametrize("receiver", ["", APPID + "x", APPID[:-1]])
def test_receiver_must_match_to_its_last_letter(receiver: str) -> None:
    with pytest.raises(WrongReceiver):
        Envelope(KEY, APPID).open(sealed(padded(packed(b"hello", receiver=receiver))))


@pytest.mark.parametrize(
    "encrypt",
    [
        pytest.param("", id="nothing"),
        pytest.param("%%%%", id="no base64"),
        pytest.param("密文", id="no ascii"),
        pytest.param("QUJD" * 11 + "QQ=", id="broken base64"),
        pytest.param(base64.b64encode(b"x" * 17).decode(), id="17 bytes"),
        pytest.param(base64.b64encode(b"x" * 48).decode(), id="whole blocks of AES, not of the protocol"),
        pytest.param(sealed(b"x" * 31 + b"\0"), id="padding of none"),
        pytest.param(sealed(b"x" * 31 + b"\x21"), id="padding of 33"),
        pytest.param(sealed(b"x" * 30 + b"\x03\x02"), id="padding with another byte in it"),
        pytest.param(sealed(b"\x20" * 32), id="padding and nothing else"),
        pytest.param(sealed(padded(b"p" * 19)), id="no room for the length"),
        pytest.param(sealed(padded(packed(b"hello", length=9_999))), id="longer than the body"),
        pytest.param(sealed(padded(packed(b"hello", length=2**32 - 1))), id="longer than anything"),
        pytest.param(sealed(padded(packed("你".encode()[:2]))), id="half a character"),
    ],
)
def test_broken_ciphertext_is_refused(encrypt: str) -> None:
    with pytest.raises(InvalidCipher):
        Envelope(KEY, APPID).open(encrypt)


@given(st.binary())
def test_garbage_is_refused_and_nothing_else_happens(garbage: bytes) -> None:
    with pytest.raises((InvalidCipher, WrongReceiver)):
        Envelope(KEY, APPID).open(base64.b64encode(garbage).decode())


@given(texts, st.data())
def test_tampered_ciphertext_does_not_open_to_what_was_sent(text: str, data: st.DataObject) -> None:
    """Beyond the random prefix. That it opens at all is why the signature over <Encrypt> is checked first."""
    envelope = Envelope(KEY, APPID)
    sent = bytearray(base64.b64decode(envelope.seal(text)))
    position = data.draw(st.integers(16, len(sent) - 1))
    sent[position] ^= data.draw(st.integers(1, 255))
    try:
        opened = envelope.open(base64.b64encode(sent).decode())
    except (InvalidCipher, WrongReceiver):
        return
    assert opened != text


@pytest.mark.parametrize("key", ["", "a" * 42, "a" * 44, "a" * 42 + "+", "a" * 42 + "密"])
def test_odd_keys_are_refused(key: str) -> None:
    with pytest.raises(InvalidKey):
        decode_key(key)
