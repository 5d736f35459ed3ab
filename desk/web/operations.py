"""What an API route says of itself: one declaration that the guard enforces and the document shows."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
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
    """What comes back with one status. `headers`: name to description; `model` None means no JSON body.

    media_types: of a body that is no JSON, a file for example.
    """

    description: str
    model: type[BaseModel] | None = None
    example: Mapping[str, Any] | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    media_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class Operation:
    """One route: who may call it, what goes in, what comes out, how it refuses."""

    operation_id: str
    summary: str
    description: str
    scope: str  # the caller needs it
    answers: Mapping[int, Answer]
    problems: tuple[type[DeskError], ...] = ()
    parameters: tuple[Parameter, ...] = ()
    body: type[BaseModel] | None = None
    body_example: Mapping[str, Any] | None = None
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
