"""Why a turn was answered as it was, told with the answer."""

from __future__ import annotations

from typing import Any

import pytest

from bot.explanation import SHOWN_TOPICS
from tests.bot.brain import ActionServer, Answer, Desk, said, slot_set


def decide(actions: ActionServer, decided: dict[str, Any]) -> None:
    """Let the answering action account for a message."""
    events = [slot_set("explanation", decided)]
    actions.answers["action_answer"] = lambda _: said("答复", events=events)


def account_for_the_turn(call: dict[str, Any]) -> Answer:
    message_id = call["tracker"]["latest_message"]["message_id"]
    return said("答复", events=[slot_set("explanation", {"message_id": message_id, "decision": "answer"})])


def explanation(desk: Desk, text: str | None = None, **changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = desk.say(text, **changes)["explanation"]
    return told


def test_a_question_tells_ranking_confidence_rule_and_actions(desk: Desk) -> None:
    told = explanation(desk, "买到假货怎么赔")
    assert told["intent"]["name"] == "ask"
    assert 0 < told["intent"]["confidence"] <= 1
    assert told["topic_ranking"][0]["name"] == "ask/fake_goods"
    assert len(told["topic_ranking"]) == SHOWN_TOPICS
    assert {
        "policy": "NamedRulePolicy",
        "rule": "answer",
        "actions": ["action_answer"],
    }.items() <= told.items()
    assert told["entities"] == []
    assert told["decided"] is None


def test_a_tapped_choice_tells_its_entities_and_no_ranking(desk: Desk) -> None:
    told = explanation(desk, payload='/choose_topic{"topic": "fake_goods"}')
    assert told["entities"] == [{"entity": "topic", "value": "fake_goods"}]
    assert told["topic_ranking"] == []
    assert told["rule"] == "answer what was chosen"


def test_only_the_actions_of_this_turn_are_told(desk: Desk) -> None:
    desk.say("你好")
    assert explanation(desk, "买到假货怎么赔")["actions"] == ["action_answer"]


def test_a_form_that_goes_on_follows_no_rule(desk: Desk) -> None:
    assert explanation(desk, "我要投诉")["rule"] == "complain"
    told = explanation(desk, "王小丽")
    assert (told["rule"], told["actions"]) == (None, ["complaint_form"])


def test_what_the_actions_decided_is_told(desk: Desk, actions: ActionServer) -> None:
    actions.answers["action_answer"] = account_for_the_turn
    told = explanation(desk, "买到假货怎么赔", message_id="m-7")
    assert told["decided"] == {"message_id": "m-7", "decision": "answer"}


def test_what_was_decided_in_an_earlier_turn_is_not_told_again(desk: Desk, actions: ActionServer) -> None:
    actions.answers["action_answer"] = account_for_the_turn
    desk.say("买到假货怎么赔")
    assert explanation(desk, "谢谢")["decided"] is None


@pytest.mark.parametrize("value", ["answer", ["answer"], None, {"decision": "answer"}])
def test_an_account_that_is_none_is_passed_over(desk: Desk, actions: ActionServer, value: Any) -> None:
    decide(actions, value)
    assert explanation(desk, "买到假货怎么赔")["decided"] is None


def test_a_repeated_message_is_explained_as_the_first_time(desk: Desk, actions: ActionServer) -> None:
    actions.answers["action_answer"] = account_for_the_turn
    first = explanation(desk, "买到假货怎么赔", message_id="m-1")
    desk.say("谢谢")
    assert explanation(desk, "买到假货怎么赔", message_id="m-1") == first
