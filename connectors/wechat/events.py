"""What people do in the account (section 1.4), as frozen values. None of these is a message to be understood."""

from dataclasses import dataclass, field
from enum import Enum

from connectors.wechat.messages import Inbound


@dataclass(frozen=True, kw_only=True)
class Subscribed(Inbound):
    """Somebody follows the account. scene: of the QR code that brought them here, if one did."""

    scene: str | None = None


@dataclass(frozen=True, kw_only=True)
class Unsubscribed(Inbound):
    """Somebody left. Nothing can be sent to them, and all that is known of them is to be deleted."""


@dataclass(frozen=True, kw_only=True)
class Scanned(Inbound):
    """A follower scanned a QR code of the account."""

    scene: str


@dataclass(frozen=True, kw_only=True)
class Clicked(Inbound):
    """A tap on a menu button with a key."""

    key: str


@dataclass(frozen=True, kw_only=True)
class Viewed(Inbound):
    """A tap on a menu button that opened a page."""

    url: str


@dataclass(frozen=True, kw_only=True)
class Located(Inbound):
    """The phone's position, reported by itself: at the start of a session, or every five seconds.

    Degrees and metres. Never a turn of the dialogue.
    """

    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    precision: float


@dataclass(frozen=True, kw_only=True)
class CodeScanned(Inbound):
    """A code scanned from the menu. waits: the person is shown 消息接收中 until something is said."""

    key: str
    result: str = field(repr=False)
    waits: bool


@dataclass(frozen=True, kw_only=True)
class PicturesSent(Inbound):
    """Pictures chosen from the menu; they come as messages of their own, too."""

    key: str
    count: int


@dataclass(frozen=True, kw_only=True)
class PlaceChosen(Inbound):
    """A place chosen from the menu; it comes as a message of its own, too. Degrees, GCJ-02."""

    key: str
    latitude: float = field(repr=False)
    longitude: float = field(repr=False)
    label: str = field(repr=False)


class Outcome(Enum):
    """What became of a template message."""

    DELIVERED = "success"
    BLOCKED = "failed:user block"  # the person wants none
    FAILED = "failed: system failed"


@dataclass(frozen=True, kw_only=True)
class TemplateFinished(Inbound):
    """message_id: what sending the template message answered."""

    message_id: str
    outcome: Outcome


class StaffChange(Enum):
    """What happened to a conversation with the platform's own customer service."""

    OPENED = "kf_create_session"
    CLOSED = "kf_close_session"
    HANDED_ON = "kf_switch_session"


@dataclass(frozen=True, kw_only=True)
class StaffSession(Inbound):
    """account: who talks with the person now, or did until it was closed."""

    change: StaffChange
    account: str


@dataclass(frozen=True, kw_only=True)
class UnknownEvent(Inbound):
    """An event this program has no use for, or has not heard of; name: lower-case."""

    name: str
