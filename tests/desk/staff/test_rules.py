"""Waits after failures, ends of sessions, and settings."""

import datetime as dt

import pytest
from cryptography.fernet import Fernet

from desk.settings import SettingsError, read_settings
from desk.staff.roles import Role
from desk.staff.rules import BY_ADDRESS, BY_NAME, is_over, wait_after
from desk.staff.terms import StaffTerms
from tests.desk.builders import NOW

SECOND, MINUTE, HOUR = dt.timedelta(seconds=1), dt.timedelta(minutes=1), dt.timedelta(hours=1)
OIDC = {
    "XIAOBAO_OIDC_ISSUER": "https://id.example.gov.cn",
    "XIAOBAO_OIDC_CLIENT_ID": "xiaobao",
    "XIAOBAO_OIDC_CLIENT_SECRET": "s",
    "XIAOBAO_CONSOLE_URL": "https://desk.example.gov.cn/",
    "XIAOBAO_OIDC_ROLES": "chiefs=supervisor, agents=agent",
}


@pytest.mark.parametrize(
    ("failures", "wait"),
    [
        (0, 0 * SECOND),
        (4, 0 * SECOND),
        (5, 30 * SECOND),
        (6, MINUTE),
        (7, 2 * MINUTE),
        (9, 8 * MINUTE),
        (10, 15 * MINUTE),
        (1_000_000, 15 * MINUTE),
    ],
)
def test_waits_by_name_double_and_end_at_a_quarter_of_an_hour(failures: int, wait: dt.timedelta) -> None:
    assert wait_after(failures, BY_NAME) == wait


def test_an_address_may_fail_more_often_than_a_name() -> None:
    assert wait_after(29, BY_ADDRESS) == dt.timedelta(0)
    assert wait_after(30, BY_ADDRESS) == 30 * SECOND


@pytest.mark.parametrize(
    ("unused", "left", "over"),
    [
        (59 * MINUTE, HOUR, False),
        (60 * MINUTE, HOUR, True),
        (MINUTE, SECOND, False),
        (MINUTE, 0 * SECOND, True),
    ],
)
def test_a_session_is_over_when_unused_or_at_its_end(
    unused: dt.timedelta, left: dt.timedelta, over: bool
) -> None:
    assert is_over(StaffTerms(), seen_at=NOW - unused, expires_at=NOW + left, now=NOW) is over


def environ(**more: str) -> dict[str, str]:
    return {"XIAOBAO_KEY": Fernet.generate_key().decode(), "BRAIN_TOKEN": "b", "CASE_API_TOKEN": "c", **more}


def test_settings_of_staff_are_read() -> None:
    named = environ(
        XIAOBAO_STAFF_SESSION_HOURS="8",
        XIAOBAO_STAFF_IDLE_MINUTES="30",
        XIAOBAO_CONSOLE_HTTPS="true",
        XIAOBAO_TOTP_ROLES="admin, supervisor",
        **OIDC,
    )
    terms = read_settings(named).staff
    assert (terms.session, terms.idle, terms.https) == (8 * HOUR, 30 * MINUTE, True)
    assert terms.code_roles == {Role.ADMIN, Role.SUPERVISOR}
    assert terms.oidc is not None
    assert terms.oidc.callback == "https://desk.example.gov.cn/console/oidc/callback"
    assert list(terms.oidc.roles.items()) == [("chiefs", Role.SUPERVISOR), ("agents", Role.AGENT)]


def test_without_settings_it_is_the_usual() -> None:
    assert read_settings(environ()).staff == StaffTerms()


@pytest.mark.parametrize(
    "wrong",
    [
        {"XIAOBAO_STAFF_SESSION_HOURS": "0"},
        {"XIAOBAO_STAFF_SESSION_HOURS": "169"},
        {"XIAOBAO_STAFF_IDLE_MINUTES": "721"},
        {"XIAOBAO_CONSOLE_HTTPS": "maybe"},
        {"XIAOBAO_TOTP_ROLES": "root"},
        {**OIDC, "XIAOBAO_OIDC_CLIENT_SECRET": ""},
        {**OIDC, "XIAOBAO_OIDC_ISSUER": "http://id.example.gov.cn"},
        {**OIDC, "XIAOBAO_CONSOLE_URL": "http://127.0.0.1.evil.example"},
        {**OIDC, "XIAOBAO_OIDC_ROLES": ""},
        {**OIDC, "XIAOBAO_OIDC_ROLES": "chiefs=root"},
    ],
    ids=str,
)
def test_a_wrong_setting_stops_the_desk_by_name(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="XIAOBAO_"):
        read_settings(environ(**wrong))
