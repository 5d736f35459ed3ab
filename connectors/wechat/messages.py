"""What people send (section 1.3), as frozen values; `events` has what they do, `inbound` makes both."""

import datetime as dt
from dataclasses import dataclass, field


@dataclass(frozen=True, kw_only=True)
class Inbound:
    """What every message and event has.

    openid: who sent it; dedupe_id: the same for every delivery of it, and for nothing else from this account;
    created_at: when, as the platform says. What was said and who said it stay out of repr, and so of logs.
    """

    openid: str = field(repr=False)
    dedupe_id: str
    created_at: dt.datetime


@dataclass(frozen=True, kw_only=True)
class Text(Inbound):
    """content: as typed, emoji codes made readable; may be blank. menu_choice: the id of a tapped menu item."""

    content: str = field(repr=False)
    menu_choice: str | None = None


@dataclass(frozen=True, kw_only=True)
class Image(Inbound):
    """media_id: valid three days. pic_url: an address of the platform's picture store, not to be shown to staff."""

    media_id: str
    pic_url: str | None = field(default=None, repr=False)


@dataclass(frozen=True, kw_only=True)
class Voice(Inbound):
    """recognition: the words, on the few accounts that still get any. media_id_16k: better sound, where sent."""

    media_id: str
    format: str
    recognition: str | None = field(default=None, repr=False)
    media_id_16k: str | None = None


@dataclass(frozen=True, kw_only=True)
class Video(Inbound):
    """A video or a short one (小视频)."""

    media_id: str
    thumb_media_id: str | None = None


@dataclass(frozen=True, kw_only=True)
class Location(Inbound):
    """A place somebody chose to send. Degrees, GCJ-02; label: the address, possibly empty."""

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    label: str = field(default="", repr=False)


@dataclass(frozen=True, kw_only=True)
class Link(Inbound):
    title: str = field(repr=False)
    description: str = field(repr=False)
    url: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class MiniProgram(Inbound):
    """A card of a mini-program."""

    title: str = field(repr=False)
    app_id: str
    page_path: str = field(repr=False)


@dataclass(frozen=True, kw_only=True)
class Unsupported(Inbound):
    """A sticker, a red packet, a file: the platform says only that there was something."""


@dataclass(frozen=True, kw_only=True)
class Unknown(Inbound):
    """A kind of message this program has not heard of."""

    msg_type: str
