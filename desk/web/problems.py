"""RFC 9457 problem documents: every error of the desk leaves through here."""

import logging
from typing import Any, get_args

from pydantic import ValidationError
from pydantic_core.core_schema import ErrorType
from sanic import HTTPResponse, Request, Sanic
from sanic.exceptions import SanicException
from sanic.response import json
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError

from desk.errors import Conflict, DeskError, FieldError, InvalidBody
from desk.logs import frames_of
from desk.web.tracing import trace_of_request
from telemetry.trace import current_trace_id

log = logging.getLogger("desk.web")

UNKNOWN_MEMBER = "extra_forbidden"

PROBLEM = "application/problem+json"

# Sanic's own refusals (unknown path, wrong method, oversized body …) in the words people read.
SANIC_TITLES = {
    400: ("invalid_request", "请求格式不正确"),
    404: ("not_found", "没有这个地址"),
    405: ("method_not_allowed", "不支持这种操作"),
    408: ("request_timeout", "请求超时"),
    413: ("too_large", "内容太大"),
    416: ("range_not_satisfiable", "请求的范围不对"),
    417: ("expectation_failed", "请求头不被支持"),
    503: ("unavailable", "服务暂时不可用，请稍后再试"),
}

# pydantic's error types that people meet, in Chinese; anything else is simply "不正确".
FIELD_DETAILS = {
    "missing": "缺少这一项",
    "extra_forbidden": "没有这一项",
    "string_too_long": "太长了",
    "string_too_short": "太短了",
    "string_type": "应当是文字",
    "int_type": "应当是整数",
    "int_parsing": "应当是整数",
    "int_from_float": "应当是整数",
    "bool_type": "应当是 true 或 false",
    "bool_parsing": "应当是 true 或 false",
    "list_type": "应当是列表",
    "model_type": "应当是一个对象",
    "too_short": "至少要有一项",
    "too_long": "太多了",
    "string_pattern_mismatch": "格式不对",
    "string_unicode": "含有无法识别的字符",
    "greater_than": "太小了",
    "greater_than_equal": "太小了",
    "less_than_equal": "太大了",
    "literal_error": "不是可选的值",
    "enum": "不是可选的值",
    "date_from_datetime_parsing": "日期格式不对",
    "datetime_from_date_parsing": "时间格式不对",
    "timezone_aware": "时间要带时区",
}
PYDANTIC_TYPES = frozenset(get_args(ErrorType))  # the rest is ours, and in Chinese


def _place(request: Request) -> str:
    """The route, for the log. The path itself may hold whatever a caller wrote into it."""
    return f"{request.method} {request.uri_template}" if request.route else f"{request.method} (no route)"


def _loggable(errors: tuple[FieldError, ...]) -> list[tuple[str, str]]:
    """Pointers and codes, without the names that callers made up for members of their own."""
    return [
        (e.pointer.rpartition("/")[0] + "/?" if e.code == UNKNOWN_MEMBER else e.pointer, e.code)
        for e in errors
    ]


def problem(
    status: int, code: str, title: str, detail: str, errors: tuple[FieldError, ...] = (), headers: Any = None
) -> HTTPResponse:
    """A problem document. `type` is the code as a relative reference, stable for programs; `trace_id` finds the log's
    lines about it."""
    body: dict[str, Any] = {
        "type": f"/problems/{code}",
        "title": title,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if (trace_id := current_trace_id()) is not None:
        body["trace_id"] = trace_id
    if errors:
        body["errors"] = [{"pointer": e.pointer, "code": e.code, "detail": e.detail} for e in errors]
    return json(body, status=status, headers=headers, content_type=PROBLEM)


def field_errors(error: ValidationError) -> tuple[FieldError, ...]:
    """pydantic's findings as field errors; the offending value is never repeated (it may be personal)."""
    return tuple(
        FieldError(
            pointer="".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in item["loc"]),
            code=item["type"],
            detail=FIELD_DETAILS.get(
                item["type"], "不正确" if item["type"] in PYDANTIC_TYPES else item["msg"]
            ),
        )
        for item in error.errors(include_input=False, include_url=False, include_context=False)
    )


def install(app: Sanic[Any, Any]) -> None:
    """Register the handlers: our errors, body validation, Sanic's refusals, and everything else."""

    @app.exception(DeskError)
    async def refused(request: Request, error: DeskError) -> HTTPResponse:
        trace_of_request(request)
        level = logging.ERROR if error.status >= 500 else logging.INFO
        log.log(level, "%s -> %s %s %s", _place(request), error.status, error.code, error.extra)
        return problem(error.status, error.code, error.title, error.detail, error.errors, error.headers)

    @app.exception(ValidationError)
    async def malformed(request: Request, error: ValidationError) -> HTTPResponse:
        trace_of_request(request)
        errors = field_errors(error)
        log.info("%s -> 422 %s", _place(request), _loggable(errors))
        return problem(InvalidBody.status, InvalidBody.code, InvalidBody.title, InvalidBody.title, errors)

    @app.exception(OperationalError, NoConnectionFree)
    async def database_away(request: Request, error: SQLAlchemyError) -> HTTPResponse:
        trace_of_request(request)
        # Not reachable, busy, or locked for longer than we wait: nothing was kept, and trying again is right.
        log.error("%s -> 503 %s", _place(request), type(error).__name__)
        title = "服务暂时不可用，请稍后再试"
        return problem(503, "unavailable", title, title, headers={"Retry-After": "2"})

    @app.exception(StaleDataError)
    async def changed_meanwhile(request: Request, error: StaleDataError) -> HTTPResponse:
        trace_of_request(request)
        # The version column found it: somebody else wrote the row first, and nothing of ours was kept.
        log.info("%s -> 409 %s", _place(request), Conflict.code)
        return problem(Conflict.status, Conflict.code, Conflict.title, Conflict.title)

    @app.exception(SanicException)
    async def sanic_refused(request: Request, error: SanicException) -> HTTPResponse:
        trace_of_request(request)
        status = error.status_code or 500
        code, title = SANIC_TITLES.get(status, ("internal_error", "系统出了点问题"))
        return problem(status, code, title, title, headers=error.headers)

    @app.exception(Exception)
    async def crashed(request: Request, error: Exception) -> HTTPResponse:
        trace_of_request(request)
        # The outermost boundary: the person gets a sentence, the log the trace. No message: it may quote them.
        log.error("%s crashed: %s", _place(request), frames_of(error))
        return problem(500, "internal_error", "系统出了点问题", "系统出了点问题，请稍后再试")
