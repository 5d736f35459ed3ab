"""Windows, quotas and reach: what a channel allows after which contact, with the time passed in."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desk.channels.rules import (
    REACHES,
    Allowance,
    Contact,
    Reach,
    ReachEvent,
    Window,
    close_windows,
    next_reach,
    open_window,
    spend,
)

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)
HOURS, SECONDS = dt.timedelta(hours=1), dt.timedelta(seconds=1)
WECHAT = {Contact.MESSAGE: Allowance(5, 48 * HOURS), Contact.CLICK: Allowance(3, 60 * SECONDS)}


def sends(windows: dict[Contact, Window], now: dt.datetime) -> int:
    """How many sends are allowed now, one after another."""
    made = 0
    while (after := spend(windows, WECHAT, now=now)) is not None:
        windows, made = after, made + 1
    return made


@pytest.mark.parametrize(
    ("contact", "later", "allowed"),
    [
        (Contact.MESSAGE, 0 * HOURS, 5),
        (Contact.MESSAGE, 48 * HOURS - 1 * SECONDS, 5),
        (Contact.MESSAGE, 48 * HOURS, 0),
        (Contact.MESSAGE, 48 * HOURS + 1 * SECONDS, 0),
        (Contact.CLICK, 59 * SECONDS, 3),
        (Contact.CLICK, 60 * SECONDS, 0),
    ],
)
def test_so_many_sends_within_so_long(contact: Contact, later: dt.timedelta, allowed: int) -> None:
    assert sends(open_window({}, contact, now=NOW), NOW + later) == allowed


def test_a_click_adds_to_what_a_message_allows_and_is_spent_first() -> None:
    windows = open_window(open_window({}, Contact.MESSAGE, now=NOW), Contact.CLICK, now=NOW)
    spent = spend(windows, WECHAT, now=NOW)
    assert spent is not None
    assert (spent[Contact.CLICK].sent, spent[Contact.MESSAGE].sent) == (1, 0)
    assert sends(windows, NOW) == 8


def test_a_new_contact_begins_its_count_anew() -> None:
    windows = {Contact.MESSAGE: Window(NOW, 5)}
    assert spend(windows, WECHAT, now=NOW) is None
    assert sends(open_window(windows, Contact.MESSAGE, now=NOW), NOW) == 5


def test_a_channel_without_quotas_always_sends() -> None:
    assert spend({}, None, now=NOW) == {}


def test_nothing_is_sent_after_the_channel_said_that_the_window_is_closed() -> None:
    windows = open_window({}, Contact.MESSAGE, now=NOW)
    assert spend(close_windows(windows), WECHAT, now=NOW) is None


@given(st.integers(0, 5), st.integers(0, 3), st.integers(0, 200_000))
def test_a_send_spends_exactly_one(messages: int, clicks: int, seconds: int) -> None:
    windows = {Contact.MESSAGE: Window(NOW, messages), Contact.CLICK: Window(NOW, clicks)}
    after = spend(windows, WECHAT, now=NOW + seconds * SECONDS)
    if after is not None:
        assert sum(window.sent for window in after.values()) == messages + clicks + 1
        assert all(after[contact].sent <= WECHAT[contact].sends for contact in after)


@pytest.mark.parametrize("reach", Reach)
@pytest.mark.parametrize("event", ReachEvent)
def test_every_event_is_known_everywhere_and_contact_always_opens(reach: Reach, event: ReachEvent) -> None:
    after = next_reach(reach, event)
    assert (reach, event) in REACHES
    if event is ReachEvent.CONTACT:
        assert after is Reach.OPEN
    if event is ReachEvent.LEAVE:
        assert after is Reach.GONE
