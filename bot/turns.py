"""One turn as the desk asks for it and gets it: the request, checked, and the replies, collected."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rasa.core.channels.channel import OutputChannel

CHANNEL_NAME = "desk"
MAX_TEXT_LENGTH = 10_000  # in characters
MAX_ID_LENGTH = 200  # in characters; the database column holds 255
MAX_BODY_SIZE = 512 * 1024  # in bytes

REQUEST_KEYS = frozenset({"conversation_id", "message_id", "text", "payload", "metadata"})
ATTACHMENT_KEYS = frozenset({"id", "name", "media_type"})

# Rasa reads "/name@0.9{json}" as an intent. Stricter than Rasa, which passes on whatever half of it parses.
PAYLOAD = re.compile(r"/(?P<intent>[A-Za-z_][A-Za-z0-9_]*)(?P<entities>\{.*\})?", re.DOTALL)

# White space, slashes (also full-width) and invisible characters at the start of a text.
_START = re.compile("^[\\s/／\u00ad\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]+")


class MalformedTurn(ValueError):
    """The request cannot be taken. ``code`` is for the desk's code, ``detail`` for its developer."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class TurnRequest:
    """A message of one conversation. Exactly one of ``text`` (typed) and ``payload`` (chosen) is given.

    ``metadata`` holds ``sent_at`` (RFC 3339 with offset), ``channel`` and ``attachments``
    (``[{"id", "name", "media_type"}]``); actions find it as ``tracker.latest_message["metadata"]``.
    """

    conversation_id: str
    message_id: str
    text: str | None
    payload: str | None
    metadata: dict[str, Any]


def parse_turn(body: bytes) -> TurnRequest:
    """The request in ``body`` (JSON). Raises MalformedTurn."""
    if len(body) > MAX_BODY_SIZE:
        raise MalformedTurn("body_too_large", f"at most {MAX_BODY_SIZE} bytes")
    content = _json_object(body)
    unknown = sorted(set(content) - REQUEST_KEYS)
    if unknown:
        raise MalformedTurn("unknown_key", f"unknown: {', '.join(unknown)[:200]}")
    text, payload = content.get("text"), content.get("payload")
    if (text is None) == (payload is None):
        raise MalformedTurn("text_or_payload", "exactly one of text and payload is needed")
    return TurnRequest(
        conversation_id=_identifier(content, "conversation_id"),
        message_id=_identifier(content, "message_id"),
        text=None if text is None else _text(text),
        payload=None if payload is None else _payload(payload),
        metadata=_metadata(content.get("metadata")),
    )


def _json_object(body: bytes) -> dict[str, Any]:
    def refuse(constant: str) -> None:
        raise ValueError(constant)  # NaN and Infinity are Python's, not JSON's

    try:
        content = json.loads(body, parse_constant=refuse)
        json.dumps(content, ensure_ascii=False).encode("utf-8")  # a lone surrogate is no text
    except (ValueError, RecursionError) as error:
        raise MalformedTurn("not_json", "the body is not JSON in UTF-8") from error
    if not isinstance(content, dict):
        raise MalformedTurn("not_an_object", "the body is not a JSON object")
    return content


def _identifier(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    if not isinstance(value, str) or not value or len(value) > MAX_ID_LENGTH or not value.isprintable():
        raise MalformedTurn(f"bad_{key}", f"{key}: 1 to {MAX_ID_LENGTH} printable characters")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise MalformedTurn("bad_text", "text must be a string")
    if not value.strip():
        raise MalformedTurn("empty_text", "text must not be empty")
    if len(value) > MAX_TEXT_LENGTH:
        raise MalformedTurn("text_too_long", f"text: at most {MAX_TEXT_LENGTH} characters")
    return value


def _payload(value: object) -> str:
    match = PAYLOAD.fullmatch(value) if isinstance(value, str) else None
    if match is None or len(match.string) > MAX_TEXT_LENGTH:
        raise MalformedTurn("bad_payload", 'payload must look like /intent or /intent{"entity": "value"}')
    try:
        entities = json.loads(match["entities"] or "{}")
    except (ValueError, RecursionError) as error:
        raise MalformedTurn("bad_payload", "what follows the intent is not JSON") from error
    assert isinstance(entities, dict), "JSON that starts with a brace is an object"
    return match.string


def _metadata(value: object) -> dict[str, Any]:
    """The known keys are checked, others pass: they are between the desk and the actions."""
    if not isinstance(value, dict):
        raise MalformedTurn("bad_metadata", "metadata must be an object")
    if not isinstance(value.get("channel"), str) or not value["channel"]:
        raise MalformedTurn("bad_metadata", "metadata.channel is missing")
    if not _is_moment(value.get("sent_at")):
        raise MalformedTurn("bad_metadata", "metadata.sent_at must be RFC 3339 with an offset")
    attachments = value.get("attachments", [])
    if not isinstance(attachments, list) or not all(_is_attachment(item) for item in attachments):
        raise MalformedTurn("bad_metadata", f"metadata.attachments: objects of {sorted(ATTACHMENT_KEYS)}")
    return {**value, "attachments": attachments}


def _is_moment(value: object) -> bool:
    try:
        moment = datetime.fromisoformat(str(value).upper().replace("Z", "+00:00"))
    except ValueError:
        return False
    return isinstance(value, str) and moment.tzinfo is not None


def _is_attachment(item: object) -> bool:
    return (
        isinstance(item, dict)
        and set(item) >= ATTACHMENT_KEYS
        and all(isinstance(item[key], str) for key in ATTACHMENT_KEYS)
    )


def as_words(text: str) -> str:
    """What of a typed text the NLU may see.

    Rasa takes a text that starts with "/" for an intent, /restart and /back among them, and looks only after
    stripping white space. Only the desk may name intents, and it does so in ``payload``; what a person types
    is words. The text itself is kept as typed, this is only how it is understood.
    """
    return _START.sub("", text)


def payload_parts(payload: str) -> tuple[str, dict[str, Any]]:
    """Intent and entities of a payload that parse_turn has let through."""
    match = PAYLOAD.fullmatch(payload)
    assert match is not None
    return match["intent"], json.loads(match["entities"] or "{}")


class ReplyCollector(OutputChannel):
    """Collects what the assistant says, each message whole.

    Rasa's own collector splits a message into text, image and custom parts.
    """

    def __init__(self) -> None:
        self.replies: list[dict[str, Any]] = []

    @classmethod
    def name(cls) -> str:
        """Name under which a response in the domain can be made for this channel."""
        return CHANNEL_NAME

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Take one message. Raises ValueError for parts the desk has no place for."""
        for part in ("image", "attachment", "elements"):
            if message.get(part):
                raise ValueError(f"a reply with {part} cannot be delivered")
        custom = message.get("custom") or None
        if custom is not None and not isinstance(custom, dict):
            raise ValueError("custom must be an object")
        buttons = message.get("buttons") or message.get("quick_replies") or []
        reply = {
            "text": message.get("text") or None,
            "quick_replies": [{"title": item["title"], "payload": item["payload"]} for item in buttons],
            "custom": custom,
        }
        if any(reply.values()):
            self.replies.append(reply)
