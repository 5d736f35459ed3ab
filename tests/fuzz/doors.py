"""Every route of the running app as a door to knock at: how it is called when all is well, and where texts go.

Nothing is listed by hand but what no declaration tells: which bodies the channels' addresses take, and how they are
signed.
"""

import inspect
import io
import re
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from typing import Any

from PIL import Image
from sanic import Sanic

from desk.web.openapi import template_of
from desk.web.operations import operation_of
from tests.desk.builders import filing
from tests.desk.console.inbox.test_filing import FORM as FILING
from tests.desk.console.staffing import PASSWORD
from tests.fuzz.calls import FILE, FORM, FRESH, JSON, NONE, Call

PARTS = re.compile(r"\{(\w+)\}")
ASKED = re.compile(r"""(?:args\.get(?:list)?|asked)\(\s*(?:request,\s*)?"(\w+)\"""")
TYPED = re.compile(r"""_?fields?\(\s*request,\s*"(\w+)\"""")
READS = frozenset({"GET", "HEAD"})
MODEL = re.compile(r"read_form\((\w+)")


def _picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (8, 8), "red").save(out, "PNG")
    return out.getvalue()


PICTURE = {"name": "小票.png", "content": _picture()}

# What fields of the console's forms hold when all is well, where a page does not show it.
FIELDS = {
    "text": "您好", "client_id": FRESH, "token": FRESH, "position": "1", "minutes": "30", "phone": "13912345678",
    "password": PASSWORD, "old": PASSWORD, "new": f"{PASSWORD}一", "again": f"{PASSWORD}一", "date": "2026-11-25",
}  # fmt: skip

# What the channels take; signed by channels.py.
BODIES: Mapping[tuple[str, str], tuple[str, Any]] = {
    ("POST", "/webchat/api/sessions"): (JSON, {"region": "2201", "scene": "poster", "resume": None}),
    ("POST", "/webchat/api/messages"): (
        JSON,
        {"message_id": "message-0000001", "text": "健身卡能退吗", "payload": None, "attachment_id": None},
    ),
    ("PUT", "/webchat/api/messages/{message_id}/feedback"): (JSON, {"verdict": "helpful"}),
    ("POST", "/webchat/api/typing"): (JSON, {}),
    ("POST", "/webchat/api/attachments"): (FILE, PICTURE),
    ("POST", "/console/cases/{case_no}/files"): (FILE, PICTURE),
    ("POST", "/console/inbox/c/{conversation_id}/file"): (FORM, FILING | {"form": FRESH}),
    ("POST", "/console/inbox/c/{conversation_id}/close"): (FORM, {"reason": "solved", "ask": "true"}),
    ("POST", "/console/inbox/c/{conversation_id}/presence"): (FORM, {"kind": "viewing"}),
}  # fmt: skip

# Where the documented example fits another day, or another state of the case.
BETTER: Mapping[str, Any] = {"fileCase": filing()}

Sign = Callable[[Call], Awaitable[Call]]


async def unsigned(call: Call) -> Call:
    return call


@dataclass(frozen=True)
class Door:
    """One method of one route. good: the call as it should be, its body apart; asked: names of what it reads from the
    address; scope: which a client of the case API needs; sign: adds who calls, last of all."""

    good: Call
    kind: str = NONE
    body: Any = None
    asked: tuple[str, ...] = ()
    scope: str | None = None
    sign: Sign = field(default=unsigned, repr=False)
    is_page: bool = False

    @property
    def label(self) -> str:
        return f"{self.good.method} {self.good.template}"


def routes(app: Sanic[Any, Any]) -> list[tuple[str, str, Any]]:
    """(method, path as people write it, handler) of everything that is served."""
    found = {
        (method, template_of(f"/{route.path.strip('/')}"), route.handler)
        for route in app.router.routes
        for method in route.methods
    }
    return sorted(found, key=lambda one: one[:2])


def parts_of(template: str) -> list[str]:
    return PARTS.findall(template)


def _source(handler: Any) -> str:
    """The module behind a handler's guards."""
    return inspect.getsource(sys.modules[inspect.unwrap(handler).__module__])


def door_of(method: str, template: str, handler: Any, parts: Mapping[str, str], forms: "Forms") -> Door:
    """The door as its declaration or its form describes it, still unsigned."""
    told = operation_of(handler)
    is_page = template.startswith("/console")
    asked: tuple[str, ...] = ()
    kind, body = BODIES.get((method, template), (NONE, None))
    headers: dict[str, str | bytes] = {}
    if told is not None:
        asked = tuple(one.name for one in told.parameters if one.where == "query")
        if told.body is not None:
            kind, body = JSON, BETTER.get(told.operation_id) or dict(told.body_example or {})
        elif told.raw_body is not None:
            kind, body = told.raw_body.media_type, told.raw_body.example
        elif told.upload is not None:
            kind, body = FILE, PICTURE
        headers = {"idempotency-key": FRESH, "if-match": "*"}
    elif is_page:
        asked = tuple(dict.fromkeys(ASKED.findall(_source(handler))))
        if method not in READS and kind == NONE:
            kind, body = FORM, forms.fields(template, handler)
            parts = forms.parts.get(template, parts)
    good = Call(method, template, {name: parts[name] for name in parts_of(template)}, {}, headers)
    return Door(good, kind, body, asked, told.scope if told else None, is_page=is_page)


def signed(door: Door, sign: Sign) -> Door:
    return replace(door, sign=sign)


class Forms(HTMLParser):
    """The forms of the pages that were looked at, by the route they are sent to."""

    def __init__(self, app: Sanic[Any, Any]) -> None:
        super().__init__()
        self._router = app.router
        self._open: dict[str, str] | None = None
        self._area: str | None = None
        self.found: dict[str, dict[str, str]] = {}
        self.parts: dict[str, Mapping[str, str]] = {}
        self._names: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        action = told.get("hx-post") or (told.get("action") if told.get("method") == "post" else None)
        if action and (tag == "form" or "hx-post" in told):
            self._open = self._fields_of(action.partition("?")[0])
        name = told.get("name")
        if name and tag in ("input", "select", "textarea", "button"):
            self._names.add(name)
            if self._open is not None:
                self._open.setdefault(name, told.get("value") or "1")

    def _fields_of(self, action: str) -> dict[str, str]:
        try:
            route, _handler, parts = self._router.get(action, "POST", None)
        except Exception:  # noqa: BLE001 - an address of elsewhere
            return {}
        template = template_of(f"/{route.path.strip('/')}")
        self.parts.setdefault(template, {name: str(value) for name, value in parts.items()})
        return self.found.setdefault(template, {})

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None

    def fields(self, template: str, handler: Any) -> dict[str, str]:
        """Of the form on its page, of the model that the handler reads, or whatever its module reads."""
        bare = inspect.unwrap(handler)
        names = {
            name
            for model in MODEL.findall(inspect.getsource(bare))
            for name in bare.__globals__[model].model_fields
        }
        known = dict.fromkeys(names or TYPED.findall(_source(handler)), "1") | self.found.get(template, {})
        return {
            name: FIELDS.get(name, value)
            for name, value in (known or dict.fromkeys(self._names, "1")).items()
        }
