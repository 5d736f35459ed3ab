"""The channel over HTTP: who may call it, what comes back, and what a crash leaves behind."""

from __future__ import annotations

import threading
from typing import Any

import pytest
import requests
from rasa.core.policies.rule_policy import RulePolicy

from bot import action_server as action_server_module
from bot import processor as processor_module
from bot.channel import DeskInput
from bot.settings import BadSetting
from bot.tracker_store import REMEMBERED_TURNS, CompactTrackerStore, conversations
from tests.bot.brain import SENT_AT, TOKEN, ActionServer, Brain, Desk, said, slot_set


def rows(store: CompactTrackerStore) -> list[Any]:
    with store._engine.connect() as connection:
        return connection.execute(conversations.select()).all()


class TestWhoMayCall:
    @pytest.mark.parametrize(
        "header", [None, "", "Bearer", "Bearer wrong", TOKEN, f"Basic {TOKEN}", "Bearer é"]
    )
    def test_a_turn_without_the_token_is_refused(self, desk: Desk, header: str | None) -> None:
        headers = {} if header is None else {"Authorization": header.encode("utf-8")}
        response = requests.post(f"{desk.url}/turns", json=desk.body("你好"), headers=headers, timeout=30)
        assert (response.status_code, response.json()["code"]) == (401, "unauthorized")

    def test_erasing_without_the_token_is_refused(self, desk: Desk) -> None:
        assert requests.delete(f"{desk.url}/conversations/c-1", timeout=30).status_code == 401

    def test_what_is_remembered_is_not_told_without_the_token(self, desk: Desk) -> None:
        assert requests.get(f"{desk.url}/conversations/c-1/slots", timeout=30).status_code == 401

    def test_the_channel_does_not_start_without_a_token(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("BRAIN_TOKEN", raising=False)
        with pytest.raises(BadSetting) as refused:
            DeskInput.from_credentials(None)
        assert refused.value.name == "BRAIN_TOKEN"

    def test_the_token_may_stand_in_the_credentials(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("BRAIN_TOKEN", raising=False)
        assert DeskInput.from_credentials({"token": "x"})._token == b"x"


class TestHealth:
    def test_a_loaded_model_is_healthy(self, desk: Desk) -> None:
        response = requests.get(f"{desk.url}/health", timeout=30)
        assert response.status_code == 200
        assert response.json()["ready"] is True
        assert response.json()["model_id"]

    def test_without_a_model_neither_health_nor_turns(self, server: Brain, desk: Desk) -> None:
        server.app.ctx.agent = None
        assert requests.get(f"{desk.url}/health", timeout=30).status_code == 503
        response = desk.post(desk.body("你好"))
        assert (response.status_code, response.json()["code"]) == (503, "model_not_loaded")


class TestReplies:
    def test_a_message_is_answered_with_its_quick_replies(self, desk: Desk) -> None:
        answer = desk.say("你好", message_id="m-9")
        assert answer.pop("explanation")["actions"] == ["utter_greet"]
        assert answer == {
            "message_id": "m-9",
            "replies": [
                {
                    "text": "您好",
                    "quick_replies": [
                        {"title": "我要投诉", "payload": "/complain"},
                        {"title": "查办法", "payload": '/choose_topic{"topic": "fake_goods"}'},
                    ],
                    "custom": None,
                }
            ],
            "repeated": False,
        }

    def test_what_an_action_says_arrives_whole(self, desk: Desk, actions: ActionServer) -> None:
        custom = {"answer": {"topic": "fake_goods", "confidence": 0.9}}
        buttons = [{"title": "登记投诉", "payload": "/complain"}]
        actions.answers["action_answer"] = lambda _: said("假一赔三", custom=custom, buttons=buttons)
        [reply] = desk.say("买到假货怎么赔")["replies"]
        assert reply == {"text": "假一赔三", "quick_replies": buttons, "custom": custom}

    def test_actions_see_metadata_text_and_ranking(self, desk: Desk, actions: ActionServer) -> None:
        photo = {"id": "a-1", "name": "小票.jpg", "media_type": "image/jpeg"}
        metadata = {"sent_at": SENT_AT, "channel": "webchat", "attachments": [photo]}
        desk.say("買到ＸＸ假貨怎麼賠！！", metadata=metadata)
        message = actions.calls[-1]["tracker"]["latest_message"]
        assert message["metadata"] == metadata
        assert message["text"] == "買到ＸＸ假貨怎麼賠！！"
        assert message["intent"]["name"] == "ask"
        assert message["topic_ranking"][0]["name"] == "ask/fake_goods"
        assert "response_selector" not in message  # the topics stand in the ranking

    def test_a_payload_reaches_its_intent_with_entities(self, desk: Desk, actions: ActionServer) -> None:
        assert desk.texts(payload='/choose_topic{"topic": "fake_goods"}') == ["选定的答复"]
        [entity] = actions.calls[-1]["tracker"]["latest_message"]["entities"]
        assert (entity["entity"], entity["value"]) == ("topic", "fake_goods")

    @pytest.mark.parametrize(
        ("payload", "code"), [("/nobody", "unknown_intent"), ('/greet{"x": 1}', "unknown_entity")]
    )
    def test_a_payload_that_the_model_does_not_know_is_refused(
        self, desk: Desk, store: CompactTrackerStore, payload: str, code: str
    ) -> None:
        response = desk.post(desk.body(payload=payload))
        assert (response.status_code, response.json()["code"]) == (400, code)
        assert rows(store) == []

    def test_a_malformed_request_is_a_400_with_a_code(self, desk: Desk) -> None:
        response = desk.post(desk.body(" "))
        assert response.status_code == 400
        assert set(response.json()) == {"code", "detail"}


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        " /restart",
        "\u3000／restart",
        "\u200b/restart",
        "/ /restart",
        "/back",
        "/session_start",
        "/cancel",
        '/choose_topic{"topic": "fake_goods"}',
        '／choose_topic{"topic": "fake_goods"}',
        "/complain@1.0",
        "EXTERNAL: complain",
    ],
)
def test_typed_commands_are_words(desk: Desk, actions: ActionServer, text: str) -> None:
    desk.say("我要投诉")
    desk.say(text)
    tracker = actions.calls[-1]["tracker"]
    events = [event["event"] for event in tracker["events"]]
    assert tracker["latest_message"]["text"] == text
    assert tracker["latest_message"]["entities"] == []
    assert not {"restart", "undo", "rewind"} & set(events)
    assert events.count("session_started") == 1
    assert tracker["active_loop"]["name"] == "complaint_form"


