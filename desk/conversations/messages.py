"""What a stored message holds, and how it is shown to the person."""

import datetime as dt
from typing import Any

from pydantic import BaseModel, ConfigDict

from desk.conversations.model import Message
from desk.privacy.vault import Vault

# Events of messages: what happened, for programs.
HANDOFF = "handoff"  # staff were asked for
OVER = "over"  # goodbye was said


class QuickReply(BaseModel):
    """A choice: `payload` is for the brain alone; the person's page sees an opaque id."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    title: str
    payload: str


class AttachmentNote(BaseModel):
    """What is said of a file in a conversation."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str
    media_type: str


class MediaNote(BaseModel):
    """A file that lies at the channel yet."""

    model_config = ConfigDict(frozen=True)

    id: str
    kind: str


class Author(BaseModel):
    """The staff member who wrote it; their name is shown to staff alone."""

    model_config = ConfigDict(frozen=True)

    id: str
    name: str


class Body(BaseModel):
    """The sealed part of a message."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    text: str | None = None
    payload: str | None = None  # of an incoming choice
    sent_at: dt.datetime | None = None  # by the person, as the channel tells
    quick_replies: tuple[QuickReply, ...] = ()
    answer: dict[str, Any] | None = None
    case: dict[str, Any] | None = None
    expects: dict[str, Any] | None = None  # what the answer to a question is: a phone, a date …
    attachment: AttachmentNote | None = None
    media: MediaNote | None = None  # to be fetched; then `attachment` stands in its place
    event: str | None = None  # what happened with it: HANDOFF, OVER
    notice: dict[str, str] | None = None  # of a notice: what it is about, desk.notices.choices.subject
    reading: dict[str, Any] | None = (
        None  # of a photograph, from the desk to the brain: desk.conversations.readings
    )
    author: Author | None = None  # of a staff member's message
    quiet: bool = False  # from the desk to the brain: what it makes of it is told to nobody


def seal(vault: Vault, body: Body) -> str:
    return vault.seal(body.model_dump_json(exclude_defaults=True))


def unseal(vault: Vault, message: Message) -> Body:
    return Body.model_validate_json(vault.open(message.sealed_body))


def choice_id(message_id: str, index: int) -> str:
    """The opaque payload of a message's quick reply."""
    return f"{message_id}.{index}"


def parse_choice_id(choice: str) -> tuple[str, int] | None:
    """(message id, index), or None when it is not one of ours."""
    message_id, dot, index = choice.rpartition(".")
    return (
        (message_id, int(index)) if dot and index.isascii() and index.isdigit() and len(index) < 4 else None
    )


def present(vault: Vault, message: Message) -> dict[str, Any]:
    """The public shape of a message (web chat's reply, with the person's own messages alike)."""
    body = unseal(vault, message)
    return {
        "id": message.id,
        "from": message.sender,
        "text": body.text,
        "quick_replies": [
            {"title": reply.title, "payload": choice_id(message.id, index)}
            for index, reply in enumerate(body.quick_replies)
        ],
        "answer": body.answer,
        "case": body.case,
        "expects": body.expects,
        "attachment": body.attachment.model_dump() if body.attachment else None,
        "message_id": message.channel_message_id,
        "created_at": message.created_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
    }
