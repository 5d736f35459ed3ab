"""Templates to responses: everything escaped, a policy that allows no inline script or style, whole page or fragment."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from sanic import HTTPResponse, Request
from sanic.response import html

from desk.clock import LEGAL_ZONE
from desk.console import wording
from desk.console.cookies import csrf_of, keep_visit
from desk.console.guard import staff_or_none
from desk.console.navigation import area_at, areas_for
from desk.console.serving import Assets
from desk.context import desk_of
from desk.privacy.masking import mask_address, mask_name, mask_phone, mask_text
from desk.staff.wording import ROLE_NAMES

TEMPLATES = Path(__file__).parent / "templates"
WHOLE, FRAGMENT = "shell/page.html", "shell/fragment.html"
# connect-src: SSE and htmx to ourselves. No 'unsafe-inline' and no 'unsafe-eval' anywhere, no data: either.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; media-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Vary": "HX-Request, Cookie",
    # To ourselves a form says which page it was sent from (see returning.py); nobody else hears a case's number.
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True)
class Shell:
    """What every page needs of the application. served: names of the areas there are."""

    served: frozenset[str]
    assets: Assets = field(default_factory=dict)


def moment(value: dt.datetime) -> str:
    """2026-11-20 10:30, in China."""
    return f"{value.astimezone(LEGAL_ZONE):%Y-%m-%d %H:%M}"


def day(value: dt.date) -> str:
    """2026-11-20; of an instant the day in China."""
    return (
        f"{value.astimezone(LEGAL_ZONE):%Y-%m-%d}" if isinstance(value, dt.datetime) else f"{value:%Y-%m-%d}"
    )


def money(fen: int) -> str:
    """¥1,234.50; fen to yuan."""
    sign = "-" if fen < 0 else ""
    return f"{sign}¥{abs(fen) // 100:,}.{abs(fen) % 100:02}"


def iso(value: dt.datetime) -> str:
    """For the `datetime` of a time element."""
    return value.astimezone(dt.UTC).isoformat(timespec="seconds")


FILTERS = {
    "moment": moment,
    "day": day,
    "iso": iso,
    "money": money,
    "masked_name": mask_name,
    "masked_phone": mask_phone,
    "masked_address": mask_address,
    "masked_text": mask_text,
}


@cache
def environment() -> Environment:
    """Escapes in every template, whatever its name; a misspelt variable is an error, not nothing."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    made.globals.update(role_names=ROLE_NAMES, words=wording)
    return made


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a piece. When it restores a page from history it wants the whole."""
    headers = request.headers
    return (
        "hx-request" in headers
        and "hx-boosted" not in headers
        and "hx-history-restore-request" not in headers
    )


def shell_of(request: Request) -> Shell:
    shell: Shell = request.app.ctx.console
    return shell


def rendered(request: Request, template: str, **values: Any) -> str:
    """The text of a template, with what every template may use: staff, csrf, areas, here, area, now, asset(name).

    here: the area that the address lies in; area: whose template it is, and so whose style it wears."""
    shell, staff = shell_of(request), staff_or_none(request)
    here = area_at(request.path)
    return (
        environment()
        .get_template(template)
        .render(
            layout=FRAGMENT if is_fragment(request) else WHOLE,
            staff=staff,
            csrf=csrf_of(request) or "",
            areas=[] if staff is None else areas_for(staff, shell.served),
            here=here.name if here else "",
            area=template.partition("/")[0],
            path=request.path,
            now=desk_of(request).clock(),
            asset=shell.assets.get,
            **values,
        )
    )


def render(
    request: Request,
    template: str,
    *,
    status: int = 200,
    headers: Mapping[str, str] | None = None,
    **values: Any,
) -> HTTPResponse:
    """A page, or for htmx the piece of it that its template puts into the block `content`."""
    response = html(
        rendered(request, template, **values), status=status, headers={**HEADERS, **(headers or {})}
    )
    keep_visit(request, response)
    return response
