"""/openapi.json: every route documented and guarded, every answer as published."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sanic import Sanic

from desk.cases import examples
from desk.errors import DeskError
from desk.web.openapi import Problem
from desk.web.operations import operation_of
from tests.desk.builders import file_case, new_key, on_sqlite

Validate = Callable[[httpx.Response, str, str], None]


@pytest.fixture
async def document(api: httpx.AsyncClient) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get("/openapi.json")).json()
    return found


@pytest.fixture
def validate(document: dict[str, Any]) -> Validate:
    """Holds a response against what the document says of that method and path."""
    jsonschema = pytest.importorskip(
        "jsonschema", reason="without jsonschema answers are not held to the document"
    )

    def check(response: httpx.Response, method: str, path: str) -> None:
        published = document["paths"][path][method]["responses"][str(response.status_code)]
        media_type = response.headers.get("content-type", "")
        if "content" not in published:
            assert response.content == b""
            return
        schema = {**published["content"][media_type]["schema"], "components": document["components"]}
        jsonschema.Draft202012Validator(schema).validate(response.json())
        if media_type == "application/problem+json":
            assert response.json()["code"] in published["content"][media_type]["examples"]

    return check


def api_routes(app: Sanic) -> list[Any]:
    return [route for route in app.router.routes if route.path.startswith("api/v1")]


@on_sqlite
async def test_every_route_is_documented_with_examples(app: Sanic, document: dict[str, Any]) -> None:
    documented = {
        operation["operationId"] for path in document["paths"].values() for operation in path.values()
    }
    routes = api_routes(app)
    assert len(routes) == len(documented) >= 6
    for route in routes:
        operation = operation_of(route.handler)
        assert operation is not None, route.path
        assert operation.operation_id in documented
        assert operation.summary
        assert operation.scope
        assert operation.body is None or operation.body_example is not None
        assert all(answer.example is not None for answer in operation.answers.values() if answer.model)


@on_sqlite
@pytest.mark.parametrize("token", [None, "wrong", "case-tokenx"])
async def test_every_route_is_guarded(
    served: str, app: Sanic, document: dict[str, Any], token: str | None
) -> None:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=served, headers=headers, trust_env=False) as stranger:
        for path, operations in document["paths"].items():
            for method in operations:
                response = await stranger.request(method, path.replace("{", "").replace("}", ""))
                assert (response.status_code, response.json()["code"]) == (401, "unauthorized"), path
                assert response.headers["www-authenticate"].startswith("Bearer")


def test_examples_match_their_models() -> None:
    from desk.cases import openapi

    for operation in vars(openapi).values():
        if not hasattr(operation, "answers"):
            continue
        if operation.body is not None:
            operation.body.model_validate(operation.body_example)
        for answer in operation.answers.values():
            if answer.model is not None:
                answer.model.model_validate(answer.example)
    assert examples.CASE_OUT["case_no"]


def subclasses(root: type[DeskError]) -> set[type[DeskError]]:
    return {root} | {deeper for child in root.__subclasses__() for deeper in subclasses(child)}


def test_error_codes_are_unique() -> None:
    ours = [error for error in subclasses(DeskError) if error.__module__.startswith(("desk.", "connectors."))]
    assert len({error.code for error in ours}) == len(ours)


async def test_answers_match_the_document(api: httpx.AsyncClient, validate: Validate) -> None:
    filed = await file_case(api, kind="both")
    no = filed.json()["case_no"]
    validate(filed, "post", "/api/v1/cases")
    validate(await api.get("/api/v1/cases"), "get", "/api/v1/cases")
    validate(await api.get(f"/api/v1/cases/{no}"), "get", "/api/v1/cases/{reference}")
    known = {"If-None-Match": filed.headers["etag"]}
    validate(await api.get(f"/api/v1/cases/{no}", headers=known), "get", "/api/v1/cases/{reference}")
    asked = {"case_no": no, "phone_last4": "5678"}
    validate(await api.post("/api/v1/cases:lookup", json=asked), "post", "/api/v1/cases:lookup")
    validate(await api.get("/api/v1/services"), "get", "/api/v1/services")
    validate(await api.get("/api/v1/services/food"), "get", "/api/v1/services/{code}")


async def test_refusals_match_the_document(api: httpx.AsyncClient, validate: Validate) -> None:
    cases, key = "/api/v1/cases", new_key()
    validate(await api.post(cases, json={}), "post", cases)
    validate(await api.post(cases, json={}, headers={"Idempotency-Key": "7"}), "post", cases)
    validate(await api.post(cases, json={}, headers={"Idempotency-Key": key}), "post", cases)
    validate(await api.post(cases, content="x"), "post", cases)
    await file_case(api, key)
    reused = await file_case(api, key, problem="另一件事")
    validate(reused, "post", cases)
    assert reused.json()["code"] == "idempotency_key_reused"
    validate(await api.get(cases, params={"limit": 0}), "get", cases)
    validate(await api.get(f"{cases}/none"), "get", cases + "/{reference}")
    validate(
        await api.post(f"{cases}:lookup", json={"case_no": "x", "phone_last4": "1"}),
        "post",
        f"{cases}:lookup",
    )
    validate(await api.get("/api/v1/services/none"), "get", "/api/v1/services/{code}")
    assert Problem.model_validate(reused.json())


@on_sqlite
async def test_unknown_paths_and_methods_are_problems_too(api: httpx.AsyncClient) -> None:
    assert (await api.get("/api/v1/nothing")).json()["code"] == "not_found"
    response = await api.delete("/api/v1/cases")
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
