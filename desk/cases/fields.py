"""Field types of the case API: strict about what arrives, kind about how it is said back."""

import datetime as dt
import re
import unicodedata
from typing import Annotated, Any

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType
from pydantic import AfterValidator, AwareDatetime, BeforeValidator, Field, StringConstraints
from pydantic_core import PydanticCustomError

from desk.cases.wording import FIELD_ERRORS
from desk.ids import is_uuid

RFC3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.IGNORECASE)
PARTIAL_DATE = re.compile(r"((?:19|20)\d\d)(?:-(\d\d)(?:-(\d\d))?)?")
LINE_FEEDS = re.compile(r"\r\n?|[\u2028\u2029]")
BREAKS = re.compile(r"[\n\t]+")
# Phones put them around copied numbers; left in, they can make a text read as another one.
BIDI = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
REFUSED = frozenset({"Cc", "Cs"})  # control characters, lone surrogates
SERVICE_NUMBERS = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.UAN,
    }
)  # 400 and 800 numbers are nobody's own phone


def refuse(code: str) -> PydanticCustomError:
    """The error of one field with our own code and its Chinese sentence."""
    return PydanticCustomError(code, FIELD_ERRORS[code])


def _story(text: Any) -> Any:
    """NFC, trimmed, line breaks kept; what no person types is refused. Raises control_character."""
    if not isinstance(text, str):
        return text
    text = unicodedata.normalize("NFC", LINE_FEEDS.sub("\n", text).translate(BIDI)).strip()
    if any(unicodedata.category(character) in REFUSED and character not in "\n\t" for character in text):
        raise refuse("control_character")
    return text


def _line(text: Any) -> Any:
    """The same on one line: a break within is a blank."""
    text = _story(text)
    return BREAKS.sub(" ", text) if isinstance(text, str) else text


def _timestamp(value: Any) -> Any:
    """Only RFC 3339 text: pydantic alone would take a number for a Unix time."""
    if not isinstance(value, str) or RFC3339.fullmatch(value) is None:
        raise refuse("timestamp_format")
    return value


def _utc(instant: dt.datetime) -> dt.datetime:
    return instant.astimezone(dt.UTC)  # as the database gives it back: an answer reads the same ever after


def _phone(text: str) -> str:
    """E.164 of someone's mobile or landline; a visitor's may be foreign, a service number is nobody's."""
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException as error:
        raise refuse("phone_format") from error
    if phonenumbers.format_number(number, PhoneNumberFormat.E164) != text:
        raise refuse("phone_format")
    if not phonenumbers.is_valid_number(number) or phonenumbers.number_type(number) in SERVICE_NUMBERS:
        raise refuse("phone_unknown")
    return text


def date_span(text: str) -> tuple[dt.date, dt.date]:
    """First and last day of "2026", "2026-02" or "2026-02-14". Raises ValueError."""
    match = PARTIAL_DATE.fullmatch(text)
    if match is None:
        raise ValueError("not YYYY, YYYY-MM or YYYY-MM-DD")
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    if month is None:
        return dt.date(year, 1, 1), dt.date(year, 12, 31)
    if day is None:
        first = dt.date(year, month, 1)
        return first, (first + dt.timedelta(days=31)).replace(day=1) - dt.timedelta(days=1)
    return dt.date(year, month, day), dt.date(year, month, day)


def _partial_date(text: str) -> str:
    try:
        date_span(text)
    except ValueError as error:
        raise refuse("date_format") from error
    return text


def _day(text: str) -> str:
    if len(_partial_date(text)) != len("2026-11-21"):
        raise refuse("date_format")
    return text


def _whole_day(value: Any) -> Any:
    """Only YYYY-MM-DD: pydantic alone would take a number for a Unix time."""
    return _day(value) if isinstance(value, str) else value


def _identifier(text: str) -> str:
    if not is_uuid(text):
        raise refuse("identifier_format")
    return text


_Line = BeforeValidator(_line)
_Story = BeforeValidator(_story)

Name = Annotated[str, StringConstraints(min_length=2, max_length=60), _Line]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), _Line]
Short = Annotated[str, StringConstraints(min_length=1, max_length=100), _Line]
Story = Annotated[str, StringConstraints(min_length=1, max_length=5000), _Story]
Note = Annotated[str, StringConstraints(min_length=1, max_length=500), _Story]
Telling = Annotated[str, StringConstraints(min_length=1, max_length=2000), _Story]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,63}$")]
ConversationId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:-]{1,64}$")]
Phone = Annotated[str, StringConstraints(max_length=20), _Line, AfterValidator(_phone)]
PartialDate = Annotated[str, AfterValidator(_partial_date)]
Day = Annotated[str, AfterValidator(_day)]
RegionCode = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9]{5}$")]
RegionPrefix = Annotated[str, StringConstraints(pattern=r"^[1-9][0-9](?:[0-9]{2}){0,2}$")]
LegalDay = Annotated[
    dt.date, BeforeValidator(_whole_day), Field(ge=dt.date(2000, 1, 1), le=dt.date(2200, 1, 1))
]
Reference = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9._:/-]{1,64}$")]
Timestamp = Annotated[AwareDatetime, BeforeValidator(_timestamp), AfterValidator(_utc)]
Fen = Annotated[int, Field(strict=True, ge=1, le=10**12)]
Choice = Annotated[bool, Field(strict=True)]
AttachmentId = Annotated[str, AfterValidator(_identifier)]
