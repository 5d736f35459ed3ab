"""What a request may look like, and what of a typed text the NLU may see."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from bot.turns import MAX_TEXT_LENGTH, MalformedTurn, ReplyCollector, as_words, parse_turn, payload_parts

GOOD: dict[str, Any] = {
    "conversation_id": "c-1",
    "message_id": "m-1",
    "text": "想退货",
    "payload": None,
    "metadata": {"sent_at": "2026-05-01T09:00:00+08:00", "channel": "webchat", "attachments": []},
}
METADATA = GOOD["metadata"]
PHOTO = {"id": "a-1", "name": "小票.jpg", "media_type": "image/jpeg"}


def request(**changes: Any) -> bytes:
    return json.dumps({**GOOD, **changes}).encode()


def test_a_typed_message_is_taken_as_it_is() -> None:
    turn = parse_turn(request(text="  ／restart 想退货 \n", metadata={**METADATA, "attachments": [PHOTO]}))
    assert turn.text == "  ／restart 想退货 \n"
    assert turn.payload is None
    assert turn.metadata["attachments"] == [PHOTO]


@pytest.mark.parametrize("moment", ["2026-05-01T09:00:00Z", "2026-05-01T09:00:00.123+08:00"])
def test_rfc_3339_moments_are_taken(moment: str) -> None:
    assert parse_turn(request(metadata={**METADATA, "sent_at": moment})).metadata["sent_at"] == moment


@pytest.mark.parametrize(
    ("payload", "parts"),
    [
        ("/greet", ("greet", {})),
        ('/choose_topic{"topic": "fake_goods"}', ("choose_topic", {"topic": "fake_goods"})),
        ('/choose{"value": "a}\\nb"}', ("choose", {"value": "a}\nb"})),
    ],
)
def test_a_payload_is_an_intent_with_entities(payload: str, parts: tuple[str, dict[str, Any]]) -> None:
    turn = parse_turn(request(text=None, payload=payload))
    assert turn.payload is not None
    assert payload_parts(turn.payload) == parts


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "not_json"),
        (b"{", "not_json"),
        (b"\xff\xfe", "not_json"),
        (b"[]", "not_an_object"),
        (b'{"text": "\\ud83d"}', "not_json"),
        (b"[" * 100_000, "not_json"),
        (b" " * (512 * 1024 + 1), "body_too_large"),
        (request(metadata={**METADATA, "size": float("nan")}), "not_json"),
        (request(sender="x"), "unknown_key"),
        (request(text="a", payload="/greet"), "text_or_payload"),
        (request(text=None), "text_or_payload"),
        (request(text=7), "bad_text"),
        (request(text=""), "empty_text"),
        (request(text=" \u3000\n"), "empty_text"),
        (request(text="长" * (MAX_TEXT_LENGTH + 1)), "text_too_long"),
        (request(conversation_id=None), "bad_conversation_id"),
        (request(conversation_id=""), "bad_conversation_id"),
        (request(conversation_id="a\nb"), "bad_conversation_id"),
        (request(message_id="m" * 201), "bad_message_id"),
        (request(message_id=5), "bad_message_id"),
        (request(text=None, payload="greet"), "bad_payload"),
        (request(text=None, payload=" /greet"), "bad_payload"),
        (request(text=None, payload="/greet@0.2"), "bad_payload"),
        (request(text=None, payload="/ask/fake_goods"), "bad_payload"),
        (request(text=None, payload='/greet{"a": 1} and more'), "bad_payload"),
        (request(text=None, payload="/greet{'a': 1}"), "bad_payload"),
        (request(text=None, payload=["/greet"]), "bad_payload"),
        (request(metadata=None), "bad_metadata"),
        (request(metadata={"sent_at": METADATA["sent_at"]}), "bad_metadata"),
        (request(metadata={"channel": "webchat"}), "bad_metadata"),
        (request(metadata={**METADATA, "sent_at": "2026-05-01T09:00:00"}), "bad_metadata"),
        (request(metadata={**METADATA, "sent_at": "yesterday"}), "bad_metadata"),
        (request(metadata={**METADATA, "attachments": [{"id": "a-1"}]}), "bad_metadata"),
        (request(metadata={**METADATA, "attachments": "a-1"}), "bad_metadata"),
    ],
)
def test_a_malformed_request_is_refused_by_code(body: bytes, code: str) -> None:
    with pytest.raises(MalformedTurn) as refused:
        parse_turn(body)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("/restart", "restart"),
        (" \t/restart", "restart"),
        ("\u3000/ /restart", "restart"),
        ("／restart", "restart"),
        ("\u200b/restart", "restart"),
        ("\ufeff\u2060/restart", "restart"),
        ('/complain{"name": "x"}', 'complain{"name": "x"}'),
        ("//", ""),
        ("买1/2斤", "买1/2斤"),
    ],
)
def test_no_typed_text_looks_like_a_payload(text: str, words: str) -> None:
    assert as_words(text) == words


def test_a_message_is_collected_whole() -> None:
    collector = ReplyCollector()
    message = {
        "text": "选一个",
        "buttons": [{"title": "好", "payload": "/affirm", "type": "postback"}],
        "custom": {"case": {"case_no": "1"}},
        "image": None,
    }
    asyncio.run(collector.send_response("c-1", message))
    asyncio.run(collector.send_response("c-1", {"text": None, "custom": {}}))
    assert collector.replies == [
        {
            "text": "选一个",
            "quick_replies": [{"title": "好", "payload": "/affirm"}],
            "custom": {"case": {"case_no": "1"}},
        }
    ]


@pytest.mark.parametrize("message", [{"image": "x.png"}, {"attachment": "x"}, {"custom": [1]}])
def test_a_reply_that_cannot_be_delivered_is_an_error(message: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"cannot be delivered|must be an object"):
        asyncio.run(ReplyCollector().send_response("c-1", message))
