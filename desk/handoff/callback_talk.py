"""The few questions asked of somebody who wants to be called back. Pure."""

from enum import StrEnum

import phonenumbers

COUNTRY = "CN"


class CallbackStep(StrEnum):
    """What was asked last."""

    PHONE = "phone"
    SLOT = "slot"


def read_phone(text: str) -> str | None:
    """The one valid number in the text, E.164; None for none and for several.

    「13912345678」 and 「电话139 1234 5678」 → +8613912345678.
    """
    found = {
        phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
        for match in phonenumbers.PhoneNumberMatcher(text, COUNTRY)
    }
    return found.pop() if len(found) == 1 else None
