"""What callers say of themselves in headers and addresses: read as it is meant, or not at all."""

import contextlib
import datetime as dt
from types import SimpleNamespace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from sanic.compat import Header

from connectors.webchat.events import first_position
from connectors.webchat.links import read_link
from connectors.webchat.messages import MAX_WAIT, wait_of
from desk.clocks.reading import _place
from desk.console.returning import is_local
from desk.errors import DeskError, InvalidRequest
from desk.events.rules import start_of
from desk.idempotency.service import parse_key
from desk.ids import is_uuid
from desk.web.bodies import decode_whole
from desk.web.preconditions import tags
from desk.worklist.buckets import Bucket
from desk.worklist.listing import _behind
from telemetry.trace import read_traceparent
from tests.fuzz.profile import examples, fuzzed

ID = "0192f3a0-7c00-7000-8000-000000000001"
NUMBERS = st.one_of(
    st.integers(-(10**30), 10**30).map(str), st.sampled_from(["²", "٣", "1_0", " 1", "+1", "0x1", "1e3", ""])
)
PIECES = st.lists(
    st.sampled_from([ID, ID.upper(), "_", "2026-11-20", "2026-11-20T02:30:00+00:00", "9999-12-31", "0001-01-01", "2026-W01-1",
                     "T", "+99:99", "-", "00", "0" * 32, "wait", "=", ",", ";", " ", "/console/", "//", "\\", "..", "?", "%2f", "W/", '"']),
    max_size=8,
).map("".join)  # fmt: skip
TOLD = st.one_of(st.text(max_size=60), NUMBERS, PIECES)


def request(**headers: str) -> Any:
    return SimpleNamespace(headers=Header({name.replace("_", "-"): value for name, value in headers.items()}))


@examples(400)
@given(TOLD)
def test_a_wait_is_never_longer_than_allowed(told: str) -> None:
    assert 0 <= wait_of(request(prefer=told)) <= MAX_WAIT
    assert 0 <= wait_of(request(prefer=f"wait={told}")) <= MAX_WAIT


@fuzzed
@given(TOLD, st.integers(0, 10**6), st.integers(0, 10**6))
def test_a_last_event_id_leads_to_a_place_that_there_is(told: str, newest: int, dropped: int) -> None:
    position, unknown = first_position(request(last_event_id=told), newest)
    assert 0 <= position <= newest
    assert not unknown or position == newest
    start = start_of(told, newest=newest, dropped=min(dropped, newest))
    assert 0 <= start.after <= newest


@examples(400)
@given(TOLD)
def test_numbers_keys_and_traces_are_what_they_say_or_nothing(told: str) -> None:
    assert (number := decode_whole(told)) is None or 0 <= number < 10**18
    trace = read_traceparent(told)
    assert trace is None or len(trace.trace_id) == 32
    for tag in tags(told):
        assert tag == tag.strip() == f'"{tag[1:-1]}"'
    with contextlib.suppress(DeskError):
        assert is_uuid(parse_key(told))
    with contextlib.suppress(InvalidRequest):
        read_link(region=told, scene=told)


@examples(400)
@given(TOLD)
def test_a_way_back_never_leads_away(told: str) -> None:
    if is_local(told):
        assert told.startswith("/console")
        assert not told.startswith("/console//")
        assert told.isascii()


@examples(400)
@given(st.one_of(TOLD, TOLD.map(lambda text: f"{text}_{ID}")), st.sampled_from(list(Bucket)))
def test_a_cursor_is_a_place_or_refused(told: str, bucket: Bucket) -> None:
    try:
        due_on, clock_id = _place(told)
        assert isinstance(due_on, dt.date)
        assert is_uuid(clock_id)
    except DeskError:
        pass
    with contextlib.suppress(DeskError):
        _behind(bucket, told)
