"""The contract with a switch: strict about what comes, silent about people in logs."""

from typing import Any

import pytest
from pydantic import ValidationError

from connectors.hotline.contract import HotlineRequest, HotlineResponse, Say

OVERFLOW: dict[str, Any] = {
    "version": 1,
    "event_id": "e-1",
    "call_id": "100001616500^10000187",
    "seq": 0,
    "ts": 1795142400,
    "event": "overflow",
    "caller": "+8613812345678",
    "caller_hidden": False,
    "callee": "043112315",
    "orig_callee": "12315",
    "queue": "complaints",
    "reason": "queue_timeout",
    "wait_s": 312,
    "position": 7,
    "history": [{"role": "system", "text": "您好，坐席忙"}],
    "consent": {"record": True, "sms": False},
}
SPEECH = {"text": "我买的电饭煲坏了", "confidence": 0.91, "final": True, "begin_ms": 120, "end_ms": 2480}


def test_an_event_with_everything_in_it_is_read() -> None:
    read = HotlineRequest.model_validate(OVERFLOW)
    assert read.wait_s == 312
    assert read.history[0].role == "system"
    assert read.consent.record is True


def test_an_event_needs_no_more_than_what_happened() -> None:
    least = {key: OVERFLOW[key] for key in ("version", "event_id", "call_id", "seq", "ts")}
    for event in ("start", "silence", "playback_done", "callback_request", "hangup"):
        HotlineRequest.model_validate(least | {"event": event})


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 2},
        {"event": "ring"},
        {"seq": -1},
        {"seq": "1"},
        {"ts": 1795142400000},
        {"ts": 1795142400.5},
        {"reason": "busy"},
        {"digits": "1a"},
        {"call_id": ""},
        {"call_id": "a b"},
        {"call_id": "x" * 129},
        {"asr": SPEECH | {"confidence": 1.2}},
        {"asr": {key: SPEECH[key] for key in ("text", "confidence")}},
        {"wait_s": -5},
        {"history": [{"role": "bot", "text": ""}]},
        {"consent": {"record": True, "marketing": True}},
        {"unheard_of": 1},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_what_the_contract_does_not_say_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        HotlineRequest.model_validate(OVERFLOW | wrong)


@pytest.mark.parametrize("event", ["speech", "dtmf"])
def test_an_event_without_what_it_tells_of_is_refused(event: str) -> None:
    with pytest.raises(ValidationError):
        HotlineRequest.model_validate(OVERFLOW | {"event": event})


def test_neither_numbers_nor_words_stand_in_a_log() -> None:
    read = HotlineRequest.model_validate(
        OVERFLOW | {"event": "speech", "asr": SPEECH, "digits": "13987654321"}
    )
    shown = repr(read)
    for secret in ("138", "电饭煲", "坐席忙", "139"):
        assert secret not in shown
    assert "编号" not in repr(HotlineResponse(call_id="c", seq=1, say=(Say(text="编号"),)))


def test_an_item_longer_than_a_breath_cannot_be_answered() -> None:
    with pytest.raises(ValidationError):
        Say(text="好" * 61)
