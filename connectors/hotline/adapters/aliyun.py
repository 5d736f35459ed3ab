"""阿里云语音服务, 智能语音交互呼入回调HTTP接口.

Sources: help.aliyun.com/zh/vms/developer-reference/inbound-correction-for-the-first-time (the first callback) and
…/subsequent-incoming-callback (those behind it). What the pages do not say is marked below as not verified.

- A callback is a POST in UTF-8; the page shows its parameters in the address. They are read there, in a form and in a
  JSON body alike, and names are stripped: the page's own example has " callee" with a blank in front.
- No signature is documented. So the address that the operator enters in the console holds a secret, `?token=…`, and a
  callback whose timestamp is old is refused.
- `content_type` is callin, then normal, mute, timebreak or dtmf. A hang-up is told by no callback: dialogue.lost ends
  such a call.
- The reason of an overflow is not told either: the operator enters an address for each number, `…&reason=queue_full`.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import parse_qsl

from connectors.hotline.adapters.port import (
    Callback,
    CallbackRefused,
    CallbackUnknown,
    CallbackUnreadable,
    Foreign,
    event_id,
    json_in,
)
from connectors.hotline.contract import MOST_DIGITS, Action, Event, HotlineResponse, Reason
from connectors.hotline.signature import SKEW
from desk.web.guards import same_token
from desk.web.texts import check_texts

TTS = "$tts$"
MUTE_MS, PAUSE_MS = (1_000, 20_000), (300, 1_200)  # what mute_time and pause_time may be
DEFAULT_MUTE_MS, DEFAULT_PAUSE_MS = 10_000, 800
SESSION_S = 1_800  # the longest call; the switch hangs up then
EARLY_MEDIA = "early_media"  # words of a ring-back tone, not of a person
# Under which name a dtmf message holds its keys is not on the page (not verified): the first of these that is there.
KEYS = ("dtmf", "keys", "key", "digits", "words")
# `answer` and `hangup` are on the page of the first callback; the others are not verified.
ANSWER, PLAY, NOTHING, HANGUP = "answer", "play", "donothing", "hangup"


@dataclass(frozen=True)
class Aliyun:
    """tokens: what the address may hold, two while one is exchanged. transfer: the members of `data` that lead to agents, as
    the operator's product wants them ({"action": …}); the pages do not say, so without it nobody is transferred."""

    name: ClassVar[str] = "aliyun"

    tokens: tuple[str, ...] = field(repr=False)
    transfer: Mapping[str, str] | None = field(default=None, repr=False)

    @property
    def can_transfer(self) -> bool:
        return self.transfer is not None

    @property
    def can_voicemail(self) -> bool:
        return False  # no action for it is documented

    def authenticate(self, callback: Callback, *, now: dt.datetime) -> None:
        """Raises CallbackRefused; CallbackUnreadable without a timestamp."""
        given = callback.query.get("token", "")
        fits = False
        for token in self.tokens:  # every one compared, so that time tells nothing
            fits |= bool(token) and same_token(given, token)
        if not fits:
            raise CallbackRefused
        if abs(now - _at(_parameters(callback))) > SKEW:
            raise CallbackRefused(extra={"why": "stale"})

    def read(self, callback: Callback, *, now: dt.datetime) -> Foreign | None:
        """Raises CallbackUnreadable, CallbackUnknown."""
        told = _parameters(callback)
        call_id, kind, content = told.get("call_id"), told.get("content_type"), _content(told)
        if not call_id or not kind or not isinstance(kind, str):
            raise CallbackUnreadable
        name = event_id(call_id, told.get("timestamp"), kind, json.dumps(content, sort_keys=True))
        event, more = _event(kind, content, callback.query)
        return Foreign(str(call_id), name, event, _at(told), more)

    def write(self, response: HotlineResponse, *, record: bool | None) -> dict[str, Any]:
        """One text to speak, and what comes behind it. It may be talked over only if all of it may be."""
        expect = response.expect
        data: dict[str, Any] = {
            "call_id": response.call_id,
            "dynamic_id": str(response.seq),
            "action": _action(response),
            "session_timeout": SESSION_S,
            "record_flag": record is True,
            "mute_time": _within(expect.no_input_s * 1000 if expect else DEFAULT_MUTE_MS, MUTE_MS),
            "pause_time": _within(expect.end_silence_ms if expect else DEFAULT_PAUSE_MS, PAUSE_MS),
        }
        if response.say:
            text = "".join(item.text for item in response.say)
            data |= {
                "action_code": TTS,
                "action_code_param": json.dumps({"tts": text}, ensure_ascii=False),
                "action_code_break": all(item.bargein for item in response.say),
            }
        if response.action is Action.TRANSFER:
            data |= self.transfer or {}
        return {"result": "success", "msg": "成功", "code": 200, "data": data}


