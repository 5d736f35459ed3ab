"""/console/cases/<number>/correct: correcting what was recorded, with a reason; what stood there before is kept."""

import datetime as dt
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from pydantic import ValidationError
from sanic import HTTPResponse, Request
from sanic.response import redirect
from sqlalchemy.ext.asyncio import AsyncSession

from desk.cases.amending import amend, value_at
from desk.cases.model import Case
from desk.cases.requests import CasePatch
from desk.clients.reach import find_for
from desk.console.cases import wording
from desk.console.cases.blueprint import blueprint
from desk.console.cases.case_view import view_of
from desk.console.cases.errors import wrong
from desk.console.cases.fields import beside_fields, expect_version, fen_of, optional, typed_form, yuan_of
from desk.console.cases.once import new_token, once, token_of
from desk.console.cases.people import officer_of
from desk.console.forms import form_field
from desk.console.guard import staff_of, staff_page
from desk.console.rendering import render
from desk.context import Desk, desk_of
from desk.errors import Conflict, DeskError, InvalidBody, Unprocessable
from desk.staff.roles import Permission
from desk.web.problems import field_errors

PATH = "/console/cases"


class Sort(Enum):
    """How a field of the form is shown and read."""

    TEXT = auto()  # stands there now; emptied it is emptied
    SEALED = auto()  # not shown: what is typed takes its place, nothing typed changes nothing
    MONEY = auto()
    CHOICE = auto()  # yes, no, not asked
    CATEGORY = auto()


@dataclass(frozen=True)
class Field:
    pointer: str
    sort: Sort

    @property
    def name(self) -> str:
        return self.pointer.strip("/").replace("/", "_")

    @property
    def label(self) -> str:
        return wording.FIELD_NAMES[self.pointer]


FIELDS = tuple(
    Field(pointer, sort)
    for sort, pointers in (
        (
            Sort.TEXT,
            (
                "/respondent/name",
                "/respondent/address",
                "/respondent/platform",
                "/respondent/shop",
                "/purchase/product",
            ),
        ),
        (Sort.MONEY, ("/purchase/amount_fen",)),
        (Sort.TEXT, ("/purchase/purchased_on", "/purchase/channel", "/region", "/region_code", "/known_on")),
        (Sort.CATEGORY, ("/category",)),
        (
            Sort.SEALED,
            (
                "/complainant/name",
                "/complainant/phone",
                "/complainant/address",
                "/respondent/contact",
                "/respondent/phone",
                "/purchase/order_no",
                "/demand_text",
            ),
        ),
        (
            Sort.CHOICE,
            ("/consent/mediation", "/consent/delegation", "/consent/publication", "/consent/reconciliation"),
        ),
    )
    for pointer in pointers
)
CHOICES = {"yes": True, "no": False, "": None}


@blueprint.get("/<case_no:str>/correct", name="correct")
@staff_page(Permission.CASES_WORK)
async def correct_page(request: Request, case_no: str) -> HTTPResponse:
    """The form, with what stands there now as far as it is not personal."""
    return await _form(request, case_no)


async def _form(request: Request, case_no: str, error: DeskError | None = None) -> HTTPResponse:
    desk, staff, now = desk_of(request), staff_of(request), desk_of(request).clock()
    services = request.app.ctx.services
    async with desk.database.read() as session:
        case = await find_for(session, staff, case_no)
        view = await view_of(session, desk, staff, case, services=services, now=now)
    stands = {field.name: _shown(desk, case, field) for field in FIELDS}
    typed = typed_form(request)
    seen = form_field(request, "seen", longest=36)
    return render(
        request,
        "cases/correct.html",
        status=200 if error is None else error.status,
        view=view,
        fields=FIELDS,
        Sort=Sort,
        values=stands if error is None else stands | typed,
        reason=typed.get("reason", ""),
        categories=[("", "（没有类别）"), *((one.code, one.name) for one in services.values())],
        choices=[("", "没问过"), ("yes", "同意"), ("no", "不同意")],
        error=error,
        wrong=beside_fields(error),
        token=token_of(request) if error is not None else new_token(),
        news=[line for line in view.lines.lines if line.id > seen]
        if error is not None and error.code == "case_changed"
        else [],
        said=wording,
    )


def _shown(desk: Desk, case: Case, field: Field) -> str:
    if field.sort is Sort.SEALED:
        return ""
    value = value_at(desk.cases, case, field.pointer)
    if field.sort is Sort.MONEY:
        return yuan_of(value)
    if field.sort is Sort.CHOICE:
        return {True: "yes", False: "no", None: ""}[value]
    return "" if value is None else str(value)


@blueprint.post("/<case_no:str>/correct", name="do_correct")
@staff_page(Permission.CASES_WORK)
async def do_correct(request: Request, case_no: str) -> HTTPResponse:
    """Correct it, once."""
    desk, staff = desk_of(request), staff_of(request)

    async def work(session: AsyncSession, now: dt.datetime) -> str:
        case = await find_for(session, staff, case_no, lock=True)
        expect_version(request, case)
        patch = CasePatch.model_validate(_told(request, desk, case))
        await amend(session, desk.cases, case, patch, actor=officer_of(staff), now=now)
        return f"{PATH}/{case.case_no}#corrections"

    try:
        location = await once(request, f"correct {case_no}", work)
    except ValidationError as error:
        return await _form(request, case_no, InvalidBody(errors=field_errors(error)))
    except (Unprocessable, Conflict) as error:
        return await _form(request, case_no, error)
    return redirect(location, status=303)


def _told(request: Request, desk: Desk, case: Case) -> dict[str, Any]:
    """The patch: only what differs from what stands there. Raises InvalidBody without a reason, or for a sum that is none."""
    reason = optional(request, "reason")
    if reason is None:
        raise wrong("reason", "missing", "请写明为什么更正")
    patch: dict[str, Any] = {"reason": reason}
    for field in FIELDS:
        typed = form_field(request, field.name)
        if typed == _shown(desk, case, field):
            continue
        _put(patch, field.pointer, _value(field, typed))
    return patch


def _value(field: Field, typed: str) -> Any:
    if field.sort is Sort.MONEY:
        return fen_of(typed, field.name)
    if field.sort is Sort.CHOICE:
        return CHOICES.get(typed)
    return typed or None


def _put(patch: dict[str, Any], pointer: str, value: Any) -> None:
    *outer, last = pointer.strip("/").split("/")
    for part in outer:
        patch = patch.setdefault(part, {})
    patch[last] = value
