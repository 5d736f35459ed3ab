"""jambonz: verbs as JSON, and the hooks that call us back.

Sources: docs.jambonz.org, "gather", "dial", "enqueue", "securing HTTP endpoints"; the signature as its own libraries
compute it: `Jambonz-Signature: t=<Unix seconds>,v1=<hex>` of HMAC-SHA256(secret, t + "." + raw body), which may hold
several v1. A platform that does not sign is known by HTTP basic authentication instead.

Three addresses are entered in the portal: the calling webhook (…/jambonz), the call status webhook (…/jambonz?hook=status), and
nothing else: the hooks of our verbs carry `hook=gather` or `hook=dial` and the number of the answer they belong to, so that the
same words said twice are two events.
"""

import base64
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urlencode

from connectors.hotline.adapters.port import (
    Callback,
    CallbackRefused,
    CallbackUnknown,
    CallbackUnreadable,
    Foreign,
    event_id,
    json_in,
)
from connectors.hotline.contract import MOST_DIGITS, Action, Event, HotlineResponse, Input, Reason, Say
from connectors.hotline.signature import check_age, check_digest
from desk.web.guards import same_token

SIGNATURE = "jambonz-signature"
LANGUAGE = "zh-CN"
INTER_DIGIT_S = 4  # pause between two keys after which a number is taken as complete
ENDED = frozenset({"completed", "failed", "busy", "no-answer"})  # values of call_status
# How a transfer ended, by dial_call_status: why nobody took over.
NOT_TAKEN = {"no-answer": Reason.AGENT_DECLINED, "busy": Reason.NO_AGENT, "failed": Reason.NO_AGENT}
ENDED_BY = {"caller": "caller", "jambonz": "system"}  # call_termination_by
INPUTS = {Input.SPEECH: "speech", Input.DTMF: "digits"}


@dataclass(frozen=True)
class Jambonz:
    """address: of our own calling webhook, absolute, for the hooks of our verbs. secrets: of webhooks; basic: "user:password". One
    of the two must be there. agents: the number to dial, or None."""

    name: ClassVar[str] = "jambonz"

    address: str
    secrets: tuple[str, ...] = field(default=(), repr=False)
    basic: str | None = field(default=None, repr=False)
    agents: str | None = field(default=None, repr=False)

    @property
    def can_transfer(self) -> bool:
        return self.agents is not None

    @property
    def can_voicemail(self) -> bool:
        return False  # `listen` streams sound to a server of the operator's, which we know nothing of

    def authenticate(self, callback: Callback, *, now: dt.datetime) -> None:
        """By signature where secrets are set, even if a password is sent as well. Raises Unauthorized of some kind."""
        if self.secrets:
            timestamp, digests = _signature(callback.headers.get(SIGNATURE, ""))
            check_age(timestamp, now=now)
            check_digest(self.secrets, timestamp or "", digests, callback.body)
        elif self.basic is None or not _basic_fits(callback.headers.get("authorization", ""), self.basic):
            raise CallbackRefused

    def read(self, callback: Callback, *, now: dt.datetime) -> Foreign | None:
        """Raises CallbackUnreadable, CallbackUnknown."""
        told, hook = json_in(callback.body), callback.query.get("hook", "")
        call_id = told.get("call_sid")
        if not isinstance(call_id, str) or not call_id:
            raise CallbackUnreadable
        found = self._event(hook, told, callback.query)
        if found is None:
            return None
        event, more = found
        name = event_id(
            call_id, hook, callback.query.get("n"), event, told.get("call_status") if hook == "status" else ""
        )
        return Foreign(call_id, name, event, now, more)

    def _event(
        self, hook: str, told: Mapping[str, Any], query: Mapping[str, str]
    ) -> tuple[Event, dict[str, Any]] | None:
        match hook:
            case "":
                return _begin(told, query)
            case "gather":
                return _gathered(told)
            case "dial":
                reason = NOT_TAKEN.get(str(told.get("dial_call_status")))
                return None if reason is None else (Event.OVERFLOW, {"reason": reason})
            case "status":
                if str(told.get("call_status")) not in ENDED:
                    return None
                return Event.HANGUP, {
                    "hangup_by": ENDED_BY.get(str(told.get("call_termination_by")), "network")
                }
        raise CallbackUnknown(extra={"hook": hook[:40]})

    def write(self, response: HotlineResponse, *, record: bool | None) -> list[dict[str, Any]]:
        """Verbs. What must be heard is a `say` of its own, which nobody can talk over; the rest is said while the
        caller may begin to answer. Sound is recorded, if at all, by the platform: nothing here starts it."""
        firm = [item for item in response.say if not item.bargein]
        open_ = [item for item in response.say if item.bargein]
        if response.action is Action.LISTEN:
            return [*_said(firm), self._gather(response, open_)]
        verbs = _said(response.say)
        if response.action is Action.TRANSFER and self.agents is not None:
            return [*verbs, self._dial(response, self.agents)]
        return [*verbs, {"verb": "hangup"}]

    def _gather(self, response: HotlineResponse, prompt: Sequence[Say]) -> dict[str, Any]:
        expect = response.expect
        verb: dict[str, Any] = {
            "verb": "gather",
            "actionHook": self._hook("gather", response.seq),
            "input": [INPUTS[one] for one in expect.input] if expect else ["speech", "digits"],
            "bargein": True,
            "dtmfBargein": True,
            "finishOnKey": "#",
            "maxDigits": expect.max_digits if expect else 1,
            "interDigitTimeout": INTER_DIGIT_S,
            "timeout": expect.no_input_s if expect else 8,
            "recognizer": {"vendor": "default", "language": LANGUAGE},
        }
        if prompt:
            verb["say"] = {"text": "".join(item.text for item in prompt)}
        return verb

    def _dial(self, response: HotlineResponse, agents: str) -> dict[str, Any]:
        hook = self._hook("dial", response.seq)
        return {"verb": "dial", "actionHook": hook, "target": [{"type": "phone", "number": agents}]}

    def _hook(self, hook: str, seq: int) -> str:
        return f"{self.address}?{urlencode({'hook': hook, 'n': seq})}"


