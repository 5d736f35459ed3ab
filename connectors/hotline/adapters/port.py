"""What an adapter is. Codes of a provider stop here."""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, ClassVar, Protocol

from connectors.hotline.contract import VERSION, Event, HotlineRequest, HotlineResponse
from desk.errors import InvalidRequest, Unauthorized, Unprocessable
from desk.web.texts import check_texts

MOST_EVENT_ID = 40


class CallbackRefused(Unauthorized):
    """It does not prove that it comes from the provider."""

    code, title = "hotline_callback_refused", "无法确认回调来源"


class CallbackUnreadable(InvalidRequest):
    """It is not of the provider's documented form."""

    code, title = "hotline_callback_unreadable", "回调格式不正确"


class CallbackUnknown(Unprocessable):
    """A kind of message that this adapter does not know; `extra` keeps its name for the log."""

    code, title = "hotline_callback_unknown", "不认识的回调类型"


@dataclass(frozen=True)
class Callback:
    """One request of a provider. headers: names in lower case; query: of its address."""

    headers: Mapping[str, str] = field(repr=False)
    query: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)


@dataclass(frozen=True)
class Foreign:
    """An event without its place in the call, which providers do not number.

    event_id: the same when the callback is sent again. Whoever stores calls knows a repeat by it and numbers the rest.
    """

    call_id: str
    event_id: str
    event: Event
    at: dt.datetime
    told: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def numbered(self, seq: int) -> HotlineRequest:
        """Raises pydantic.ValidationError for content that the contract does not allow."""
        return HotlineRequest.model_validate(
            {
                "version": VERSION,
                "event_id": self.event_id,
                "call_id": self.call_id,
                "seq": seq,
                "ts": int(self.at.timestamp()),
                "event": self.event,
                **self.told,
            }
        )


class Adapter(Protocol):
    """One provider.

    can_transfer, can_voicemail: what its switch does when asked; they go into connectors.hotline.call.Call.
    """

    name: ClassVar[str]

    @property
    def can_transfer(self) -> bool: ...

    @property
    def can_voicemail(self) -> bool: ...

    def authenticate(self, callback: Callback, *, now: dt.datetime) -> None:
        """Raises desk.errors.Unauthorized of some kind."""

    def read(self, callback: Callback, *, now: dt.datetime) -> Foreign | None:
        """The event; None for a message that tells nothing we need. Raises CallbackUnreadable, CallbackUnknown."""

    def write(self, response: HotlineResponse, *, record: bool | None) -> Any:
        """The body of our answer, to be sent as JSON with status 200. record: whether the sound may be kept."""


def event_id(*parts: object) -> str:
    """A name for an event that tells nothing of it: callbacks hold numbers and words."""
    joined = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return sha256(joined.encode()).hexdigest()[:MOST_EVENT_ID]


def json_in(text: str | bytes) -> dict[str, Any]:
    """A JSON object. Raises CallbackUnreadable, InvalidBody."""
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise CallbackUnreadable from error
    if not isinstance(found, dict):
        raise CallbackUnreadable
    check_texts(found)
    return found
