"""H16: jambonz's hooks, read and answered with verbs."""

import base64
import datetime as dt
from typing import Any

import pytest

from connectors.hotline.adapters.jambonz import Jambonz
from connectors.hotline.adapters.port import (
    Callback,
    CallbackRefused,
    CallbackUnknown,
    CallbackUnreadable,
    Foreign,
)
from connectors.hotline.contract import Action, Event, Expect, HotlineResponse, Input, Reason, Say
from connectors.hotline.signature import SignatureMissing, SignatureStale, SignatureWrong, digest
from tests.connectors.hotline.adapters import samples
from tests.connectors.hotline.adapters.samples import jambonz

NOW = dt.datetime(2026, 11, 20, 2, 40, tzinfo=dt.UTC)
STAMP = str(int(NOW.timestamp()))
ADDRESS = "https://desk.example/webhooks/hotline/jambonz"
ADAPTER = Jambonz(ADDRESS, secrets=("old", "s3cret"), agents="+864318000000")


def read(told: dict[str, Any], hook: str = "", n: int | None = None) -> Foreign:
    found = ADAPTER.read(jambonz(told, hook, n), now=NOW)
    assert found is not None
    return found


def test_a_diverted_call_is_an_overflow() -> None:
    request = read(samples.BEGUN).numbered(0)
    assert (request.event, request.call_id) == (Event.OVERFLOW, samples.JAMBONZ_CALL)
    assert (request.caller, request.callee) == ("+8613812345678", "+864319912345")
    assert request.orig_callee is not None
    assert "12315" in request.orig_callee


def test_a_call_to_our_own_number_is_none() -> None:
    assert read(samples.JAMBONZ_COMMON).event is Event.START


def test_the_most_likely_alternative_is_what_was_said() -> None:
    request = read(samples.SPOKEN, "gather", 1).numbered(1)
    assert request.asr is not None
    assert (request.asr.text, request.asr.confidence, request.asr.final) == ("我买的电饭煲坏了", 0.87, True)


def test_older_versions_speak_of_transcripts() -> None:
    speech = {"is_final": True, "transcripts": [{"confidence": 0.6, "transcript": "退钱"}]}
    request = read(samples.JAMBONZ_COMMON | {"speech": speech}, "gather", 1).numbered(1)
    assert request.asr is not None
    assert request.asr.text == "退钱"


def test_an_interim_result_is_not_final() -> None:
    speech = samples.SPOKEN["speech"] | {"is_final": False}
    request = read(samples.SPOKEN | {"speech": speech}, "gather", 1).numbered(1)
    assert request.asr is not None
    assert request.asr.final is False


@pytest.mark.parametrize("confidence", [0, -1, 7, "0.9", None, True])
def test_a_confidence_that_is_no_share_is_none(confidence: Any) -> None:
    speech = {"is_final": True, "alternatives": [{"confidence": confidence, "transcript": "退钱"}]}
    request = read(samples.JAMBONZ_COMMON | {"speech": speech}, "gather", 1).numbered(1)
    assert request.asr is not None
    assert request.asr.confidence is None


def test_keys_and_silence_are_told_apart() -> None:
    assert read(samples.TYPED, "gather", 1).numbered(1).digits == "2"
    assert read(samples.TIMED_OUT, "gather", 1).event is Event.SILENCE
    closing = {key: value for key, value in samples.TYPED.items() if key != "digits"}
    assert read(closing, "gather", 1).numbered(1).digits == "#"


def test_a_reason_of_a_newer_version_does_not_hide_what_was_said() -> None:
    assert read(samples.SPOKEN | {"reason": "stt-something-new"}, "gather", 1).event is Event.SPEECH


@pytest.mark.parametrize(
    ("status", "reason"),
    [("no-answer", Reason.AGENT_DECLINED), ("busy", Reason.NO_AGENT), ("failed", Reason.NO_AGENT)],
)
def test_a_transfer_that_nobody_took_brings_the_call_back(status: str, reason: Reason) -> None:
    request = read(samples.DIALED | {"dial_call_status": status}, "dial", 4).numbered(5)
    assert (request.event, request.reason) == (Event.OVERFLOW, reason)


def test_a_transfer_that_was_talked_out_tells_nothing() -> None:
    told = samples.DIALED | {"dial_call_status": "completed"}
    assert ADAPTER.read(jambonz(told, "dial", 4), now=NOW) is None


def test_the_end_of_a_call_is_a_hang_up_and_the_rest_of_its_states_nothing() -> None:
    request = read(samples.COMPLETED, "status").numbered(9)
    assert (request.event, request.hangup_by) == (Event.HANGUP, "caller")
    for status in ("trying", "ringing", "early-media", "in-progress", ["completed"], None):
        assert (
            ADAPTER.read(jambonz(samples.JAMBONZ_COMMON | {"call_status": status}, "status"), now=NOW) is None
        )


