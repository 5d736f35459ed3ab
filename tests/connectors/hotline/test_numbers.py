"""H11: whose number it is, in all the ways switches write it. The numbers are invented."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.hotline.numbers import CallerKind, read_caller, read_typed

MOBILE, LANDLINE = "+8613812345678", "+8643188990011"


@pytest.mark.parametrize(
    "raw",
    [
        "13812345678",
        "+8613812345678",
        "008613812345678",
        "8613812345678",
        "013812345678",
        "138 1234 5678",
        "138-1234-5678",
        "１３８１２３４５６７８",
        "tel:+86-138-1234-5678",
        "sip:+8613812345678@10.0.0.1:5060;user=phone",
        '"Zhang" <sip:13812345678@sbc.example>',
    ],
)
def test_a_mobile_is_known_in_every_writing(raw: str) -> None:
    caller = read_caller(raw)
    assert (caller.e164, caller.kind) == (MOBILE, CallerKind.MOBILE)


@pytest.mark.parametrize(
    "raw", ["0431-88990011", "043188990011", "(0431)88990011", "+8643188990011", "8643188990011"]
)
def test_a_landline_is_known_by_its_area_code(raw: str) -> None:
    caller = read_caller(raw)
    assert (caller.e164, caller.kind) == (LANDLINE, CallerKind.LANDLINE)


def test_beijing_is_no_old_long_distance_mobile() -> None:
    assert read_caller("01088990011").e164 == "+861088990011"


def test_a_landline_without_area_code_is_one_of_our_place_if_it_is_told() -> None:
    assert read_caller("88990011", area_code="0431").e164 == LANDLINE
    assert read_caller("88990011").kind is CallerKind.UNKNOWN


@pytest.mark.parametrize(
    "raw", ["4001234567", "+864001234567", "8008100000", "95588", "9561234", "12315", "110", "10086"]
)
def test_a_companys_service_number_is_nobody_who_can_be_called_back(raw: str) -> None:
    caller = read_caller(raw, area_code="0431")
    assert (caller.e164, caller.kind) == (None, CallerKind.SERVICE)


def test_a_number_abroad_is_kept() -> None:
    for raw in ("+14155552671", "0014155552671"):
        assert read_caller(raw).e164 == "+14155552671"
        assert read_caller(raw).kind is CallerKind.ABROAD


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        "  ",
        "-",
        "0",
        "anonymous",
        "Anonymous",
        "unavailable",
        "restricted",
        "未知",
        "隐藏号码",
        "sip:anonymous@anonymous.invalid",
        '"Anonymous" <sip:anonymous@anonymous.invalid>',
    ],
)
def test_nobody_is_nobody_however_it_is_written(raw: str | None) -> None:
    caller = read_caller(raw)
    assert (caller.e164, caller.kind) == (None, CallerKind.HIDDEN)


def test_a_number_that_the_switch_says_must_not_be_shown_is_not_taken() -> None:
    assert read_caller("13812345678", hidden=True).e164 is None


@pytest.mark.parametrize("raw", ["13x", "1381234567", "138123456789", "12", "+86", "999999999999999"])
def test_a_broken_number_is_unknown_and_not_hidden(raw: str) -> None:
    caller = read_caller(raw)
    assert (caller.e164, caller.kind) == (None, CallerKind.UNKNOWN)


def test_what_is_typed_is_a_phone_on_which_somebody_can_be_reached() -> None:
    assert read_typed("13812345678#") == MOBILE
    assert read_typed("88990011", area_code="0431") == LANDLINE
    for typed in ("", "#", "1", "12315#", "4001234567", "0", "*", "1381234567"):
        assert read_typed(typed) is None


def test_a_caller_shows_no_number_in_a_log() -> None:
    assert "138" not in repr(read_caller("13812345678"))


@given(st.text(max_size=80) | st.from_regex(r"[+0-9 ()-]{0,30}", fullmatch=True))
def test_whatever_a_switch_writes_is_read_without_an_error(raw: str) -> None:
    caller = read_caller(raw, area_code="0431")
    assert caller.e164 is None or (caller.e164.startswith("+") and caller.e164[1:].isdigit())
