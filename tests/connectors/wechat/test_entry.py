"""Callbacks in the three modes, built with wechatpy: what is believed and what is not."""

import base64
import dataclasses
import datetime as dt

import pytest

from connectors.wechat.entry import open_callback, verify_url
from connectors.wechat.refusals import (
    BodyTooLarge,
    CallbackRefused,
    Downgraded,
    Encrypted,
    InvalidCipher,
    InvalidSignature,
    Malformed,
    Stale,
    WrongReceiver,
    WrongSender,
)
from connectors.wechat.settings import Mode
from tests.connectors.wechat.builders import NOW, OPENID, OTHER_OPENID, account, delivery, message
from tests.connectors.wechat.simulator.wire import Delivery, Wire, document, signature
from tests.shared_material import document as material

every_mode = pytest.mark.parametrize("mode", list(Mode))
encrypted_modes = pytest.mark.parametrize("mode", [Mode.COMPATIBLE, Mode.SAFE])


def with_query(sent: Delivery, **changes: str | None) -> Delivery:
    query = {name: value for name, value in (sent.query | changes).items() if value is not None}
    return Delivery(query, sent.body)


def signed_anew(mode: Mode, sent: Delivery, encrypt: str) -> Delivery:
    """Another ciphertext with a signature that is right: whoever knows the token, not the key."""
    query = sent.query
    right = signature(account(mode).token, query["timestamp"], query["nonce"], encrypt)
    body = f"<xml><Encrypt><![CDATA[{encrypt}]]></Encrypt></xml>".encode()
    return Delivery(query | {"msg_signature": right}, body)


@every_mode
def test_platform_is_told_that_the_url_is_ours(mode: Mode) -> None:
    query = Wire(account(mode)).verification("<script>4375120948345356249</script>", now=NOW)
    assert verify_url(account(mode), query, now=NOW) == "<script>4375120948345356249</script>"


def test_published_verification_is_answered() -> None:
    (one,) = (v for v in material("wechat/vectors.json")["vectors"] if v["id"] == "url-verify")
    known = dataclasses.replace(account(), token=one["token"])
    now = dt.datetime.fromtimestamp(int(one["timestamp"]), dt.UTC)
    query = {name: one[name] for name in ("signature", "timestamp", "nonce", "echostr")}
    assert verify_url(known, query, now=now) == one["expected_body"]


@pytest.mark.parametrize("name", ["signature", "timestamp", "nonce", "echostr"])
@pytest.mark.parametrize("value", [None, ""])
def test_verification_needs_every_parameter(name: str, value: str | None) -> None:
    query = Wire(account()).verification("42", now=NOW)
    changed = {k: v for k, v in (query | {name: value}).items() if v is not None}
    with pytest.raises(InvalidSignature):
        verify_url(account(), changed, now=NOW)


@pytest.mark.parametrize("name", ["signature", "nonce"])
def test_verification_with_another_signature_or_nonce_is_refused(name: str) -> None:
    query = Wire(account()).verification("42", now=NOW)
    with pytest.raises(InvalidSignature):
        verify_url(account(), query | {name: "1"}, now=NOW)


@every_mode
def test_message_is_opened_in_every_mode(mode: Mode) -> None:
    sent = delivery(account(mode))
    opened = open_callback(account(mode), sent.query, sent.body, now=NOW)
    assert opened.openid == OPENID
    assert opened.fields["content"] == "你好"
    assert opened.encrypted == (mode is not Mode.PLAIN)
    assert opened.nonce == sent.query["nonce"]


@every_mode
def test_every_mode_reads_text_of_any_kind(mode: Mode) -> None:
    said = "一]]>二 & <b> \u2028 👨‍👩‍👧 &amp;"
    sent = delivery(account(mode), message(Content=said))
    assert open_callback(account(mode), sent.query, sent.body, now=NOW).fields["content"] == said


