"""/console: leads to the first area that one may open; and a page for every address that is none."""

from sanic import HTTPResponse, Request
from sanic.response import redirect

from desk.console.areas import PREFIX, area
from desk.console.guard import own_page, staff_of
from desk.console.navigation import areas_for
from desk.console.rendering import render, shell_of
from desk.console.troubles import PageMissing

blueprint = area("home", "")


@blueprint.get("/", name="home")
@own_page("leads to the first area one may open")
async def home(request: Request) -> HTTPResponse:
    """The first area, or a page that says there is none."""
    return _first(request)


def _first(request: Request) -> HTTPResponse:
    shown = areas_for(staff_of(request), shell_of(request).served)
    return redirect(shown[0].path, status=303) if shown else render(request, "account/no_area.html")


@blueprint.get("/<rest:path>", name="missing")
@own_page("says that there is no such page")
async def missing(request: Request, rest: str) -> HTTPResponse:
    """An address with a slash too many leads to the one without: the router finds this one before it."""
    meant = rest.rstrip("/")
    if not meant:
        return _first(request)
    if meant != rest:
        return redirect(f"{PREFIX}/{meant}", status=303)
    raise PageMissing
