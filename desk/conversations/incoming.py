"""What a person sends, checked before it is stored."""

import unicodedata
from dataclasses import dataclass

from desk.conversations.errors import EmptyMessage, MessageTooLong

MAX_TEXT = 5_000  # characters; a complaint's story fits whole (令121 第十条: 具体的投诉请求和事实依据)

# Characters that carry no text: they would let an "empty" message through, or hide a leading slash.
INVISIBLE = dict.fromkeys((0x200B, 0x200C, 0x200E, 0x200F, 0x2060, 0xFEFF, 0x00AD), None)


@dataclass(frozen=True)
class Located:
    """A location message: the official name of the place (desk.places), None when it could not be told."""

    place: str | None


@dataclass(frozen=True)
class Incoming:
    """One message of a person: exactly one of text, choice, attachment_id and located."""

    channel_message_id: str
    text: str | None = None
    choice: str | None = None
    attachment_id: str | None = None
    located: Located | None = None


def clean_text(text: str) -> str:
    """`text` without what no person typed: lone surrogates, control characters, invisible marks.

    Line breaks and tabs stay, and so does everything visible, whole. Raises EmptyMessage, MessageTooLong.
    """
    text = (
        text.encode("utf-8", "ignore").decode().replace("\r\n", "\n").replace("\r", "\n").translate(INVISIBLE)
    )
    text = "".join(c for c in text if c in "\n\t" or unicodedata.category(c) != "Cc").strip()
    if not text:
        raise EmptyMessage
    if len(text) > MAX_TEXT:
        raise MessageTooLong
    return text
