"""Numbers, accounts and secrets in a text that goes to a log: starred, as the last line of defence.

The first line is that nobody writes them there. Names and stories cannot be known by their look.
"""

from __future__ import annotations

import re

PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1\d{2})[- ]?(\d{4})[- ]?(\d{4})(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3}|\+86[- ]?\d{2,3})[- ]?(\d{3,4})(\d{4})(?!\d)")
LONG_NUMBER = re.compile(r"(?<!\d)\d{15,19}[\dXx]?(?!\d)")  # identity cards, bank cards

# What WeChat calls people: "o" and 27 characters, which a UUID is not (it has 36).
OPENID = re.compile(r"(?<![A-Za-z0-9_-])o[A-Za-z0-9_-]{27}(?![A-Za-z0-9_-])")
MAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
SECRET = re.compile(
    r"(?i)\b(bearer\s+|basic\s+|(?:access_)?token[=:]\s*|secret[=:]\s*|password[=:]\s*|signature[=:]\s*)[^\s,;&'\"]+"
)
PASSWORD_IN_URL = re.compile(r"(?<=://)([^\s/:@]*):[^\s/@]+@")
WEBHOOK_SECRET = re.compile(r"whsec_[A-Za-z0-9+/=_-]+")
SEALED = re.compile(
    r"gAAAAA[A-Za-z0-9_=-]{16,}"
)  # Fernet: useless without the key, and nobody needs it in a log


def mask_text(text: str) -> str:
    """Free text for a log or a list: phones, landlines and long numbers starred."""
    text = PHONE.sub(r"\1****\3", text)
    text = LANDLINE.sub(r"\1****\3", text)
    return LONG_NUMBER.sub(lambda m: m.group()[:4] + "*" * (len(m.group()) - 8) + m.group()[-4:], text)


def mask_line(text: str) -> str:
    """Free text for a log alone: accounts, addresses and secrets go as well."""
    text = SECRET.sub(r"\1***", text)
    text = PASSWORD_IN_URL.sub(r"\1:***@", text)
    text = WEBHOOK_SECRET.sub("whsec_***", text)
    text = SEALED.sub("sealed", text)
    text = OPENID.sub(lambda m: m.group()[:4] + "***", text)
    text = MAIL.sub("***@***", text)
    return mask_text(text)