def test_published_compatible_message_is_opened() -> None:
    (one,) = (v for v in material("wechat/vectors.json")["vectors"] if v["id"] == "sample-compatible-text")
    known = account(
        Mode.COMPATIBLE,
        token=one["token"],
        encoding_aes_key=one["encoding_aes_key"],
        appid=one["appid"],
        original_id="gh_10f6c3c3ac5a",
    )
    query = {name: one[name] for name in ("timestamp", "nonce", "msg_signature")} | {"encrypt_type": "aes"}
    now = dt.datetime.fromtimestamp(int(one["timestamp"]), dt.UTC)
    fields = open_callback(known, query, one["http_body"].encode(), now=now).fields
    assert fields["content"] == one["expect"]["Content"]
    assert fields["msgid"] == one["expect"]["MsgId"]


@every_mode
def test_wrong_signature_is_refused(mode: Mode) -> None:
    sent = delivery(account(mode))
    name = "signature" if mode is Mode.PLAIN else "msg_signature"
    for wrong in (None, "", "0" * 40, sent.query["signature"][::-1]):
        changed = with_query(sent, **{name: wrong})
        with pytest.raises(InvalidSignature):
            open_callback(account(mode), changed.query, changed.body, now=NOW)


@encrypted_modes
def test_signature_without_the_message_in_it_is_not_enough(mode: Mode) -> None:
    sent = delivery(account(mode))
    changed = with_query(sent, msg_signature=sent.query["signature"])
    with pytest.raises(InvalidSignature):
        open_callback(account(mode), changed.query, changed.body, now=NOW)


@encrypted_modes
def test_tampered_ciphertext_fails_at_the_signature(mode: Mode) -> None:
    sent = delivery(account(mode))
    start = sent.body.index(b"<Encrypt><![CDATA[") + 40
    body = sent.body[:start] + (b"A" if sent.body[start:][:1] != b"A" else b"B") + sent.body[start + 1 :]
    with pytest.raises(InvalidSignature):
        open_callback(account(mode), sent.query, body, now=NOW)


@pytest.mark.parametrize("garbage", ["%%%", base64.b64encode(b"x" * 17).decode(), "QUJD" * 40])
def test_garbage_with_a_right_signature_is_refused(garbage: str) -> None:
    forged = signed_anew(Mode.SAFE, delivery(account()), garbage)
    with pytest.raises(InvalidCipher):
        open_callback(account(), forged.query, forged.body, now=NOW)


def test_message_encrypted_for_another_appid_is_refused() -> None:
    other = dataclasses.replace(account(), appid="wxffffffffffffffff")
    sent = delivery(other)
    with pytest.raises(WrongReceiver):
        open_callback(account(), sent.query, sent.body, now=NOW)


def test_clear_message_is_refused_in_safe_mode() -> None:
    sent = delivery(account(Mode.PLAIN))
    with pytest.raises(Downgraded):
        open_callback(account(), sent.query, sent.body, now=NOW)


def test_clear_message_that_claims_to_be_encrypted_is_refused_in_safe_mode() -> None:
    sent = with_query(delivery(account(Mode.PLAIN)), encrypt_type="aes")
    with pytest.raises(Downgraded):
        open_callback(account(), sent.query, sent.body, now=NOW)


def test_encrypted_message_without_its_mark_is_refused_in_safe_mode() -> None:
    sent = with_query(delivery(account()), encrypt_type=None)
    with pytest.raises(Downgraded):
        open_callback(account(), sent.query, sent.body, now=NOW)


def test_compatible_mode_takes_clear_messages_while_the_operator_switches() -> None:
    sent = delivery(account(Mode.PLAIN))
    opened = open_callback(account(Mode.COMPATIBLE), sent.query, sent.body, now=NOW)
    assert not opened.encrypted


def test_plain_mode_reads_the_clear_half_of_a_compatible_message() -> None:
    sent = delivery(account(Mode.COMPATIBLE))
    assert not open_callback(account(Mode.PLAIN), sent.query, sent.body, now=NOW).encrypted


def test_plain_mode_says_when_the_platform_encrypts() -> None:
    sent = delivery(account(Mode.SAFE))
    with pytest.raises(Encrypted):
        open_callback(account(Mode.PLAIN), sent.query, sent.body, now=NOW)


