"""One-time codes against RFC 6238, and recovery codes."""

import base64
import datetime as dt

import pytest

from desk.staff.codes import bare, new_recovery_codes, new_secret, setup_uri, step_taken

# RFC 6238, Appendix B: SHA-1, the last six of its eight digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
    ],
)
def test_codes_are_those_of_the_rfc(seconds: int, code: str) -> None:
    now = dt.datetime.fromtimestamp(seconds, dt.UTC)
    assert step_taken(RFC_SECRET, code, after=None, now=now) == seconds // 30
    assert step_taken(RFC_SECRET, f"{code[:3]} {code[3:]}", after=None, now=now) == seconds // 30
    assert step_taken(RFC_SECRET, code, after=seconds // 30, now=now) is None
    assert step_taken(RFC_SECRET, code, after=seconds // 30 - 1, now=now) == seconds // 30


@pytest.mark.parametrize("typed", ["", "28708", "2870820", "密码", "287083", "²87082"])
def test_anything_else_is_none(typed: str) -> None:
    now = dt.datetime.fromtimestamp(59, dt.UTC)
    assert step_taken(RFC_SECRET, typed, after=None, now=now) is None


def test_secrets_and_recovery_codes_differ() -> None:
    assert len({new_secret() for _ in range(50)}) == 50
    drawn = [code for _ in range(50) for code in new_recovery_codes()]
    assert len(set(drawn)) == 500
    assert bare(" ABCDE-fghjk ") == "abcdefghjk"


def test_a_telephone_is_told_whose_secret_it_is() -> None:
    uri = setup_uri(RFC_SECRET, "zhang.wei")
    assert uri.startswith("otpauth://totp/")
    assert f"secret={RFC_SECRET}" in uri
    assert "zhang.wei" in uri
