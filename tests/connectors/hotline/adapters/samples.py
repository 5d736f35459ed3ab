"""Callbacks in the shape that the providers' pages document, written for these tests. Numbers and words are invented."""

import json
from typing import Any
from urllib.parse import urlencode

from connectors.hotline.adapters.port import Callback

ALIYUN_MS = 1795142400000  # 2026-11-20 02:40:00 UTC, in milliseconds as Aliyun writes it
ALIYUN_CALL = "100001616500^10000187"
JAMBONZ_CALL = "8f1f0c5e-2c6b-4b0e-9a57-7c4d3d0f9a11"

# The page's own example has a blank in front of two names, and one behind the last value.
CALLIN_CONTENT = '{"caller": "13812345678"," callee": "043112345"," orgcallee": "12315" }'
NORMAL_CONTENT: dict[str, Any] = {
    "role": "B",
    "identity": "id2",
    "words": "我买的电饭包坏了",
    "begin_offset": "1000",
    "end_offset": "9000",
    "begin_time": "2026-11-20 10:40:00",
    "is_playing": "false",
    "dynamic_id": "0",
}


def aliyun(
    kind: str, content: Any = None, *, where: str = "query", token: str = "t0ken", **query: str
) -> Callback:
    """where: the address, a form, or JSON: the page says POST and shows an address."""
    text = content if isinstance(content, str) else json.dumps(content or {}, ensure_ascii=False)
    told = {"call_id": ALIYUN_CALL, "timestamp": str(ALIYUN_MS), "content_type": kind, "content": text}
    query = {"token": token, **query}
    match where:
        case "query":
            return Callback({}, query | told, b"")
        case "form":
            headers = {"content-type": "application/x-www-form-urlencoded;charset=UTF-8"}
            return Callback(headers, query, urlencode(told).encode())
    told = told | {"content": json.loads(text)}
    return Callback({"content-type": "application/json"}, query, json.dumps(told).encode())


JAMBONZ_COMMON: dict[str, Any] = {
    "call_sid": JAMBONZ_CALL,
    "direction": "inbound",
    "from": "+8613812345678",
    "to": "+864319912345",
    "call_id": "c7f1e0a2-1bd2-123d-6f9d-0a1b2c3d4e5f",
    "sip_status": 200,
    "call_status": "in-progress",
    "account_sid": "9351f46a-678c-43f5-b8a6-d4eb58d131af",
    "trace_id": "1c9a4a2c7d6e4f21b3a0d5e6f7a8b9c0",
    "application_sid": "7087fe50-8acb-4f3b-b820-97b573723aab",
    "originating_sip_ip": "10.0.0.7",
}
BEGUN = JAMBONZ_COMMON | {
    "sip_status": 100,
    "call_status": "trying",
    "sip": {"headers": {"Diversion": "<sip:12315@10.0.0.7>;reason=no-answer"}, "method": "INVITE"},
}
SPOKEN = JAMBONZ_COMMON | {
    "reason": "speechDetected",
    "speech": {
        "language_code": "zh-CN",
        "channel_tag": 1,
        "is_final": True,
        "alternatives": [
            {"confidence": 0.41, "transcript": "我买的点饭包坏了"},
            {"confidence": 0.87, "transcript": "我买的电饭煲坏了"},
        ],
    },
}
TYPED = JAMBONZ_COMMON | {"reason": "dtmfDetected", "digits": "2"}
TIMED_OUT = JAMBONZ_COMMON | {"reason": "timeout"}
DIALED = JAMBONZ_COMMON | {"dial_call_sid": "d-1", "dial_call_status": "no-answer", "dial_sip_status": 480}
COMPLETED = JAMBONZ_COMMON | {"call_status": "completed", "call_termination_by": "caller", "duration": 62}


def jambonz(told: dict[str, Any], hook: str = "", n: int | None = None, **headers: str) -> Callback:
    query = {"hook": hook} if hook else {}
    if n is not None:
        query["n"] = str(n)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    return Callback(names, query, json.dumps(told, ensure_ascii=False).encode())