def test_the_same_words_to_two_questions_are_two_events_and_a_repeat_is_one() -> None:
    assert read(samples.SPOKEN, "gather", 1).event_id == read(samples.SPOKEN, "gather", 1).event_id
    assert read(samples.SPOKEN, "gather", 1).event_id != read(samples.SPOKEN, "gather", 2).event_id


def test_an_unknown_hook_and_a_body_of_another_form_are_refused() -> None:
    with pytest.raises(CallbackUnknown):
        ADAPTER.read(jambonz(samples.SPOKEN, "queue"), now=NOW)
    for callback in (Callback({}, {}, b"[]"), Callback({}, {}, b""), jambonz({"call_status": "x"})):
        with pytest.raises(CallbackUnreadable):
            ADAPTER.read(callback, now=NOW)


def signed(secret: str, stamp: str = STAMP, *more: str) -> Callback:
    body = jambonz(samples.SPOKEN, "gather", 1).body
    marks = [f"t={stamp}", *more, f"v1={digest(secret, stamp, body)}"]
    return Callback({"jambonz-signature": ",".join(marks)}, {"hook": "gather"}, body)


@pytest.mark.parametrize("secret", ["old", "s3cret"])
def test_what_the_platform_signed_is_let_in(secret: str) -> None:
    ADAPTER.authenticate(signed(secret), now=NOW)
    ADAPTER.authenticate(signed(secret, STAMP, "v1=" + "0" * 64), now=NOW)


def test_another_secret_an_old_signature_and_none_are_refused() -> None:
    with pytest.raises(SignatureWrong):
        ADAPTER.authenticate(signed("another"), now=NOW)
    with pytest.raises(SignatureStale):
        ADAPTER.authenticate(signed("s3cret", str(int(STAMP) - 301)), now=NOW)
    for header in ({}, {"jambonz-signature": "v1=abc"}):
        with pytest.raises(SignatureMissing):
            ADAPTER.authenticate(Callback(header, {}, b"{}"), now=NOW)


def basic(told: str) -> Callback:
    return Callback({"authorization": "Basic " + base64.b64encode(told.encode()).decode()}, {}, b"{}")


def test_a_platform_that_does_not_sign_is_known_by_its_password() -> None:
    adapter = Jambonz(ADDRESS, basic="switch:pass:word")
    adapter.authenticate(basic("switch:pass:word"), now=NOW)
    for wrong in (
        basic("switch:pass"),
        Callback({"authorization": "Basic ?"}, {}, b""),
        Callback({"authorization": "Basic é"}, {}, b""),
        Callback({}, {}, b""),
    ):
        with pytest.raises(CallbackRefused):
            adapter.authenticate(wrong, now=NOW)


def test_a_password_does_not_replace_a_signature_and_nothing_set_lets_nobody_in() -> None:
    with pytest.raises(SignatureMissing):
        Jambonz(ADDRESS, secrets=("s",), basic="a:b").authenticate(basic("a:b"), now=NOW)
    with pytest.raises(CallbackRefused):
        Jambonz(ADDRESS).authenticate(basic(""), now=NOW)


def answer(*say: Say, action: Action = Action.LISTEN, expect: Expect | None = None) -> HotlineResponse:
    return HotlineResponse(call_id=samples.JAMBONZ_CALL, seq=3, say=say, action=action, expect=expect)


HELLO, QUESTION = Say(text="我是智能助手。", bargein=False), Say(text="请问什么事？")


def test_what_must_be_heard_is_said_first_and_cannot_be_talked_over() -> None:
    verbs = ADAPTER.write(answer(HELLO, QUESTION, expect=Expect(max_digits=12, no_input_s=15)), record=None)
    assert [verb["verb"] for verb in verbs] == ["say", "gather"]
    assert verbs[0]["text"] == "我是智能助手。"
    gather = verbs[1]
    assert gather["say"] == {"text": "请问什么事？"}
    assert gather["input"] == ["speech", "digits"]
    assert (gather["maxDigits"], gather["finishOnKey"], gather["timeout"]) == (12, "#", 15)
    assert gather["recognizer"]["language"] == "zh-CN"
    assert gather["bargein"] is True
    assert gather["actionHook"] == f"{ADDRESS}?hook=gather&n=3"


def test_keys_alone_and_nothing_to_say() -> None:
    (gather,) = ADAPTER.write(answer(expect=Expect(input=(Input.DTMF,))), record=None)
    assert gather["input"] == ["digits"]
    assert "say" not in gather


def test_a_transfer_dials_and_asks_to_be_told_how_it_went() -> None:
    verbs = ADAPTER.write(answer(HELLO, action=Action.TRANSFER), record=None)
    assert verbs[1] == {
        "verb": "dial",
        "actionHook": f"{ADDRESS}?hook=dial&n=3",
        "target": [{"type": "phone", "number": "+864318000000"}],
    }


@pytest.mark.parametrize("action", [Action.HANGUP, Action.CALLBACK])
def test_an_end_says_goodbye_and_hangs_up(action: Action) -> None:
    assert [verb["verb"] for verb in ADAPTER.write(answer(QUESTION, action=action), record=None)] == [
        "say",
        "hangup",
    ]