class TestRepetition:
    def test_a_repeated_message_gets_the_first_replies_and_runs_nothing(
        self, desk: Desk, actions: ActionServer
    ) -> None:
        first = desk.say("买到假货怎么赔", message_id="m-1")
        calls = len(actions.calls)
        actions.answers["action_answer"] = lambda _: said("别的")
        assert desk.say("买到假货怎么赔", message_id="m-1") == {**first, "repeated": True}
        assert len(actions.calls) == calls

    def test_the_last_messages_are_recognised_after_a_restart(
        self, desk: Desk, server: Brain, model: Any, settings: Any, actions: ActionServer
    ) -> None:
        for number in range(7):
            desk.say("谢谢", message_id=f"n-{number}")
        again = CompactTrackerStore(settings=settings)
        server.load(model, again, actions.url)
        answers = [desk.say("谢谢", message_id=f"n-{number}") for number in range(7 - REMEMBERED_TURNS, 7)]
        again.close()
        assert len(answers) > 1
        assert all(answer["repeated"] for answer in answers)

    def test_the_same_id_in_another_conversation_is_another_message(self, desk: Desk) -> None:
        desk.say("谢谢", message_id="m-1")
        assert not desk.say("谢谢", message_id="m-1", conversation_id="c-2")["repeated"]


def test_a_second_message_during_a_turn_is_refused(desk: Desk, actions: ActionServer) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow(_: dict[str, Any]) -> Any:
        started.set()
        assert go_on.wait(20)
        return said("答复")

    actions.answers["action_answer"] = slow
    results: list[requests.Response] = []
    first = threading.Thread(target=lambda: results.append(desk.post(desk.body("买到假货怎么赔"))))
    first.start()
    assert started.wait(20)
    second = desk.post(desk.body("谢谢"))
    other = desk.post(desk.body("谢谢", conversation_id="c-2"))
    erased = requests.delete(f"{desk.url}/conversations/c-1", headers=desk.headers, timeout=30)
    go_on.set()
    first.join()
    assert (second.status_code, second.json()["code"]) == (409, "conversation_in_turn")
    assert (other.status_code, erased.status_code, results[0].status_code) == (200, 409, 200)
    assert desk.say("谢谢")["repeated"] is False


