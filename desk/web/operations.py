"""What an API route says of itself: one declaration that the guard enforces and the document shows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, TypeVar

from pydantic import BaseModel
from sanic import HTTPResponse

from desk.errors import DeskError

Handler = TypeVar("Handler", bound=Callable[..., Awaitable[HTTPResponse]])
ATTRIBUTE = "__operation__"


@dataclass(frozen=True)
class Parameter:
    """A path, query or header parameter; `schema` is JSON Schema."""

    name: str
    where: str  # path, query or header
    description: str
    schema: Mapping[str, Any]
    required: bool = False
    example: Any = None


@dataclass(frozen=True)
class Answer:
    """What comes back with one status. `headers`: name to description; without `model` and `media_types` there is
    no body; `media_types`: what it comes as when it is no JSON, or beside it."""

    description: str
    model: type[BaseModel] | None = None
    example: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_types: tuple[str, ...] = ()


class RouteGroup(StrEnum):
    """Routes that are counted together when a client's rate is limited."""

    READ = "read"
    WRITE = "write"
    LOOKUP = "lookup"  # by number and digits
    DISCLOSURES = "disclosures"  # people in clear


@dataclass(frozen=True)
class RawBody:
    """A request body that is no JSON."""

    media_type: str
    example: str


@dataclass(frozen=True)
class Operation:
    """One route: who may call it, what goes in, what comes out, how it refuses.

    group: whose count a call is added to; None leaves it to the method, reading or writing.
    """

    operation_id: str
    summary: str
    description: str
    scope: str  # the caller needs it
    answers: Mapping[int, Answer]
    problems: tuple[type[DeskError], ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: type[BaseModel] | None = None
    body_example: Mapping[str, Any] | None = None
    group: RouteGroup | None = None
    raw_body: RawBody | None = None
    upload: str | None = None  # description of the one file of a multipart body, its part named `file`


def describes(operation: Operation) -> Callable[[Handler], Handler]:
    """Attach the declaration to its handler."""

    def attach(handler: Handler) -> Handler:
        setattr(handler, ATTRIBUTE, operation)
        return handler

    return attach


def operation_of(handler: Any) -> Operation | None:
    """The declaration of a handler, if it has one."""
    found = getattr(handler, ATTRIBUTE, None)
    return found if isinstance(found, Operation) else None
