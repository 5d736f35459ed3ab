"""/console/inbox/labels: the labels that stand on conversations; renamed and removed everywhere at once."""

from pydantic import BaseModel
from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.guard import staff_page
from desk.console.inbox import wording
from desk.console.inbox.routes import SETTINGS, acting, blueprint, read_form
from desk.console.rendering import render
from desk.context import desk_of
from desk.handoff.labelling import label_counts, rename_label
from desk.handoff.schemas import Label

PATH = "/console/inbox/labels"


class RenameForm(BaseModel):
    """to: another name, perhaps one that is there already: then they become one. None: it is taken away."""

    label: Label
    to: Label | None = None


@blueprint.get("/labels", name="label_list")
@staff_page(SETTINGS)
async def label_list(request: Request) -> HTTPResponse:
    """Which there are, and on how many conversations."""
    async with desk_of(request).database.read() as session:
        found = await label_counts(session)
    return render(request, "inbox/labels.html", found=found, done=request.args.get("done"), labels=wording)


@blueprint.post("/labels", name="rename_label")
@staff_page(SETTINGS)
async def rename(request: Request) -> HTTPResponse:
    """Call it otherwise, or take it away."""
    desk, form = desk_of(request), read_form(RenameForm, request)
    async with desk.database.write() as session:
        await rename_label(
            session, desk.handoff, form.label, form.to, staff=acting(request), now=desk.clock()
        )
    return redirect(f"{PATH}?done={'removed' if form.to is None else 'renamed'}", status=303)