def _parameters(callback: Callback) -> dict[str, Any]:
    """The address's parameters, then the body's, their names stripped. Raises CallbackUnreadable, InvalidBody."""
    told: dict[str, Any] = {name.strip(): value for name, value in callback.query.items()}
    if not callback.body.strip():
        return told
    if callback.headers.get("content-type", "").startswith("application/json"):
        more: Mapping[str, Any] = json_in(callback.body)
    else:
        try:
            more = dict(parse_qsl(callback.body.decode("utf-8"), keep_blank_values=True))
        except UnicodeDecodeError as error:
            raise CallbackUnreadable from error
        check_texts(more)
    return told | {str(name).strip(): value for name, value in more.items()}


def _content(told: Mapping[str, Any]) -> dict[str, Any]:
    content = told.get("content") or {}
    if isinstance(content, str):
        content = json_in(content)
    if not isinstance(content, dict):
        raise CallbackUnreadable
    return {str(name).strip(): value for name, value in content.items()}


def _at(told: Mapping[str, Any]) -> dt.datetime:
    """`timestamp` in milliseconds. Raises CallbackUnreadable."""
    raw = str(told.get("timestamp", ""))
    if not (raw.isascii() and raw.isdigit() and len(raw) == 13):
        raise CallbackUnreadable
    return dt.datetime.fromtimestamp(int(raw) / 1000, dt.UTC)


def _action(response: HotlineResponse) -> str:
    if response.action is not Action.LISTEN:
        return HANGUP  # a transfer brings its own
    if response.seq == 0:
        return ANSWER
    return PLAY if response.say else NOTHING


def _event(kind: str, content: Mapping[str, Any], query: Mapping[str, str]) -> tuple[Event, dict[str, Any]]:
    match kind:
        case "callin":
            return _callin(content, query)
        case "normal":
            final = content.get("current_media_code") != EARLY_MEDIA
            return Event.SPEECH, {"asr": _asr(content, final=final)}
        case "timebreak":  # they have talked long enough to stop the voice; their sentence comes behind it
            return Event.SPEECH, {"asr": _asr(content, final=False)}
        case "mute":
            return Event.SILENCE, {}
        case "dtmf":
            keys = next((str(content[name]) for name in KEYS if content.get(name) not in (None, "")), "")
            return Event.DTMF, {"digits": keys.replace(" ", "").replace(",", "")[:MOST_DIGITS]}
    raise CallbackUnknown(extra={"content_type": kind[:40]})


def _callin(content: Mapping[str, Any], query: Mapping[str, str]) -> tuple[Event, dict[str, Any]]:
    """A number that was called and led on to ours is an overflow; our own number called is a caller of ours."""
    forwarded = content.get("orgcallee") not in (None, "", content.get("callee"))
    reason = query.get("reason")
    told = {
        "caller": _text(content.get("caller")),
        "callee": _text(content.get("callee")),
        "orig_callee": _text(content.get("orgcallee")),
        "reason": Reason(reason) if reason in set(Reason) else None,
    }
    return (Event.OVERFLOW if forwarded or reason else Event.START), told


def _asr(content: Mapping[str, Any], *, final: bool) -> dict[str, Any]:
    """The page knows no confidence."""
    return {
        "text": str(content.get("words") or "")[:2000],
        "confidence": None,
        "final": final,
        "begin_ms": _offset(content.get("begin_offset")),
        "end_ms": _offset(content.get("end_offset")),
    }


def _offset(value: Any) -> int | None:
    raw = str(value)
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) < 9 else None


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:64]


def _within(value: int, bounds: tuple[int, int]) -> int:
    return max(bounds[0], min(value, bounds[1]))
