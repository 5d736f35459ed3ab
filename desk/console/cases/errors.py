"""Refusals of the case pages."""

from desk.errors import Conflict, FieldError, InvalidBody


class CaseChanged(Conflict):
    """Somebody did something with the case after the form was opened."""

    code, status = "case_changed", 412
    title = "填写期间，案件有了新的变化。请看一下新内容；您填的都还在，确认后再提交一次"


def wrong(field: str, code: str, detail: str) -> InvalidBody:
    """One field of a form."""
    return InvalidBody(errors=(FieldError(f"/{field}", code, detail),))
