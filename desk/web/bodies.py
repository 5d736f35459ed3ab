"""Request bodies, decoded once into pydantic models."""

import json
from typing import Any, TypeVar

from pydantic import BaseModel
from sanic import HTTPResponse, Request
from sanic.response import raw

from desk.errors import InvalidRequest, TooLarge, UnsupportedMedia
from desk.web.texts import check_texts

Model = TypeVar("Model", bound=BaseModel)

JSON_TYPE = "application/json"


def expect_json(request: Request, max_bytes: int) -> None:
    """Raises UnsupportedMedia unless the body is declared JSON, TooLarge beyond `max_bytes`."""
    declared = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared != JSON_TYPE:
        raise UnsupportedMedia
    if len(request.body) > max_bytes:
        raise TooLarge(extra={"bytes": len(request.body)})


def json_object(request: Request) -> dict[str, Any]:
    """The body as a JSON object. Raises InvalidRequest for anything else; NaN and Infinity are not JSON.

    Raises InvalidBody for a text that cannot be kept.
    """

    def refuse(constant: str) -> None:
        raise InvalidRequest("数字不正确", extra={"constant": constant})

    try:
        body = json.loads(request.body or b"{}", parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        raise InvalidRequest("不是有效的 JSON") from error
    if not isinstance(body, dict):
        raise InvalidRequest("应当是一个 JSON 对象")
    check_texts(body)
    return body


def decode(model: type[Model], request: Request) -> Model:
    """The body as `model`. Raises pydantic.ValidationError, mapped to a 422 problem."""
    return model.model_validate(json_object(request))


def decode_whole(raw: str) -> int | None:
    """A whole number in plain digits, at most 18 of them; None for anything else.

    str.isdigit alone lets through "²", and int() refuses numbers of several thousand digits.
    """
    return int(raw) if raw.isascii() and raw.isdigit() and len(raw) <= 18 else None


def encoded(model: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    """A model as the JSON body of an answer."""
    return raw(
        model.model_dump_json().encode(), status=status, headers=headers, content_type="application/json"
    )
