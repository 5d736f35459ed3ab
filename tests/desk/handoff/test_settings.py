"""The operator's hours and limits; a wrong one stops the desk by name."""

import datetime as dt

import pytest
from cryptography.fernet import Fernet

from desk.handoff.office import NEVER_CLOSED, USUAL
from desk.settings import SettingsError, read_settings

NEEDED = {"XIAOBAO_KEY": Fernet.generate_key().decode(), "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c"}


def test_hours_and_limits_are_read() -> None:
    found = read_settings(
        NEEDED | {"XIAOBAO_SERVICE_HOURS": "8:30-20:00", "XIAOBAO_HANDOFF_CLAIM_MINUTES": "3"}
    )
    assert found.staff_hours.spans == ((510, 1200),)
    assert found.handoff_limits.claim_within == dt.timedelta(minutes=3)
    assert read_settings(NEEDED).staff_hours == USUAL
    assert read_settings(NEEDED | {"XIAOBAO_SERVICE_HOURS": "always"}).staff_hours == NEVER_CLOSED


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("XIAOBAO_SERVICE_HOURS", "9-17"),
        ("XIAOBAO_SERVICE_HOURS", "17:00-9:00"),
        ("XIAOBAO_HANDOFF_GONE_MINUTES", "0"),
    ],
)
def test_a_wrong_value_stops_the_desk_by_name(name: str, value: str) -> None:
    with pytest.raises(SettingsError, match=name):
        read_settings(NEEDED | {name: value})
