"""GET /openapi.json: OpenAPI 3.1, written from the routes' declarations and the pydantic models."""

import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from sanic import HTTPResponse, Request, Sanic
from sanic.response import json

from desk.errors import DeskError, Forbidden, Unauthorized, Unavailable
from desk.limits import RateExceeded
from desk.web.operations import Answer, Operation, Parameter, operation_of
from desk.web.problems import PROBLEM
from desk.web.texts import NotText

CUSTOM_METHOD = re.compile(r"<custom_method:([^>]+)>")  # cases:lookup is no parameter
PATH_PARAMETER = re.compile(r"<(\w+)(?::[^>]*)?>")
REFERENCE = "#/components/schemas/{model}"
EVERYWHERE = (
    NotText,
    Unauthorized,
    Forbidden,
    RateExceeded,
    Unavailable,
    DeskError,
)  # any route may refuse so

Object = dict[str, Any]


class ProblemField(BaseModel):
    """One thing wrong with one field."""

    pointer: str
    code: str
    detail: str


class Problem(BaseModel):
    """RFC 9457 problem document; `code` is stable, title and detail are for people."""

    type: str
    title: str
    status: int
    code: str
    detail: str
    trace_id: str | None = None
    errors: list[ProblemField] = []


def _parameter(parameter: Parameter) -> Object:
    described = {
        "name": parameter.name,
        "in": parameter.where,
        "description": parameter.description,
        "required": parameter.required or parameter.where == "path",
        "schema": dict(parameter.schema),
    }
    return described | ({"example": parameter.example} if parameter.example is not None else {})


def _content(model: type[BaseModel], example: Any, media_type: str = "application/json") -> Object:
    schema = {"$ref": REFERENCE.format(model=model.__name__)}
    return {media_type: {"schema": schema} | ({"example": example} if example is not None else {})}


def _answer(answer: Answer) -> Object:
    described: Object = {"description": answer.description}
    if answer.headers:
        described["headers"] = {
            name: {"description": text, "schema": {"type": "string"}} for name, text in answer.headers.items()
        }
    if answer.model is not None:
        described["content"] = _content(answer.model, answer.example)
    if answer.media_types:
        other = {name: {"schema": _other_than_json(name)} for name in answer.media_types}
        described["content"] = described.get("content", {}) | other
    return described


def _other_than_json(media_type: str) -> Object:
    if media_type == "text/event-stream":  # each event; what stands in `data` is told in the description
        return {
            "type": "object",
            "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
            "required": ["data"],
        }
    return {"type": "string"} | ({} if media_type.startswith("text/") else {"format": "binary"})


def _upload(description: str) -> Object:
    file = {"type": "string", "format": "binary", "description": description}
    schema = {"type": "object", "required": ["file"], "properties": {"file": file}}
    return {"required": True, "content": {"multipart/form-data": {"schema": schema}}}


def _problems(problems: Iterable[type[DeskError]]) -> Object:
    by_status: dict[int, dict[str, type[DeskError]]] = {}
    for problem in problems:
        by_status.setdefault(problem.status, {})[problem.code] = problem
    return {
        str(status): {
            "description": f"{HTTPStatus(status).phrase}: {', '.join(sorted(codes))}",
            "content": {
                PROBLEM: {
                    "schema": {"$ref": REFERENCE.format(model="Problem")},
                    "examples": {
                        code: {"value": _example(problem)} for code, problem in sorted(codes.items())
                    },
                }
            },
        }
        for status, codes in sorted(by_status.items())
    }


def _example(problem: type[DeskError]) -> Object:
    return {
        "type": f"/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.title,
    }


def _operation(operation: Operation) -> Object:
    described: Object = {
        "operationId": operation.operation_id,
        "summary": operation.summary,
        "description": operation.description,
        "security": [{"token": [operation.scope]}],
        "parameters": [_parameter(parameter) for parameter in operation.parameters],
        "responses": {str(status): _answer(answer) for status, answer in operation.answers.items()}
        | _problems((*operation.problems, *EVERYWHERE)),
    }
    if operation.body is not None:
        content = _content(operation.body, operation.body_example)
        described["requestBody"] = {"required": True, "content": content}
    if operation.raw_body is not None:
        raw = operation.raw_body
        text = {raw.media_type: {"schema": {"type": "string"}, "example": raw.example}}
        described["requestBody"] = {"required": True, "content": text}
    if operation.upload is not None:
        described["requestBody"] = _upload(operation.upload)
    return described


def _schemas(operations: Iterable[Operation]) -> Object:
    inputs = {operation.body for operation in operations if operation.body is not None}
    outputs = {
        answer.model for operation in operations for answer in operation.answers.values() if answer.model
    }
    wanted = [(model, "validation") for model in inputs] + [(model, "serialization") for model in outputs]
    wanted.append((Problem, "serialization"))
    wanted.sort(key=lambda pair: pair[0].__name__)
    _, schema = models_json_schema(wanted, ref_template=REFERENCE)  # type: ignore[arg-type]
    schemas: Object = schema["$defs"]
    return schemas


def document(app: Sanic[Any, Any]) -> Object:
    """The document of every declared route of the app."""
    paths: Object = {}
    operations = []
    for route in app.router.routes:
        operation = operation_of(route.handler)
        if operation is None:
            continue
        operations.append(operation)
        path = template_of(route.path)
        for method in route.methods:
            paths.setdefault(path, {})[method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Xiaobao case API",
            "version": "1",
            "description": "Complaints and reports of consumers. Errors are problem documents with a stable "
            "`code`; their title and detail are Chinese sentences for people. Money is in fen, times are "
            "RFC 3339.",
        },
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": _schemas(operations),
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def template_of(path: str) -> str:
    """A route's path as people write it: `/api/v1/cases/{reference}`."""
    return "/" + PATH_PARAMETER.sub(r"{\1}", CUSTOM_METHOD.sub(r"\1", path)).lstrip("/")


def install(app: Sanic[Any, Any]) -> None:
    """Serve the document; it tells nothing about anyone, so it needs no token."""
    written: list[
        Object
    ] = []  # when first asked for: it takes a quarter of a second that no start should wait

    @app.get("/openapi.json")
    async def openapi(request: Request) -> HTTPResponse:
        if not written:
            written.append(document(app))
        return json(written[0])
