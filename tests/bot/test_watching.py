"""The brain's page for Prometheus."""

from __future__ import annotations

from bot.watching import Turns


def page(turns: Turns, *, ready: bool = True) -> list[str]:
    return turns.page(ready).body.decode().splitlines()


def test_a_brain_that_answered_nobody_says_so() -> None:
    lines = page(Turns())
    assert "xiaobao_brain_ready 1" in lines
    assert "xiaobao_brain_turn_seconds_count 0" in lines


def test_a_brain_without_a_model_is_not_ready() -> None:
    assert "xiaobao_brain_ready 0" in page(Turns(), ready=False)


def test_turns_are_counted_by_outcome_and_buckets_add_up() -> None:
    turns = Turns()
    for seconds, outcome in ((0.02, "answered"), (0.3, "answered"), (60.0, "turn_failed")):
        turns.ended("m", "c", outcome, seconds)
    lines = page(turns)
    assert 'xiaobao_brain_turns_total{outcome="answered"} 2' in lines
    assert 'xiaobao_brain_turns_total{outcome="turn_failed"} 1' in lines
    assert 'xiaobao_brain_turn_seconds_bucket{le="0.01"} 0' in lines
    assert 'xiaobao_brain_turn_seconds_bucket{le="0.025"} 1' in lines
    assert 'xiaobao_brain_turn_seconds_bucket{le="45.0"} 2' in lines
    assert 'xiaobao_brain_turn_seconds_bucket{le="+Inf"} 3' in lines
