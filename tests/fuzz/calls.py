"""One request as data, so that it can be bent in one place before it is sent."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlencode

JSON, FORM, FILE, NONE = "json", "form", "file", "none"

FRESH = "0192f3a0-0000-7000-8000-0000f4e5f4e5"  # becomes an id of its own in each call

# str is sent as UTF-8, bytes as they are.
Headers = dict[str, str | bytes]
Place = tuple[str | int, ...]


@dataclass(frozen=True)
class Call:
    """A request with everything in place; raw_query stands instead of `query` where it is set."""

    method: str
    template: str  # /console/cases/{case_no}
    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Headers = field(default_factory=dict)
    content: bytes = b""
    raw_query: str | None = None

    @property
    def url(self) -> str:
        path = self.template
        for name, value in self.path.items():
            path = path.replace("{" + name + "}", quoted(value))
        query = _encoded(self.query) if self.raw_query is None else self.raw_query
        return f"{path}?{query}" if query else path


def quoted(text: str) -> str:
    return quote(text.encode("utf-8", "surrogatepass"), safe="")


def _encoded(fields: Mapping[str, Any]) -> str:
    return urlencode(
        {name: str(value).encode("utf-8", "surrogatepass") for name, value in fields.items()}, doseq=True
    )


def plain_headers(call: Call) -> Headers:
    """Its headers without the type of the body."""
    return {name: value for name, value in call.headers.items() if name != "content-type"}


def with_body(call: Call, kind: str, body: Any) -> Call:
    """The call with its body written as JSON, as a form, or as one uploaded file (name, content)."""
    if kind == JSON:
        return _typed(call, "application/json", json.dumps(body).encode())
    if kind == FORM:
        return _typed(call, "application/x-www-form-urlencoded", _encoded(body).encode())
    if kind == FILE:
        name, content = body["name"], body["content"]
        head = f'--xb\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        packed = content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass")
        text = head.encode("utf-8", "surrogatepass")
        return _typed(call, "multipart/form-data; boundary=xb", text + packed + b"\r\n--xb--\r\n")
    if kind != NONE:
        return _typed(call, kind, str(body).encode("utf-8", "surrogatepass"))
    return call


def _typed(call: Call, media_type: str, content: bytes) -> Call:
    return replace(call, content=content, headers=plain_headers(call) | {"content-type": media_type})


def places(body: Any, at: Place = ()) -> Iterator[Place]:
    """Where a body holds a value that is no container."""
    if isinstance(body, Mapping):
        for name, value in body.items():
            yield from places(value, (*at, name))
    elif isinstance(body, list | tuple):
        for number, value in enumerate(body):
            yield from places(value, (*at, number))
    else:
        yield at


def planted(body: Any, at: Place, value: Any) -> Any:
    """The body with another value in one place."""
    if not at:
        return value
    head, *rest = at
    if isinstance(body, Mapping):
        return {
            name: planted(held, tuple(rest), value) if name == head else held for name, held in body.items()
        }
    return [planted(held, tuple(rest), value) if number == head else held for number, held in enumerate(body)]
