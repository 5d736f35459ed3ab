"""H1: who calls is known by a signature that cannot be left out, kept for later, or used for another body."""

import datetime as dt

import pytest

from connectors.hotline.signature import (
    SKEW,
    SignatureMissing,
    SignatureStale,
    SignatureWrong,
    sign,
    verify,
)

KEY, OTHER = "a-key-of-the-switch", "another-key"
NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
BODY = '{"call_id":"c-1","asr":{"text":"我要投诉"}}'.encode()


def stamp(moved: dt.timedelta = dt.timedelta()) -> str:
    return str(int((NOW + moved).timestamp()))


def test_a_request_signed_with_our_key_is_let_in() -> None:
    verify([KEY], stamp(), sign(KEY, stamp(), BODY), BODY, now=NOW)


def test_the_signature_is_what_others_compute_from_the_description() -> None:
    # openssl dgst -sha256 -hmac a-key-of-the-switch, over: 1795142400.{}
    assert sign(KEY, "1795142400", b"{}") == (
        "sha256=" + "fb3ca5d71f02c39d587c859a471803e4617ff72874eb3c3f1600c0febe6f8844"
    )


def test_while_a_key_is_exchanged_both_are_let_in() -> None:
    for key in (KEY, OTHER):
        verify([OTHER, KEY], stamp(), sign(key, stamp(), BODY), BODY, now=NOW)


@pytest.mark.parametrize(
    "signature", [None, "", "sha1=abc", "SHA256=" + "0" * 64], ids=["none", "empty", "sha1", "case"]
)
def test_no_signature_is_refused(signature: str | None) -> None:
    with pytest.raises(SignatureMissing):
        verify([KEY], stamp(), signature, BODY, now=NOW)


@pytest.mark.parametrize("timestamp", [None, "", "now", "1.5", "-1", "²", "1" * 40, "1790000000000"])
def test_no_timestamp_in_seconds_is_refused(timestamp: str | None) -> None:
    with pytest.raises(SignatureMissing):
        verify([KEY], timestamp, sign(KEY, timestamp or "", BODY), BODY, now=NOW)


@pytest.mark.parametrize("moved", [SKEW, -SKEW])
def test_a_clock_that_differs_as_much_as_allowed_is_let_in(moved: dt.timedelta) -> None:
    verify([KEY], stamp(moved), sign(KEY, stamp(moved), BODY), BODY, now=NOW)


@pytest.mark.parametrize("moved", [SKEW + dt.timedelta(seconds=1), -SKEW - dt.timedelta(seconds=1)])
def test_a_request_that_is_too_old_or_too_new_is_refused(moved: dt.timedelta) -> None:
    with pytest.raises(SignatureStale):
        verify([KEY], stamp(moved), sign(KEY, stamp(moved), BODY), BODY, now=NOW)


def test_an_old_request_cannot_be_given_a_new_time() -> None:
    old = stamp(-dt.timedelta(hours=1))
    with pytest.raises(SignatureWrong):
        verify([KEY], stamp(), sign(KEY, old, BODY), BODY, now=NOW)


@pytest.mark.parametrize(
    ("key", "body"),
    [(OTHER, BODY), (KEY, BODY + b" "), (KEY, b""), (KEY, BODY.replace(b"c-1", b"c-2"))],
    ids=["another key", "a blank more", "no body", "another call"],
)
def test_another_key_or_another_body_is_refused(key: str, body: bytes) -> None:
    with pytest.raises(SignatureWrong):
        verify([KEY], stamp(), sign(key, stamp(), BODY), body, now=NOW)


def test_without_a_key_of_ours_nobody_is_let_in() -> None:
    with pytest.raises(SignatureWrong):
        verify([], stamp(), sign("", stamp(), BODY), BODY, now=NOW)


def test_a_signature_of_characters_that_are_no_digits_is_refused_like_a_wrong_one() -> None:
    with pytest.raises(SignatureWrong):
        verify([KEY], stamp(), "sha256=签名", BODY, now=NOW)
