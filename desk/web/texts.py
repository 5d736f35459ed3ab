"""Text that is none: bytes in a header that are no UTF-8, half a character spelt in JSON, a NUL anywhere.

Sanic hands such bytes on as lone surrogates, which nothing can hash, seal or send; PostgreSQL keeps no NUL. Both are refused once,
where requests come in, so that every text behind may be encoded and kept. No person can type either.
"""

from typing import Any

from sanic import Request, Sanic

from desk.errors import FieldError, InvalidBody, InvalidRequest

SECOND = 150  # priority: after the trace has begun, before any guard looks at a token


class NotText(InvalidRequest):
    code, title = "not_text", "请求里有无法识别的字符"


def is_text(told: str) -> bool:
    """Whether it can be encoded and kept."""
    try:
        told.encode()
    except UnicodeEncodeError:
        return False
    return "\0" not in told


def check_texts(told: Any) -> None:
    """Every key and value of what was read from JSON. Raises InvalidBody, which names the place."""
    waiting = [("", told)]  # a list, because JSON may be nested deeper than calls may be
    while waiting:
        place, value = waiting.pop()
        match value:
            case str() if not is_text(value):
                raise InvalidBody(errors=(_at(place, value),))
            case dict():
                for name, member in value.items():
                    if not is_text(name):
                        raise InvalidBody(errors=(_at(place, name),))
                    waiting.append((f"{place}/{name.replace('~', '~0').replace('/', '~1')}", member))
            case list():
                waiting += [(f"{place}/{number}", item) for number, item in enumerate(value)]


def _at(place: str, text: str) -> FieldError:
    return FieldError(place, "control_character" if "\0" in text else "string_unicode", "含有无法识别的字符")


def install(app: Sanic[Any, Any]) -> None:
    """Refuse requests whose head is no text."""

    async def check(request: Request) -> None:
        if not all(map(is_text, request.headers.values())) or b"%00" in request.raw_url:
            raise NotText

    app.register_middleware(check, "request", priority=SECOND)
