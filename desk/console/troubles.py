"""Errors as people meet them: a page, or for htmx a notice in the corner, or for a script a problem document.

What is told is the error's own sentence; its code, fields and status are those of the API.
"""

import logging

from pydantic import ValidationError
from sanic import Blueprint, HTTPResponse, Request
from sanic.exceptions import SanicException
from sqlalchemy.exc import OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.orm.exc import StaleDataError

from desk.cases.errors import CaseNotFound
from desk.console.cookies import begin_visit
from desk.console.guard import SAFE, takes_pages
from desk.console.rendering import is_fragment, render
from desk.console.returning import HOME, came_from
from desk.errors import Conflict, DeskError, InvalidBody, NotFound, TooLarge, Unavailable
from desk.logs import frames_of
from desk.web.problems import field_errors, problem

log = logging.getLogger("desk.console")

# A notice is added to those there are, wherever the request wanted to put its answer.
AS_NOTICE = {"HX-Retarget": "#notices", "HX-Reswap": "beforeend"}
BY_STATUS = {404: NotFound, 413: TooLarge}


class PageMissing(NotFound):
    code, title = "page_not_found", "没有这个页面"


class CaseUnknown(NotFound):
    """Who asks here knows no telephone number; and an agency's staff are not told what there is elsewhere."""

    code, title = "case_not_within_reach", "没有这个案件，或者它不在您的机构。请核对编号"


def told(request: Request, error: DeskError) -> HTTPResponse:
    """The answer that says what is wrong."""
    if "hx-request" not in request.headers and not takes_pages(request):
        return problem(error.status, error.code, error.title, error.detail, error.errors, error.headers)
    if is_fragment(request):
        headers = {**AS_NOTICE, **error.headers}
        return render(request, "shell/notice.html", status=error.status, headers=headers, error=error)
    begin_visit(request)
    back = came_from(request) if request.method not in SAFE else HOME
    return render(
        request, "shell/error.html", status=error.status, headers=error.headers, error=error, back=back
    )


async def _refused(request: Request, error: DeskError) -> HTTPResponse:
    level = logging.ERROR if error.status >= 500 else logging.INFO
    log.log(level, "%s -> %s %s %s", _place(request), error.status, error.code, error.extra)
    return told(request, error)


async def _case_unknown(request: Request, _error: CaseNotFound) -> HTTPResponse:
    return told(request, CaseUnknown())


async def _malformed(request: Request, error: ValidationError) -> HTTPResponse:
    return told(request, InvalidBody(errors=field_errors(error)))


async def _database_away(request: Request, error: SQLAlchemyError) -> HTTPResponse:
    log.error("%s -> 503 %s", _place(request), type(error).__name__)
    return told(request, Unavailable(headers={"Retry-After": "2"}))


async def _changed_meanwhile(request: Request, _error: StaleDataError) -> HTTPResponse:
    return told(request, Conflict())


async def _sanic_refused(request: Request, error: SanicException) -> HTTPResponse:
    return told(request, BY_STATUS.get(error.status_code or 500, DeskError)())


async def _crashed(request: Request, error: Exception) -> HTTPResponse:
    # The outermost boundary: the person gets a sentence, the log the trace. No message: it may quote them.
    log.error("%s crashed: %s", _place(request), frames_of(error))
    return told(request, DeskError())


def _place(request: Request) -> str:
    """The route, for the log. The path itself may hold whatever a caller wrote into it."""
    return f"{request.method} {request.uri_template}"


def install_troubles(blueprint: Blueprint) -> None:
    """Answer for every error of the blueprint's routes."""
    blueprint.exception(DeskError)(_refused)
    blueprint.exception(CaseNotFound)(_case_unknown)
    blueprint.exception(ValidationError)(_malformed)
    blueprint.exception(OperationalError, NoConnectionFree)(_database_away)
    blueprint.exception(StaleDataError)(_changed_meanwhile)
    blueprint.exception(SanicException)(_sanic_refused)
    blueprint.exception(Exception)(_crashed)