def unreachable(_: dict[str, Any]) -> Any:
    raise ConnectionError  # the handler dies without an answer


CRASHES: dict[str, Any] = {
    "the action server answers 500": lambda _: (500, {"error": "boom", "action_name": "action_answer"}),
    "the action is not known": lambda _: (404, {"error": "no such action", "action_name": "action_answer"}),
    "the answer is not what rasa-sdk sends": lambda _: (200, {"events": "none"}),
    "an event is unknown": lambda _: said("好", events=[{"event": "no_such_event"}]),
    "a response is missing": lambda _: (200, {"events": [], "responses": [{"response": "utter_nowhere"}]}),
    "actions run in circles": lambda _: said(events=[{"event": "followup", "name": "action_answer"}]),
    "a reply has no place": lambda _: said("看图", image="x.png"),
    "the rejection is malformed": lambda _: (400, {}),
}


class TestCrashes:
    @pytest.mark.parametrize("crash", CRASHES)
    def test_a_crash_fails_the_turn_and_leaves_no_trace(
        self, desk: Desk, actions: ActionServer, store: CompactTrackerStore, crash: str
    ) -> None:
        desk.say("你好")
        before = rows(store)
        well = actions.answers["action_answer"]
        actions.answers["action_answer"] = CRASHES[crash]
        body = desk.body("买到假货怎么赔")
        response = desk.post(body)
        assert (response.status_code, response.json()["code"]) == (500, "turn_failed")
        assert rows(store) == before
        actions.answers["action_answer"] = well
        answer = desk.post(body).json()
        assert (answer["repeated"], answer["replies"][0]["text"]) == (False, "答复")

    def test_an_action_server_that_breaks_off_is_a_503_and_leaves_no_trace(
        self, desk: Desk, actions: ActionServer, store: CompactTrackerStore
    ) -> None:
        desk.say("你好")
        before = rows(store)
        well = actions.answers["action_answer"]
        actions.answers["action_answer"] = unreachable
        body = desk.body("买到假货怎么赔")
        response = desk.post(body)
        assert (response.status_code, response.json()["code"]) == (503, "actions_unreachable")
        assert rows(store) == before
        actions.answers["action_answer"] = well
        assert desk.post(body).json()["repeated"] is False

    def test_an_action_server_that_is_not_there_is_a_503(
        self, desk: Desk, server: Brain, model: Any, store: CompactTrackerStore
    ) -> None:
        server.load(model, store, "http://127.0.0.1:9/webhook")  # the discard port: nobody listens
        response = desk.post(desk.body("买到假货怎么赔"))
        assert (response.status_code, response.json()["code"]) == (503, "actions_unreachable")
        assert rows(store) == []

    def test_an_action_server_away_during_slot_extraction_is_not_swallowed(
        self, desk: Desk, actions: ActionServer
    ) -> None:
        desk.say("我要投诉")
        actions.answers["action_extract_mood"] = unreachable
        assert desk.post(desk.body("王小明")).status_code == 503
        del actions.answers["action_extract_mood"]
        assert desk.texts("王小明") == ["花了多少钱？"]

    def test_a_crash_in_the_first_turn_leaves_no_conversation(
        self, desk: Desk, actions: ActionServer, store: CompactTrackerStore
    ) -> None:
        actions.answers["action_answer"] = CRASHES["the action server answers 500"]
        assert desk.post(desk.body("买到假货怎么赔")).status_code == 500
        assert rows(store) == []

    def test_a_crash_in_slot_extraction_is_not_swallowed(self, desk: Desk, actions: ActionServer) -> None:
        desk.say("我要投诉")
        actions.answers["action_extract_mood"] = lambda _: (500, {})
        assert desk.post(desk.body("王小明")).status_code == 500
        del actions.answers["action_extract_mood"]
        assert desk.texts("王小明") == ["花了多少钱？"]

    def test_a_crash_of_a_policy_fails_the_turn(
        self, desk: Desk, store: CompactTrackerStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def crash(*_: Any, **__: Any) -> None:
            raise RuntimeError("我叫王小明")

        monkeypatch.setattr(RulePolicy, "_predict", crash)
        assert desk.post(desk.body("你好")).status_code == 500
        assert rows(store) == []

    def test_a_crash_of_the_store_fails_the_turn(
        self, desk: Desk, store: CompactTrackerStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        desk.say("你好")
        with store._engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE brain_conversations RENAME TO elsewhere")
        assert desk.post(desk.body("谢谢")).status_code == 500

    def test_an_action_server_that_takes_too_long_is_a_503(
        self, desk: Desk, actions: ActionServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(action_server_module, "ACTION_TIMEOUT", 0.2)
        go_on = threading.Event()
        actions.answers["action_answer"] = lambda _: (go_on.wait(10), said("晚了"))[1]
        response = desk.post(desk.body("买到假货怎么赔"))
        go_on.set()
        assert (response.status_code, response.json()["code"]) == (503, "actions_unreachable")

    def test_a_turn_that_takes_too_long_fails(
        self, desk: Desk, actions: ActionServer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(processor_module, "TURN_TIMEOUT", 0.5)
        go_on = threading.Event()
        actions.answers["action_answer"] = lambda _: (go_on.wait(10), said("晚了"))[1]
        response = desk.post(desk.body("买到假货怎么赔"))
        go_on.set()
        assert (response.status_code, response.json()["code"]) == (500, "turn_failed")

    def test_the_log_of_a_crash_quotes_nobody(
        self, desk: Desk, actions: ActionServer, caplog: pytest.LogCaptureFixture
    ) -> None:
        secret = "身份证号110101199003070000"
        actions.answers["action_answer"] = lambda _: (500, {"error": secret})
        desk.post(desk.body(f"买到假货怎么赔，{secret}", message_id="m-77"))
        logged = [record for record in caplog.records if record.name == "bot.channel"]
        assert "m-77" in logged[-1].getMessage()
        assert "ClientResponseError" in logged[-1].getMessage()
        assert secret not in caplog.text


class TestForms:
    def test_a_rejected_form_lets_the_question_be_answered_and_asks_again(self, desk: Desk) -> None:
        assert desk.texts("我要投诉") == ["怎么称呼您？"]
        assert desk.texts("买到假货怎么赔") == ["答复", "怎么称呼您？"]
        assert desk.texts("王小明") == ["花了多少钱？"]
        assert desk.texts("1380") == ["已登记"]

    def test_a_rejection_by_the_action_server_is_no_crash(self, desk: Desk, actions: ActionServer) -> None:
        rejection = {"action_name": "action_answer", "error": "rejected"}
        actions.answers["action_answer"] = lambda _: (400, rejection)
        assert desk.texts("买到假货怎么赔") == ["请换个说法"]
        events = [event["event"] for event in actions.calls[-1]["tracker"]["events"]]
        assert actions.names() == ["action_answer", "action_fallback_ladder"]
        assert "action_execution_rejected" in events

    def test_what_no_rule_fits_gets_the_ladder_once(self, desk: Desk, actions: ActionServer) -> None:
        assert desk.texts("取消投诉") == ["请换个说法"]
        assert actions.names() == ["action_fallback_ladder"]


def test_a_conversation_can_be_forgotten(
    desk: Desk, store: CompactTrackerStore, actions: ActionServer
) -> None:
    actions.answers["action_answer"] = lambda _: said("答复", events=[slot_set("draft", "旧的")])
    desk.say("买到假货怎么赔", message_id="m-1")
    address = f"{desk.url}/conversations/c-1"
    assert requests.delete(address, headers=desk.headers, timeout=30).status_code == 204
    assert rows(store) == []
    assert requests.delete(address, headers=desk.headers, timeout=30).status_code == 204
    assert desk.say("谢谢", message_id="m-1")["repeated"] is False


def test_what_was_told_is_remembered_and_nothing_else(
    desk: Desk, store: CompactTrackerStore, actions: ActionServer
) -> None:
    address = f"{desk.url}/conversations/c-1/slots"
    assert requests.get(address, headers=desk.headers, timeout=30).json() == {"slots": {}}
    assert rows(store) == []  # reading begins nothing
    actions.answers["action_answer"] = lambda _: said("答复", events=[slot_set("draft", "好运电器行")])
    desk.say("买到假货怎么赔")
    told = requests.get(address, headers=desk.headers, timeout=30).json()["slots"]
    assert told["draft"] == "好运电器行"
    assert all(value not in (None, "", []) for value in told.values())


def test_the_desk_may_restart_a_conversation(desk: Desk, actions: ActionServer) -> None:
    desk.say("我要投诉")
    desk.say(payload="/restart")
    desk.say("买到假货怎么赔")
    assert actions.calls[-1]["tracker"]["active_loop"] == {}
