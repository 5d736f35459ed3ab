"""Numbers a caller may write as it likes: refused or passed over, never a crash."""

import pytest

from connectors.webchat.events import first_position
from desk.web.bodies import decode_whole

ODD = ["²", "٣", "-1", "+1", "1.5", "1e3", " 1", "", "１", "1" * 5_000, "9" * 19]


class Asked:
    """As much of a request as is read."""

    def __init__(self, last_id: str) -> None:
        self.headers = {"last-event-id": last_id}


@pytest.mark.parametrize("raw", ODD)
def test_what_is_not_in_plain_digits_is_no_number(raw: str) -> None:
    assert decode_whole(raw) is None


@pytest.mark.parametrize(("raw", "number"), [("0", 0), ("7", 7), ("007", 7), ("9" * 18, 10**18 - 1)])
def test_plain_digits_are_a_number(raw: str, number: int) -> None:
    assert decode_whole(raw) == number


@pytest.mark.parametrize("raw", [*filter(None, ODD), "8"])
def test_an_event_id_that_was_never_given_starts_the_stream_anew(raw: str) -> None:
    assert first_position(Asked(raw), 7) == (7, True)  # type: ignore[arg-type]


@pytest.mark.parametrize(("raw", "position"), [("0", 0), ("7", 7)])
def test_a_known_event_id_is_gone_on_from(raw: str, position: int) -> None:
    assert first_position(Asked(raw), 7) == (position, False)  # type: ignore[arg-type]
