"""H16: Aliyun's callbacks, read and answered."""

import datetime as dt
import json
from typing import Any

import pytest

from connectors.hotline.adapters.aliyun import Aliyun
from connectors.hotline.adapters.port import (
    Callback,
    CallbackRefused,
    CallbackUnknown,
    CallbackUnreadable,
    Foreign,
)
from connectors.hotline.contract import Action, Event, Expect, HotlineResponse, Reason, Say
from tests.connectors.hotline.adapters.samples import (
    ALIYUN_CALL,
    ALIYUN_MS,
    CALLIN_CONTENT,
    NORMAL_CONTENT,
    aliyun,
)

NOW = dt.datetime.fromtimestamp(ALIYUN_MS / 1000, dt.UTC)
ADAPTER = Aliyun(tokens=("old-one", "t0ken"))


def read(callback: Callback) -> Foreign:
    found = ADAPTER.read(callback, now=NOW)
    assert found is not None
    return found


@pytest.mark.parametrize("where", ["query", "form", "json"])
def test_a_call_that_was_led_on_to_us_is_an_overflow_despite_blanks_in_names(where: str) -> None:
    request = read(aliyun("callin", CALLIN_CONTENT, where=where)).numbered(0)
    assert (request.event, request.call_id, request.ts) == (Event.OVERFLOW, ALIYUN_CALL, ALIYUN_MS // 1000)
    assert (request.caller, request.callee, request.orig_callee) == ("13812345678", "043112345", "12315")


def test_our_own_number_called_is_no_overflow() -> None:
    content = {"caller": "13812345678", "callee": "12315", "orgcallee": "12315"}
    assert read(aliyun("callin", content)).event is Event.START


def test_the_address_of_a_number_tells_the_reason() -> None:
    request = read(aliyun("callin", CALLIN_CONTENT, reason="queue_full")).numbered(0)
    assert request.reason is Reason.QUEUE_FULL
    assert read(aliyun("callin", CALLIN_CONTENT, reason="whatever")).numbered(0).reason is None


def test_a_hidden_caller_is_nobody() -> None:
    assert read(aliyun("callin", {"caller": "", "callee": "12315"})).numbered(0).caller == ""


def test_a_sentence_is_final_and_tells_no_confidence() -> None:
    request = read(aliyun("normal", NORMAL_CONTENT)).numbered(3)
    assert (request.event, request.seq) == (Event.SPEECH, 3)
    assert request.asr is not None
    assert (request.asr.text, request.asr.confidence, request.asr.final) == ("我买的电饭包坏了", None, True)
    assert (request.asr.begin_ms, request.asr.end_ms) == (1000, 9000)


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("normal", NORMAL_CONTENT | {"current_media_code": "early_media"}),
        ("timebreak", NORMAL_CONTENT),
        ("timebreak", {}),
    ],
)
def test_what_is_no_sentence_of_the_caller_is_not_final(kind: str, content: dict[str, Any]) -> None:
    request = read(aliyun(kind, content)).numbered(1)
    assert request.asr is not None
    assert request.asr.final is False


def test_silence_is_silence() -> None:
    assert read(aliyun("mute", {"dynamic_id": "1"})).numbered(1).event is Event.SILENCE


@pytest.mark.parametrize("name", ["dtmf", "keys", "words", " dtmf"])
def test_keys_are_found_under_the_names_they_may_have(name: str) -> None:
    request = read(aliyun("dtmf", {name: "1 3,8#"})).numbered(1)
    assert (request.event, request.digits) == (Event.DTMF, "138#")


def test_the_same_callback_again_has_the_same_name_and_another_has_another() -> None:
    first, again = (read(aliyun("normal", NORMAL_CONTENT)).event_id for _ in range(2))
    assert first == again
    assert read(aliyun("normal", NORMAL_CONTENT | {"end_offset": "9100"})).event_id != first
    assert "电饭" not in first


@pytest.mark.parametrize("token", ["t0ken", "old-one"])
def test_an_address_with_one_of_our_secrets_is_let_in(token: str) -> None:
    ADAPTER.authenticate(aliyun("mute", token=token), now=NOW)


