import re

import pytest

from telemetry.trace import (
    Trace,
    begin,
    current_trace_id,
    new_trace,
    onward,
    read_traceparent,
    resumed,
    traced,
)

TRACE, SPAN = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331"


def test_a_caller_s_trace_goes_on_in_a_step_of_our_own() -> None:
    found = read_traceparent(f"00-{TRACE}-{SPAN}-00")
    assert found is not None
    assert (found.trace_id, found.flags) == (TRACE, "00")
    assert found.span_id != SPAN


def test_what_a_later_version_adds_is_passed_over() -> None:
    found = read_traceparent(f"01-{TRACE}-{SPAN}-01-more")
    assert found is not None
    assert found.trace_id == TRACE


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        TRACE,
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01-more",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01\n00-x",
        f"00-{'١' * 32}-{SPAN}-01",
    ],
)
def test_an_invalid_header_is_no_trace(value: str | None) -> None:
    assert read_traceparent(value) is None


def test_an_invalid_header_begins_a_trace_and_is_not_repeated() -> None:
    trace = begin("13812345678")
    assert re.fullmatch("[0-9a-f]{32}", trace.trace_id)
    assert "13812345678" not in trace.header()


def test_what_is_done_inside_belongs_to_the_trace_and_what_comes_after_does_not() -> None:
    outer = begin(None)
    with traced(Trace(TRACE, SPAN)):
        assert current_trace_id() == TRACE
        assert onward() == {"traceparent": f"00-{TRACE}-{SPAN}-01"}
    assert current_trace_id() == outer.trace_id


def test_an_older_row_without_a_trace_gets_one() -> None:
    assert resumed(TRACE).trace_id == TRACE
    assert resumed(None).trace_id != resumed(None).trace_id


def test_traces_differ() -> None:
    assert len({new_trace().trace_id for _ in range(1000)}) == 1000