def _signature(header: str) -> tuple[str | None, list[str]]:
    """(t, all v1) of "t=…,v1=…,v1=…"."""
    pairs = [part.strip().partition("=") for part in header.split(",")]
    timestamp = next((value for name, _, value in pairs if name == "t"), None)
    return timestamp, [value for name, _, value in pairs if name == "v1"]


def _basic_fits(header: str, expected: str) -> bool:
    scheme, _, given = header.partition(" ")
    try:
        told = base64.b64decode(given, validate=True).decode("utf-8")
    except ValueError:  # binascii.Error and UnicodeDecodeError are some; what is not ASCII is another
        return False
    return scheme.lower() == "basic" and same_token(told, expected)


def _begin(told: Mapping[str, Any], query: Mapping[str, str]) -> tuple[Event, dict[str, Any]]:
    reason = query.get("reason")
    more = {
        "caller": _text(told.get("from")),
        "callee": _text(told.get("to")),
        "orig_callee": _diverted(told),
        "reason": Reason(reason) if reason in set(Reason) else None,
    }
    return (Event.OVERFLOW if reason or more["orig_callee"] else Event.START), more


def _diverted(told: Mapping[str, Any]) -> str | None:
    """The number that was called first (RFC 5806, Diversion), of the INVITE that comes with the calling webhook."""
    sip = told.get("sip")
    headers = sip.get("headers") if isinstance(sip, dict) else None
    if not isinstance(headers, dict):
        return None
    return _text({str(name).lower(): value for name, value in headers.items()}.get("diversion"))


def _gathered(told: Mapping[str, Any]) -> tuple[Event, dict[str, Any]]:
    """What is there counts, and `reason` only where nothing is: its values differ between versions."""
    speech, digits = told.get("speech"), told.get("digits")
    if isinstance(digits, str) and digits:
        return Event.DTMF, {"digits": digits[:MOST_DIGITS]}
    if isinstance(speech, dict):
        return Event.SPEECH, {"asr": _asr(speech)}
    if told.get("reason") == "dtmfDetected":
        return Event.DTMF, {"digits": "#"}  # the closing key alone
    return Event.SILENCE, {}


def _asr(speech: Mapping[str, Any]) -> dict[str, Any]:
    """The most likely of the alternatives; older versions call them transcripts."""
    listed = speech.get("alternatives") or speech.get("transcripts") or []
    known = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    best = max(known, key=lambda one: _confidence(one) or 0.0, default={})
    return {
        "text": str(best.get("transcript") or "")[:2000],
        "confidence": _confidence(best),
        "final": speech.get("is_final") is not False,
    }


def _confidence(alternative: Mapping[str, Any]) -> float | None:
    """None, too, for what is no share: some recognisers answer 0 for 「not told」 and mean nothing by it."""
    value = alternative.get("confidence")
    if not isinstance(value, (int, float)) or isinstance(value, bool):
        return None
    return float(value) if 0 < value <= 1 else None


def _said(items: Sequence[Say]) -> list[dict[str, Any]]:
    return [{"verb": "say", "text": "".join(item.text for item in items)}] if items else []


def _text(value: Any) -> str | None:
    return None if value is None else str(value)[:64]
