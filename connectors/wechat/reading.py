"""What a message or an event of WeChat's means to the desk: one table, pure."""

from collections.abc import Callable
from dataclasses import dataclass

from connectors.wechat import wording
from connectors.wechat.events import (
    Clicked,
    Scanned,
    StaffChange,
    StaffSession,
    Subscribed,
    Unsubscribed,
)
from connectors.wechat.menu import Menu
from connectors.wechat.messages import (
    Image,
    Inbound,
    Link,
    Location,
    MiniProgram,
    Text,
    Unknown,
    Unsupported,
    Video,
    Voice,
)
from desk.channels.rules import Contact
from desk.conversations.incoming import Media
from desk.places import Location as Point


@dataclass(frozen=True)
class Says:
    """Words, typed, tapped or recognised. choice: of a tapped item."""

    text: str
    choice: str | None = None
    contact: Contact = Contact.MESSAGE


@dataclass(frozen=True)
class Sends:
    """A file that lies at the platform for three days."""

    media: Media


@dataclass(frozen=True)
class Shares:
    """A place."""

    point: Point


@dataclass(frozen=True)
class Unreadable:
    """What the assistant cannot read, how the history shows it, and what is answered."""

    shown: str
    reply: str
    contact: Contact = Contact.MESSAGE


@dataclass(frozen=True)
class Leaves:
    """They do not follow any more."""


@dataclass(frozen=True)
class Staffed:
    """The platform's own customer service talks with them, or does so no more."""

    on: bool


@dataclass(frozen=True)
class Nothing:
    """Nothing to keep and nothing to say."""


Meaning = Says | Sends | Shares | Unreadable | Leaves | Staffed | Nothing


def meaning_of(inbound: Inbound, menu: Menu) -> Meaning:
    """What came, in the desk's words. What is in no row means nothing: reports of positions, of sent templates …"""
    read = TABLE.get(type(inbound))
    return Nothing() if read is None else read(inbound, menu)


def _text(came: Text, _menu: Menu) -> Meaning:
    if not came.content.strip() and came.menu_choice is None:
        return Nothing()
    return Says(came.content, came.menu_choice)


def _voice(came: Voice, _menu: Menu) -> Meaning:
    words = (came.recognition or "").strip()
    return Says(words) if words else Unreadable(wording.SHOWN_VOICE, wording.VOICE)


def _click(came: Clicked, menu: Menu) -> Meaning:
    sentence = menu.sentence(came.key)
    return Nothing() if sentence is None else Says(sentence, contact=Contact.CLICK)


def _fixed(shown: str, reply: str, contact: Contact = Contact.MESSAGE) -> Callable[..., Meaning]:
    return lambda _came, _menu: Unreadable(shown, reply, contact)


TABLE: dict[type[Inbound], Callable[..., Meaning]] = {
    Text: _text,
    Image: lambda came, _menu: Sends(Media(came.media_id, "image")),
    Voice: _voice,
    Video: _fixed(wording.SHOWN_VIDEO, wording.VIDEO),
    Location: lambda came, _menu: Shares(Point(came.latitude, came.longitude, None, came.label or None)),
    Link: _fixed(wording.SHOWN_LINK, wording.LINK),
    MiniProgram: _fixed(wording.SHOWN_CARD, wording.LINK),
    Unsupported: _fixed(wording.SHOWN_OTHER, wording.NOT_READABLE),
    Unknown: _fixed(wording.SHOWN_OTHER, wording.NOT_READABLE),
    Subscribed: _fixed(wording.SHOWN_FOLLOWS, wording.WELCOME, Contact.CLICK),
    Scanned: _fixed(wording.SHOWN_SCANS, wording.WELCOME_BACK, Contact.CLICK),
    Unsubscribed: lambda _came, _menu: Leaves(),
    Clicked: _click,
    StaffSession: lambda came, _menu: Staffed(came.change is not StaffChange.CLOSED),
}