@pytest.mark.parametrize("token", ["", "T0KEN", "t0ken2", "密"])
def test_another_address_is_refused(token: str) -> None:
    with pytest.raises(CallbackRefused):
        ADAPTER.authenticate(aliyun("mute", token=token), now=NOW)


def test_an_adapter_without_secrets_lets_nobody_in() -> None:
    for tokens in ((), ("",)):
        with pytest.raises(CallbackRefused):
            Aliyun(tokens=tokens).authenticate(aliyun("mute", token=""), now=NOW)


def test_an_old_callback_is_refused() -> None:
    with pytest.raises(CallbackRefused):
        ADAPTER.authenticate(aliyun("mute"), now=NOW + dt.timedelta(minutes=6))


def test_an_unknown_kind_is_told_by_name() -> None:
    with pytest.raises(CallbackUnknown) as raised:
        ADAPTER.read(aliyun("parallel_transfer"), now=NOW)
    assert raised.value.extra == {"content_type": "parallel_transfer"}


@pytest.mark.parametrize(
    "callback",
    [
        Callback({}, {}, b""),
        Callback({}, {"call_id": "1", "content_type": "mute"}, b""),
        Callback({"content-type": "application/json"}, {}, b"[1]"),
        Callback({"content-type": "application/json"}, {}, b"{"),
        Callback({}, {}, b"\xff\xfe"),
        aliyun("normal", "not json"),
        aliyun("normal", "[1]"),
        Callback(
            {"content-type": "application/json"}, {}, b'{"call_id": "1", "content_type": {"callin": 1}}'
        ),
    ],
)
def test_what_is_not_of_the_documented_form_is_refused(callback: Callback) -> None:
    with pytest.raises(CallbackUnreadable):
        ADAPTER.read(callback, now=NOW)


def answer(
    *say: Say, seq: int = 1, action: Action = Action.LISTEN, expect: Expect | None = None
) -> HotlineResponse:
    return HotlineResponse(call_id=ALIYUN_CALL, seq=seq, say=say, action=action, expect=expect)


HELLO, QUESTION = Say(text="您好，我是智能助手小保。", bargein=False), Say(text="请问什么事？")


def test_the_first_answer_takes_the_call_and_the_next_ones_play() -> None:
    first = ADAPTER.write(answer(HELLO, QUESTION, seq=0), record=None)
    assert (first["result"], first["code"]) == ("success", 200)
    data = first["data"]
    assert (data["action"], data["call_id"], data["action_code"]) == ("answer", ALIYUN_CALL, "$tts$")
    assert json.loads(data["action_code_param"]) == {"tts": "您好，我是智能助手小保。请问什么事？"}
    assert data["action_code_break"] is False
    later = ADAPTER.write(answer(QUESTION), record=None)["data"]
    assert (later["action"], later["action_code_break"]) == ("play", True)


def test_nothing_to_say_plays_nothing() -> None:
    data = ADAPTER.write(answer(), record=None)["data"]
    assert data["action"] == "donothing"
    assert "action_code" not in data


@pytest.mark.parametrize("action", [Action.HANGUP, Action.CALLBACK, Action.VOICEMAIL, Action.TRANSFER])
def test_every_end_hangs_up_where_nothing_else_is_known(action: Action) -> None:
    assert ADAPTER.write(answer(QUESTION, action=action), record=None)["data"]["action"] == "hangup"


def test_a_transfer_is_what_the_operator_says_it_is() -> None:
    able = Aliyun(tokens=("t",), transfer={"action": "transfer", "action_code": "queue-1"})
    data = able.write(answer(action=Action.TRANSFER), record=None)["data"]
    assert (data["action"], data["action_code"]) == ("transfer", "queue-1")
    assert able.can_transfer
    assert not ADAPTER.can_transfer


def test_times_stay_within_what_is_allowed() -> None:
    data = ADAPTER.write(answer(expect=Expect(no_input_s=60, end_silence_ms=3000)), record=None)["data"]
    assert (data["mute_time"], data["pause_time"]) == (20_000, 1_200)


@pytest.mark.parametrize(("record", "flag"), [(None, False), (False, False), (True, True)])
def test_sound_is_kept_only_of_who_agreed(record: bool | None, flag: bool) -> None:
    assert ADAPTER.write(answer(), record=record)["data"]["record_flag"] is flag
