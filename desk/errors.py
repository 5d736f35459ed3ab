"""The root of every error the desk raises on purpose; desk/web/problems.py maps it once."""

from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One thing wrong with one field of a request body.

    pointer: RFC 6901 JSON pointer; code: stable, for programs; detail: Chinese, for people.
    """

    pointer: str
    code: str
    detail: str


class DeskError(Exception):
    """A refusal with a code for programs and a sentence for people.

    `detail` and `errors` are shown to the caller; `extra` goes to the log alone and holds no personal data.
    """

    code: ClassVar[str] = "internal_error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "系统出了点问题"

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: tuple[FieldError, ...] = (),
        headers: dict[str, str] | None = None,
        extra: dict[str, Any] | None = None,
    ) -> None:
        super().__init__(self.code)
        self.detail = detail or self.title
        self.errors = errors
        self.headers = headers or {}
        self.extra = extra or {}


class InvalidRequest(DeskError):
    code, status, title = "invalid_request", 400, "请求格式不正确"


class Unauthorized(DeskError):
    code, status, title = "unauthorized", 401, "请先登录或重新进入"


class Forbidden(DeskError):
    code, status, title = "forbidden", 403, "没有权限"


class NotFound(DeskError):
    code, status, title = "not_found", 404, "没有找到"


class Conflict(DeskError):
    code, status, title = "conflict", 409, "与正在进行的操作冲突，请稍后再试"


class TooLarge(DeskError):
    code, status, title = "too_large", 413, "内容太大"


class UnsupportedMedia(DeskError):
    code, status, title = "unsupported_media_type", 415, "请用 application/json 提交"


class Unprocessable(DeskError):
    code, status, title = "unprocessable", 422, "内容无法处理"


class InvalidBody(Unprocessable):
    """Some fields of the body are wrong; `errors` says which."""

    code, title = "invalid_body", "有几项内容需要改正"


class TooManyRequests(DeskError):
    code, status, title = "too_many_requests", 429, "操作太频繁，请稍后再试"


class Unavailable(DeskError):
    code, status, title = "unavailable", 503, "服务暂时不可用，请稍后再试"
