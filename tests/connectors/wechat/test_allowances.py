"""The simulator's quotas: the platform's table, row by row."""

import datetime as dt

import pytest

from tests.connectors.wechat.builders import NOW
from tests.connectors.wechat.simulator.allowances import OUT_OF_TIME, USED_UP, Allowances, Contact

SECOND = dt.timedelta(seconds=1)


@pytest.mark.parametrize(
    ("contact", "times", "period"),
    [
        (Contact.MESSAGE, 5, dt.timedelta(hours=48)),
        (Contact.CLICK, 3, dt.timedelta(minutes=1)),
        (Contact.SUBSCRIBE, 3, dt.timedelta(minutes=1)),
        (Contact.SCAN, 3, dt.timedelta(minutes=1)),
    ],
)
def test_contact_allows_so_many_for_so_long(contact: Contact, times: int, period: dt.timedelta) -> None:
    held = Allowances()
    held.renew(contact, now=NOW)
    assert [held.spend(now=NOW + period) for _ in range(times + 1)] == [0] * times + [USED_UP]
    assert held.spend(now=NOW + period + SECOND) == OUT_OF_TIME


def test_nobody_who_never_made_contact_can_be_written_to() -> None:
    assert Allowances().spend(now=NOW) == OUT_OF_TIME


def test_new_message_renews_what_was_used() -> None:
    held = Allowances()
    held.renew(Contact.MESSAGE, now=NOW)
    for _ in range(5):
        held.spend(now=NOW)
    held.renew(Contact.MESSAGE, now=NOW + SECOND)
    assert held.spend(now=NOW + SECOND) == 0


def test_what_a_click_allows_comes_on_top_and_is_used_first() -> None:
    held = Allowances()
    held.renew(Contact.MESSAGE, now=NOW)
    held.renew(Contact.CLICK, now=NOW)
    assert [held.spend(now=NOW) for _ in range(9)] == [0] * 8 + [USED_UP]
