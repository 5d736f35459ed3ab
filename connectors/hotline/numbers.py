"""Whose number it is: what switches write into `caller`, as E.164.

Carriers and switches write one number in many ways: 13812345678, +8613812345678, 008613812345678, 8613812345678,
013812345678 (a mobile of another place, dialled the old way), 0431-88990011, 88990011 (a landline of our own place),
sip:+86138…@host, and for nobody: an empty text, anonymous, unavailable, 未知, a lone dash.
What counts as a number is decided by the `phonenumbers` metadata, not by prefixes of our own.
"""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

import phonenumbers
from phonenumbers import PhoneNumber, PhoneNumberFormat, PhoneNumberType

CHINA = "CN"
MOST = 64  # characters worth looking at
ADDRESS = re.compile(r"<([^<>]*)>")  # "Zhang" <sip:+86138…@host>, RFC 3261 name-addr
SCHEME = re.compile(r"^(?:sips?|tel):", re.IGNORECASE)
TAIL = re.compile(r"[@;?].*$")
OLD_LONG_DISTANCE = re.compile(
    r"^01[3-9]\d{9}$"
)  # no area code begins with 01 except 010, which has 11 digits
WITHOUT_PLUS = re.compile(r"^86(?:1[3-9]\d{9}|[2-9]\d{9,10})$")
LOCAL = re.compile(r"^[2-9]\d{6,7}$")
SHORT = re.compile(
    r"^(?:9[56]\d{3,6}|1\d{2,4}|1[02]\d{3})$"
)  # 95588, 12315, 110: nobody can be reached there
SERVICE_TYPES = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.UAN,
    }
)
MOBILE_DIGITS = 11


class CallerKind(StrEnum):
    MOBILE = "mobile"
    LANDLINE = "landline"
    SERVICE = "service"  # 400, 800, 95…: a company's line, on which nobody can be called back
    ABROAD = "abroad"
    HIDDEN = "hidden"  # the caller or the carrier told none
    UNKNOWN = "unknown"  # something is there, but it is no telephone number


@dataclass(frozen=True)
class Caller:
    """e164: where this person can be called back; None for SERVICE, HIDDEN and UNKNOWN."""

    e164: str | None
    kind: CallerKind

    def __repr__(self) -> str:
        return f"Caller({self.kind})"  # a number belongs in no log


def read_caller(raw: str | None, *, hidden: bool = False, area_code: str | None = None) -> Caller:
    """The caller as the switch tells it.

    hidden: the switch says that the number must not be shown, whatever it writes. area_code: of the place of the
    switch, "0431", for landlines written without one.
    """
    digits = _digits(raw or "")
    if hidden or digits is None:
        return Caller(None, CallerKind.HIDDEN if hidden or not _is_word(raw) else CallerKind.UNKNOWN)
    if SHORT.match(digits):
        return Caller(None, CallerKind.SERVICE)
    if LOCAL.match(digits) and area_code:
        digits = area_code + digits
    number = _parse(digits)
    return Caller(None, CallerKind.UNKNOWN) if number is None else _caller(number)


def read_typed(digits: str, *, area_code: str | None = None) -> str | None:
    """The phone that somebody typed on a keypad, "13812345678#": E.164, or None if nobody can be reached there."""
    caller = read_caller(digits.removesuffix("#"), area_code=area_code)
    return caller.e164 if caller.kind in (CallerKind.MOBILE, CallerKind.LANDLINE) else None


def _digits(raw: str) -> str | None:
    """Digits with an optional plus in front; None when there are none or anything else stands between them."""
    text = unicodedata.normalize("NFKC", raw[:MOST]).strip()
    found = ADDRESS.search(text)
    text = TAIL.sub("", SCHEME.sub("", found.group(1) if found else text))
    text = re.sub(r"[\s().\-‐-―]", "", text)
    if text.startswith("00"):
        text = "+" + text[2:]
    return text if re.fullmatch(r"\+?[0-9]{3,20}", text) else None


def _is_word(raw: str | None) -> bool:
    """Whether digits were meant: "13x" is a broken number, "anonymous" and "" are nobody."""
    return any(sign.isdigit() for sign in TAIL.sub("", raw or "")) and (raw or "").strip("0 -") != ""


def _parse(digits: str) -> PhoneNumber | None:
    if OLD_LONG_DISTANCE.match(digits):
        digits = digits[1:]
    if WITHOUT_PLUS.match(digits):
        digits = "+" + digits
    try:
        number = phonenumbers.parse(digits, CHINA)
    except phonenumbers.NumberParseException:
        return None
    return number if phonenumbers.is_valid_number(number) else None


def _caller(number: PhoneNumber) -> Caller:
    kind = phonenumbers.number_type(number)
    if number.country_code != phonenumbers.country_code_for_region(CHINA):
        return Caller(phonenumbers.format_number(number, PhoneNumberFormat.E164), CallerKind.ABROAD)
    if kind in SERVICE_TYPES:
        return Caller(None, CallerKind.SERVICE)
    mobile = kind in (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE)
    return Caller(
        phonenumbers.format_number(number, PhoneNumberFormat.E164),
        CallerKind.MOBILE if mobile else CallerKind.LANDLINE,
    )
