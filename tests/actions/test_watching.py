"""The action server's lines and counts."""

import datetime as dt

from prometheus_client import CollectorRegistry, generate_latest

from actions.turn import LEGAL_ZONE
from actions.watching import Calls, show_knowledge


def page(registry: CollectorRegistry) -> str:
    return generate_latest(registry).decode()


def test_calls_are_counted_by_action_and_outcome() -> None:
    calls = Calls(["action_answer_question"])
    for status in (200, 400, 500, 404):
        calls.ended("action_answer_question", status, 0.02)
    told = page(calls.registry)
    for outcome, count in (("done", 1), ("rejected", 1), ("failed", 2)):
        line = f'xiaobao_action_calls_total{{action="action_answer_question",outcome="{outcome}"}} {count}.0'
        assert line in told


def test_an_action_that_does_not_exist_becomes_no_series_of_its_own() -> None:
    calls = Calls(["action_answer_question"])
    calls.ended("王小丽", 404, 0.01)
    calls.ended({"a": 1}, 404, 0.01)
    assert "王小丽" not in page(calls.registry)
    assert 'xiaobao_action_calls_total{action="other",outcome="failed"} 2.0' in page(calls.registry)


def test_the_oldest_text_decides_how_old_knowledge_is() -> None:
    today, registry = dt.datetime.now(LEGAL_ZONE).date(), CollectorRegistry()
    show_knowledge(registry, [today, today - dt.timedelta(days=200)])
    assert "xiaobao_knowledge_oldest_days 200.0" in page(registry)
    assert "xiaobao_knowledge_texts 2.0" in page(registry)
