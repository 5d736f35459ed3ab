"""Reading the elements of a message: text, numbers, times. What is wrong with one is named by its element."""

import datetime as dt
import hashlib

from connectors.wechat.refusals import Malformed
from connectors.wechat.xml import Fields


def inner(fields: Fields, name: str) -> Fields:
    """The elements inside an element, none when it is absent or holds text."""
    value = fields.get(name)
    return value if isinstance(value, dict) else {}


def text_of(fields: Fields, name: str) -> str:
    """The text of an element, "" when it is absent or holds elements."""
    value = fields.get(name)
    return value if isinstance(value, str) else ""


def required(fields: Fields, name: str) -> str:
    """Raises Malformed when the element is absent or blank."""
    value = text_of(fields, name).strip()
    if not value:
        raise Malformed(name)
    return value


def number_of(fields: Fields, name: str, most: float) -> float:
    """A finite number from -most to most. Raises Malformed."""
    try:
        value = float(text_of(fields, name))
    except ValueError as error:
        raise Malformed(name) from error
    if not -most <= value <= most:  # refuses NaN, too
        raise Malformed(name)
    return value


def created_at(fields: Fields) -> dt.datetime:
    """CreateTime, in whole seconds since 1970. Raises Malformed."""
    raw = text_of(fields, "createtime").strip()
    if not (raw.isascii() and raw.isdigit() and len(raw) <= 11):
        raise Malformed("createtime")
    return dt.datetime.fromtimestamp(int(raw), dt.UTC)


def digest_of(fields: Fields, *names: str) -> str:
    """32 hexadecimal digits over some elements: an id where the platform gives none (section 1.5)."""
    joined = "\x1f".join(text_of(fields, name) for name in names)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]
