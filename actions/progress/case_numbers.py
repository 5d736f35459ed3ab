"""Finding a case number and the last four digits of a phone in what a person types."""

import re

# The desk's numbers: XB and eight characters without look-alikes; people type them small, spaced, with O for 0.
_CASE_NO = re.compile(r"(?<![A-Za-z0-9])[xX][bB][\s-]?((?:[A-Za-z0-9][\s-]?){8})(?![A-Za-z0-9])")
_LAST4 = re.compile(r"(?<![A-Za-z0-9])(\d{4})(?![A-Za-z0-9])")


def find_case_no(text: str) -> str | None:
    """XBxxxxxxxx in capitals without spaces, or None."""
    match = _CASE_NO.search(text)
    return "XB" + re.sub(r"[\s-]", "", match.group(1)).upper() if match else None


def find_last4(text: str) -> str | None:
    """Four digits standing alone outside the case number, or the end of a whole mobile number."""
    rest = _CASE_NO.sub(" ", text)
    if mobile := re.search(r"(?<!\d)1\d{10}(?!\d)", rest):
        return mobile.group()[-4:]
    match = _LAST4.search(rest)
    return match.group(1) if match else None
