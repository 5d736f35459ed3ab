"""Every code of the protocol has its action, and every action its exception."""

import datetime as dt

import pytest

from connectors.wechat.errors import (
    EXCEPTIONS,
    TABLE,
    Action,
    ApiError,
    ConfigFault,
    Ignored,
    MediaGone,
    NumbersInstead,
    OurFault,
    PassiveOnly,
    QuotaUsed,
    TokenRefused,
    TooLong,
    TryLater,
    UnknownCode,
    Unreachable,
    WindowClosed,
    action_of,
    error_of,
)

# Section 2.4, row by row.
EXPECTED = {
    TryLater: [-1],
    TokenRefused: [40001, 40014, 42001, 41001],
    Unreachable: [40003, 43004, 43019, 48002],
    MediaGone: [40007],
    ConfigFault: [40013, 40125, 40164],
    OurFault: [40033, 44004, 45008],
    NumbersInstead: [40200, 45098, 45099],
    TooLong: [45002],
    PassiveOnly: [45009, 45011, 48001, 48004, 50002],
    WindowClosed: [45015],
    QuotaUsed: [45047],
    Ignored: [45072, 45080, 45081],
}


@pytest.mark.parametrize(
    ("kind", "code"), [(kind, code) for kind, codes in EXPECTED.items() for code in codes]
)
def test_code_becomes_its_exception(kind: type[ApiError], code: int) -> None:
    error = error_of(code, "why")
    assert type(error) is kind
    assert (error.code, error.hint) == (code, "why")


@pytest.mark.parametrize("code", [1, 40002, 99999, -2])
def test_code_nobody_has_heard_of_keeps_its_number(code: int) -> None:
    assert code not in TABLE
    error = error_of(code)
    assert type(error) is UnknownCode
    assert error.code == code
    assert action_of(code) is Action.BUG


def test_every_action_has_an_exception_and_every_row_a_reason() -> None:
    assert set(EXCEPTIONS) == set(Action)
    assert all(row.meaning for row in TABLE.values())
    assert {row.action for row in TABLE.values()} == set(Action)


def test_every_row_is_of_the_action_it_raises() -> None:
    for code, row in TABLE.items():
        assert type(error_of(code)) is EXCEPTIONS[row.action]


def test_quota_of_a_day_passes_and_a_missing_permission_does_not() -> None:
    def after(code: int) -> dt.timedelta | None:
        error = error_of(code)
        assert isinstance(error, PassiveOnly)
        return error.after

    assert after(45011) == dt.timedelta(minutes=1)
    assert after(45009) == dt.timedelta(hours=1)
    assert after(48001) is None


def test_what_the_platform_explains_is_not_printed() -> None:
    error = error_of(40164, "invalid ip 203.0.113.7")
    assert "203.0.113.7" not in f"{error} {error!r}"
    assert "40164" in str(error)
