"""What the handlers of both sides share."""

from typing import TypeVar
from urllib.parse import urlencode

from pydantic import BaseModel, ValidationError
from sanic import HTTPResponse, Request
from sanic.response import raw

from desk.cases.errors import InvalidQuery
from desk.web.bodies import decode, expect_json
from desk.web.problems import field_errors

Model = TypeVar("Model", bound=BaseModel)

MAX_BODY = 16 * 2**10  # bytes: the longest message in the most wasteful JSON fits
PREFIX = "/api/v1"


def body(model: type[Model], request: Request) -> Model:
    """The body as `model`. Raises UnsupportedMedia, TooLarge, InvalidRequest, pydantic.ValidationError."""
    expect_json(request, MAX_BODY)
    return decode(model, request)


def query(model: type[Model], request: Request) -> Model:
    """The query as `model`. Raises InvalidQuery."""
    try:
        return model.model_validate({name: values[-1] for name, values in request.args.items()})
    except ValidationError as error:
        raise InvalidQuery(errors=field_errors(error)) from error


def answer(shown: BaseModel, status: int = 200, headers: dict[str, str] | None = None) -> HTTPResponse:
    text = shown.model_dump_json()
    return raw(text.encode(), status=status, headers=headers, content_type="application/json")


def next_page(path: str, asked: BaseModel, cursor: str | None) -> dict[str, str]:
    """The Link header; none on the last page."""
    if cursor is None:
        return {}
    told = asked.model_dump(mode="json", exclude_none=True) | {"cursor": cursor}
    return {"Link": f'<{PREFIX}{path}?{urlencode(told)}>; rel="next"'}
