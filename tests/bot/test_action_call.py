"""The action server is told what actions read, and little else."""

from __future__ import annotations

import json
from typing import Any

import pytest
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from bot.action_call import SENT_TURNS, call_of
from bot.compact_json import compact_json
from tests.bot.talks import DOMAIN

OFFER: dict[str, Any] = {
    "buttons": [{"title": "我要投诉", "payload": "/complain"}],
    "custom": {"quiet": True},
    "image": None,
}


def conversation(turns: int) -> DialogueStateTracker:
    tracker = DialogueStateTracker.from_events("c-1", [ActionExecuted("action_session_start")], DOMAIN.slots)
    for number in range(turns):
        parsed: Any = {
            "topic_ranking": [{"name": "ask/x", "confidence": 0.5}],
            "intent_ranking": [{"name": "ask"}],
        }
        intent = {"name": "ask", "confidence": 0.8}
        tracker.update(UserUttered(str(number), intent, [], parsed, metadata={"channel": "webchat"}))
        tracker.update(ActionExecuted("action_answer"))
        tracker.update(SlotSet("name", "王小丽"))
        tracker.update(BotUttered("答复", OFFER))
    return tracker


def called(tracker: DialogueStateTracker) -> dict[str, Any]:
    return call_of(RemoteAction("action_answer", None), tracker, DOMAIN)


def test_the_call_names_action_and_conversation_and_has_no_domain() -> None:
    call = called(conversation(1))
    assert (call["next_action"], call["sender_id"], call["tracker"]["sender_id"]) == (
        "action_answer",
        "c-1",
        "c-1",
    )
    assert "domain" not in call


@pytest.mark.parametrize("turns", [1, SENT_TURNS, 9])
def test_the_latest_messages_are_told_with_what_was_done_and_said_to_them(turns: int) -> None:
    tracker = conversation(turns)
    tracker.update(ActionExecutionRejected("complaint_form"))
    sent = called(tracker)["tracker"]["events"]
    told = range(turns)[-SENT_TURNS:]
    of_a_turn = [
        [
            {
                "event": "user",
                "text": str(number),
                "parse_data": {"intent": {"name": "ask", "confidence": 0.8}},
            },
            {"event": "action", "name": "action_answer"},
            {
                "event": "bot",
                "text": "答复",
                "data": {"buttons": OFFER["buttons"], "custom": {"quiet": True}},
            },
        ]
        for number in told
    ]
    before = [{"event": "action", "name": "action_session_start"}] if turns < SENT_TURNS else []
    rejected = [{"event": "action_execution_rejected", "name": "complaint_form"}]
    assert sent == [*before, *(event for turn in of_a_turn for event in turn), *rejected]


def test_slots_and_the_latest_message_are_told() -> None:
    sent = called(conversation(2))["tracker"]
    assert sent["slots"]["name"] == "王小丽"
    message = sent["latest_message"]
    assert message["text"] == "1"
    assert message["metadata"] == {"channel": "webchat"}
    assert message["topic_ranking"]
    assert "intent_ranking" not in message


def test_the_form_is_told_without_the_message_that_began_it() -> None:
    tracker = conversation(1)
    assert called(tracker)["tracker"]["active_loop"] == {}
    tracker.update(ActiveLoop("complaint_form"))
    assert called(tracker)["tracker"]["active_loop"] == {"name": "complaint_form", "rejected": False}


@pytest.mark.parametrize(
    "value",
    [
        {
            "text": "退货/换货 “😭”\n",
            "at": 1763.123456789,
            "sum": 1380,
            "none": None,
            "yes": True,
            "list": [],
        },
        {"small": 1e-7, "large": 1.5e300, "third": 1 / 3, "whole": 2.0, "beyond": 10**30},
    ],
)
def test_compact_json_is_read_as_what_was_written(value: Any) -> None:
    written = compact_json(value)
    assert json.loads(written) == value
    assert written.isascii()
