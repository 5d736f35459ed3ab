"""Signatures and answers, without a network."""

import base64
import datetime as dt

import pytest

from desk.webhooks import rules
from desk.webhooks.rules import Verdict
from tests.desk.builders import NOW


def test_a_secret_has_the_form_and_length_that_the_standard_asks_for() -> None:
    secret = rules.new_secret()
    assert secret.startswith("whsec_")
    assert 24 <= len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) <= 64
    assert secret != rules.new_secret()


def test_the_signature_is_that_of_the_standards_own_example() -> None:
    """The example of the Standard Webhooks reference libraries."""
    secret, message = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "msg_p5jXN8AQM9LWM0D4loKWxJek"
    at = dt.datetime.fromtimestamp(1614265330, dt.UTC)
    headers = rules.headers(message, '{"test": 2432232314}', [secret], now=at)
    assert headers["webhook-signature"] == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    assert (headers["webhook-id"], headers["webhook-timestamp"]) == (message, "1614265330")


@pytest.mark.parametrize(
    ("statuses", "verdict"),
    [
        ((200, 201, 204, 299), Verdict.TAKEN),
        ((410,), Verdict.GONE),
        ((400, 405, 413, 415, 422, 451), Verdict.REFUSED),
        ((301, 302, 307, 401, 403, 404, 408, 425, 429, 500, 502, 503, 504, 599), Verdict.LATER),
    ],
)
def test_what_a_status_means(statuses: tuple[int, ...], verdict: Verdict) -> None:
    assert {rules.verdict(status) for status in statuses} == {verdict}


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("0", 0),
        (" 30 ", 30),
        ("Fri, 20 Nov 2026 02:31:00 GMT", 60),
        ("Fri, 20 Nov 2026 02:31:00 -0000", 60),
        ("Fri, 20 Nov 2026 02:29:00 GMT", 0),  # the other clock is ahead, or the answer was slow
        ("99999999999", None),
        ("-1", None),
        ("²", None),
        ("soon", None),
        ("Fri, 20 Nov 99999999999999999999 02:31:00 GMT", None),
        ("", None),
        (None, None),
    ],
)
def test_the_pause_of_a_retry_after_header(header: str | None, seconds: int | None) -> None:
    found = rules.retry_after(header, now=NOW)
    assert found == (None if seconds is None else dt.timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("age", "attempts", "over"),
    [(dt.timedelta(days=3), 5, True), (dt.timedelta(days=9), 4, False), (dt.timedelta(days=2), 500, False)],
)
def test_giving_up_needs_days_and_tries(age: dt.timedelta, attempts: int, over: bool) -> None:
    assert rules.gives_up(NOW - age, attempts, now=NOW) is over
