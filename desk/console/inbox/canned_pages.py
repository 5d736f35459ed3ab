"""/console/inbox/canned: canned replies, kept by whoever may change settings."""

from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints
from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.forms import raw_field
from desk.console.guard import staff_page
from desk.console.inbox import wording
from desk.console.inbox.routes import SETTINGS, acting, blueprint, read_form
from desk.console.rendering import render
from desk.context import desk_of
from desk.errors import DeskError, InvalidBody
from desk.handoff.canned import find_canned, list_canned, remove_canned, save_canned
from desk.handoff.errors import ShortcutTaken, UnknownVariable
from desk.handoff.filling import LABELS, PLACE, Variable
from desk.handoff.schemas import Shortcut, Title
from desk.web.problems import field_errors

PATH = "/console/inbox/canned"
NEW = "new"


class CannedForm(BaseModel):
    shortcut: Shortcut
    title: Title
    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000)]


class PreviewForm(BaseModel):
    text: Annotated[str, Field(max_length=2000)] = ""


def pieces_of(text: str) -> list[tuple[str, str]]:
    """The text in pieces, each with what it is: "text", "known" (a variable, by its label) or "unknown".

    您好{{name}} → [("text", "您好"), ("known", "投诉人姓名")].
    """
    found, at = [], 0
    for match in PLACE.finditer(text):
        if match.start() > at:
            found.append(("text", text[at : match.start()]))
        name = match[1]
        is_known = name in set(Variable)
        found.append(("known", LABELS[Variable(name)]) if is_known else ("unknown", match[0]))
        at = match.end()
    rest = text[at:]
    if rest:
        found.append(("unknown" if "{{" in rest or "}}" in rest else "text", rest))
    return found


@blueprint.get("/canned", name="canned")
@staff_page(SETTINGS)
async def canned_list(request: Request) -> HTTPResponse:
    """All of them."""
    async with desk_of(request).database.read() as session:
        found = await list_canned(session)
    rows = [(one, pieces_of(one.text)) for one in found]
    return render(request, "inbox/canned.html", rows=rows, done=request.args.get("done"), labels=wording)


def _form(
    request: Request, canned_id: str, values: dict[str, str], error: DeskError | None = None
) -> HTTPResponse:
    return render(
        request,
        "inbox/canned_form.html",
        status=200 if error is None else error.status,
        canned_id=canned_id,
        values=values,
        pieces=pieces_of(values.get("text", "")),
        variables=[(one.value, LABELS[one]) for one in Variable],
        error=error,
        wrong=_wrong(error),
    )


def _wrong(error: DeskError | None) -> dict[str, str]:
    """Field to what is wrong with it."""
    if error is None:
        return {}
    at = {UnknownVariable: "text", ShortcutTaken: "shortcut"}.get(type(error))
    return {at: error.detail} if at else {one.pointer[1:]: one.detail for one in error.errors}


@blueprint.get("/canned/<canned_id:str>", name="canned_form")
@staff_page(SETTINGS)
async def canned_form(request: Request, canned_id: str) -> HTTPResponse:
    """The form of one, or of a new one. Raises CannedReplyNotFound."""
    if canned_id == NEW:
        return _form(request, NEW, {})
    async with desk_of(request).database.read() as session:
        one = await find_canned(session, canned_id)
    return _form(request, one.id, {"shortcut": one.shortcut, "title": one.title, "text": one.text})


@blueprint.post("/canned/<canned_id:str>", name="save_canned")
@staff_page(SETTINGS)
async def save(request: Request, canned_id: str) -> HTTPResponse:
    """Keep it; what is wrong is said beside its field."""
    desk = desk_of(request)
    told = {name: raw_field(request, name) for name in CannedForm.model_fields}
    try:
        try:
            form = read_form(CannedForm, request)
        except ValueError as error:
            raise InvalidBody(errors=field_errors(error)) from error  # type: ignore[arg-type]
        async with desk.database.write() as session:
            await save_canned(
                session,
                desk.handoff,
                canned_id=None if canned_id == NEW else canned_id,
                shortcut=form.shortcut,
                title=form.title,
                text=form.text,
                staff=acting(request),
                now=desk.clock(),
            )
    except (InvalidBody, UnknownVariable, ShortcutTaken) as error:
        return _form(request, canned_id, told, error)
    return redirect(f"{PATH}?done=saved", status=303)


@blueprint.post("/canned/<canned_id:str>/remove", name="remove_canned")
@staff_page(SETTINGS)
async def remove(request: Request, canned_id: str) -> HTTPResponse:
    """Raises CannedReplyNotFound."""
    desk = desk_of(request)
    async with desk.database.write() as session:
        await remove_canned(session, desk.handoff, canned_id, staff=acting(request), now=desk.clock())
    return redirect(f"{PATH}?done=removed", status=303)


@blueprint.post("/canned/preview", name="preview_canned")
@staff_page(SETTINGS)
async def preview(request: Request) -> HTTPResponse:
    """How the text reads, and which variables it gets wrong, while it is typed."""
    form = read_form(PreviewForm, request)
    return render(request, "inbox/canned_preview.html", pieces=pieces_of(form.text))
