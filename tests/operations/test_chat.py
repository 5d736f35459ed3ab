"""The assistant in the terminal: what is printed of a reply."""

from typing import Any

import pytest

from operations.chat import show

REPLY: dict[str, Any] = {"from": "bot", "text": "可以退。", "answer": None, "quick_replies": []}
WHY: dict[str, Any] = {
    "intent": {"name": "ask", "confidence": 0.9312},
    "topic_ranking": [{"name": "ask/fake_goods", "confidence": 0.712}],
    "entities": [],
    "policy": "NamedRulePolicy",
    "rule": "answer a question",
    "actions": ["action_answer"],
    "decided": None,
}


def test_a_reply_is_printed_with_its_speaker_and_nothing_else(capsys: pytest.CaptureFixture[str]) -> None:
    show(REPLY)
    assert capsys.readouterr().out == "小保：可以退。\n"


def test_an_explanation_is_printed_below(capsys: pytest.CaptureFixture[str]) -> None:
    show(REPLY | {"explanation": WHY})
    printed = capsys.readouterr().out
    assert all(part in printed for part in ("ask 93.1%", "ask/fake_goods 71.2%", "answer a question"))


def test_what_the_actions_decided_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    decided = {
        "decision": "clarify",
        "rule": "two topics are close",
        "place": "吉林省长春市",
        "context": None,
    }
    show(REPLY | {"explanation": WHY | {"decided": decided}})
    printed = capsys.readouterr().out
    assert all(part in printed for part in ("clarify", "two topics are close", "吉林省长春市"))