def test_clear_half_of_a_compatible_message_is_not_believed() -> None:
    sent = delivery(account(Mode.COMPATIBLE))
    body = sent.body.replace("你好".encode(), "把钱转给我".encode())
    assert body != sent.body
    opened = open_callback(account(Mode.COMPATIBLE), sent.query, body, now=NOW)
    assert opened.fields["content"] == "你好"


@every_mode
def test_message_to_another_account_is_refused(mode: Mode) -> None:
    sent = delivery(account(mode), message(ToUserName="gh_ffffffffffff"))
    with pytest.raises(WrongReceiver):
        open_callback(account(mode), sent.query, sent.body, now=NOW)


@every_mode
def test_openid_of_the_query_must_be_the_sender(mode: Mode) -> None:
    sent = with_query(delivery(account(mode)), openid=OTHER_OPENID)
    with pytest.raises(WrongSender):
        open_callback(account(mode), sent.query, sent.body, now=NOW)


@every_mode
def test_query_without_an_openid_is_taken(mode: Mode) -> None:
    sent = with_query(delivery(account(mode)), openid=None)
    assert open_callback(account(mode), sent.query, sent.body, now=NOW).openid == OPENID


@every_mode
@pytest.mark.parametrize("seconds", [-600, 600])
def test_clocks_may_differ_by_ten_minutes(mode: Mode, seconds: int) -> None:
    sent = delivery(account(mode))
    assert open_callback(account(mode), sent.query, sent.body, now=NOW + dt.timedelta(seconds=seconds))


@every_mode
@pytest.mark.parametrize("seconds", [-601, 601, 86_400])
def test_clocks_may_not_differ_by_more(mode: Mode, seconds: int) -> None:
    sent = delivery(account(mode))
    with pytest.raises(Stale):
        open_callback(account(mode), sent.query, sent.body, now=NOW + dt.timedelta(seconds=seconds))


@every_mode
@pytest.mark.parametrize("timestamp", ["", "abc", "1.5", "-1", "٣", "9" * 40])
def test_timestamp_that_is_none_is_refused(mode: Mode, timestamp: str) -> None:
    sent = with_query(delivery(account(mode)), timestamp=timestamp)
    with pytest.raises(InvalidSignature):
        open_callback(account(mode), sent.query, sent.body, now=NOW)


@pytest.mark.parametrize("body", [b"", b"{}", b"<html/>", b"<xml></xml>", b"<!DOCTYPE x><xml></xml>"])
def test_body_that_is_no_message_is_refused(body: bytes) -> None:
    sent = delivery(account(Mode.PLAIN))
    with pytest.raises(Malformed):
        open_callback(account(Mode.PLAIN), sent.query, body, now=NOW)


@every_mode
def test_body_beyond_the_limit_is_refused(mode: Mode) -> None:
    sent = delivery(account(mode), message(Content="长" * 30_000))
    with pytest.raises(BodyTooLarge):
        open_callback(account(mode), sent.query, sent.body, now=NOW)


def test_document_type_inside_the_ciphertext_is_refused() -> None:
    sent = Wire(account()).deliver("<!DOCTYPE x>" + document(message()), OPENID, now=NOW)
    with pytest.raises(Malformed):
        open_callback(account(), sent.query, sent.body, now=NOW)


def test_refusals_tell_strangers_nothing_and_are_never_server_errors() -> None:
    def all_of(kind: type[CallbackRefused]) -> list[type[CallbackRefused]]:
        return [kind, *(found for one in kind.__subclasses__() for found in all_of(one))]

    kinds = all_of(CallbackRefused)[1:]
    assert len({kind.code for kind in kinds}) == len(kinds)
    assert {kind.status for kind in kinds} <= {400, 403, 413}


def test_nothing_of_a_message_is_printed_with_it() -> None:
    sent = delivery(account(Mode.PLAIN))
    printed = repr(open_callback(account(Mode.PLAIN), sent.query, sent.body, now=NOW))
    assert OPENID not in printed
    assert "你好" not in printed
