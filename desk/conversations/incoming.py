"""What a person sends, checked before it is stored."""

import datetime as dt
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
class Media:
    """A file that lies at the channel yet; its turn fetches it before anything else. kind: image, video …"""

    id: str
    kind: str


@dataclass(frozen=True)
class Incoming:
    """One message of a person: exactly one of text, choice, attachment_id, located and media.

    choice: its id, and beside it the text that the channel sent along, if any: it counts when the id does not.
    sent_at: when the person sent it, where the channel tells: messages of one breath may arrive in another order.
    """

    channel_message_id: str
    text: str | None = None
    choice: str | None = None
    attachment_id: str | None = None
    located: Located | None = None
    media: Media | None = None
    sent_at: dt.datetime | None = None


@dataclass(frozen=True)
class Merging:
    """When messages sent in one breath are one question: a text waits `pause` for another one.

    At most `parts` texts and `chars` characters, and nobody waits longer than `longest`. Choices, files and
    places are never merged.
    """

    pause: dt.timedelta = dt.timedelta(seconds=0.7)
    longest: dt.timedelta = dt.timedelta(seconds=1.5)
    parts: int = 3
    chars: int = 500


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
