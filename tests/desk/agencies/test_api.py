"""/api/v1/agencies over HTTP."""

import hashlib
from collections.abc import Callable
from typing import Any

import httpx
import jsonschema
import pytest

from desk.agencies import openapi
from desk.audit.actions import AuditAction
from desk.store.database import Database
from tests.desk.agencies.growing import csv_of, row
from tests.desk.builders import audited, on_sqlite

AGENCIES = "/api/v1/agencies"
CSV = {"Content-Type": "text/csv; charset=utf-8"}


async def pages(api: httpx.AsyncClient, **params: Any) -> list[str]:
    """Codes of all pages."""
    found: list[str] = []
    url: str | None = str(httpx.URL(AGENCIES, params=params))
    while url is not None:
        answer = await api.get(url)
        assert answer.status_code == 200, answer.text
        found += [agency["code"] for agency in answer.json()["agencies"]]
        link = answer.links.get("next")
        url = link["url"] if link else None
    return found


async def test_agencies_come_in_pages_by_code(api: httpx.AsyncClient) -> None:
    found = await pages(api, limit=30)
    assert found == sorted(found)
    assert len(found) == len(set(found)) == 82


async def test_list_is_filtered_by_place_kind_and_superior(api: httpx.AsyncClient) -> None:
    assert await pages(api, region_code="220104") == ["220104-amr"]
    assert await pages(api, kind="postal") == ["220100-post"]
    assert len(await pages(api, parent="530600-amr", limit=5)) == 11
    assert await pages(api, region_code="110000") == []


@on_sqlite
@pytest.mark.parametrize(
    "asked", [{"kind": "x"}, {"limit": 0}, {"region_code": "1"}, {"cursor": "'"}, {"no": 1}]
)
async def test_bad_filter_is_refused(api: httpx.AsyncClient, asked: dict[str, Any]) -> None:
    answer = await api.get(AGENCIES, params=asked)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_query")


@on_sqlite
async def test_one_agency_is_read_by_its_code(api: httpx.AsyncClient) -> None:
    agency = (await api.get(f"{AGENCIES}/220104-amr")).json()
    assert agency["name"] == "长春市朝阳区市场监督管理局"
    assert agency["region"] == "吉林省长春市朝阳区"
    assert agency["source"].startswith("示例数据")
    missing = await api.get(f"{AGENCIES}/none")
    assert (missing.status_code, missing.json()["code"]) == (404, "agency_not_found")


async def test_administrator_imports_and_changes_agencies(
    admin: httpx.AsyncClient, database: Database
) -> None:
    content = csv_of(row("110000"), row("110105", parent_code="110000-amr", matters="food"))
    answer = await admin.post(f"{AGENCIES}/import", content=content, headers=CSV)
    assert (answer.status_code, answer.json()) == (200, {"added": 2, "changed": 0, "unchanged": 0})
    again = await admin.post(f"{AGENCIES}/import", content=content, headers=CSV)
    assert again.json() == {"added": 0, "changed": 0, "unchanged": 2}
    assert (await admin.get(f"{AGENCIES}/110105-amr")).json()["matters"] == ["food"]
    (entry,) = await audited(database)  # neither the samples at the start nor what changed nothing
    assert (entry.action, entry.actor) == (AuditAction.AGENCY_IMPORT, "client:chief")
    sha256 = hashlib.sha256(content).hexdigest()
    assert entry.detail == {"added": 2, "changed": 0, "unchanged": 0, "sha256": sha256}


async def test_bad_lines_come_back_as_a_problem_and_nothing_is_imported(admin: httpx.AsyncClient) -> None:
    content = csv_of(row("110000"), row("110105", parent_code="nobody"), row("110106", kind="x"))
    answer = await admin.post(f"{AGENCIES}/import", content=content, headers=CSV)
    assert (answer.status_code, answer.json()["code"]) == (422, "agencies_not_imported")
    assert [(error["pointer"], error["code"]) for error in answer.json()["errors"]] == [
        ("/3/parent_code", "parent_unknown"),
        ("/4/kind", "not_a_choice"),
    ]
    assert (await admin.get(f"{AGENCIES}/110000-amr")).status_code == 404


@on_sqlite
async def test_only_an_administrator_imports(api: httpx.AsyncClient) -> None:
    answer = await api.post(f"{AGENCIES}/import", content=csv_of(row()), headers=CSV)
    assert answer.status_code == 403


@on_sqlite
@pytest.mark.parametrize(
    ("content", "media_type", "status", "code"),
    [
        (b"{}", "application/json", 415, "not_csv"),
        (b"x" * (2**20 + 1), "text/csv", 413, "too_large"),
        (b"", "text/csv", 422, "agencies_not_imported"),
        (b"\xff\xfe\x00\x01", "text/csv", 422, "agencies_not_imported"),
        (b'"', "text/csv", 422, "agencies_not_imported"),
    ],
)
async def test_what_is_no_file_is_refused(
    admin: httpx.AsyncClient, content: bytes, media_type: str, status: int, code: str
) -> None:
    answer = await admin.post(f"{AGENCIES}/import", content=content, headers={"Content-Type": media_type})
    assert (answer.status_code, answer.json()["code"]) == (status, code)


@pytest.fixture
async def validate(admin: httpx.AsyncClient) -> Callable[[httpx.Response, str, str], None]:
    """Holds an answer against the document."""
    document = (await admin.get("/openapi.json")).json()

    def check(answer: httpx.Response, method: str, path: str) -> None:
        published = document["paths"][path][method]["responses"][str(answer.status_code)]
        schema = published["content"][answer.headers["content-type"]]["schema"]
        whole = schema | {"components": document["components"]}
        jsonschema.Draft202012Validator(whole).validate(answer.json())

    return check


@on_sqlite
async def test_answers_match_the_document(
    admin: httpx.AsyncClient, validate: Callable[[httpx.Response, str, str], None]
) -> None:
    validate(await admin.get(AGENCIES), "get", AGENCIES)
    validate(await admin.get(AGENCIES, params={"limit": 0}), "get", AGENCIES)
    validate(await admin.get(f"{AGENCIES}/220100-amr"), "get", AGENCIES + "/{code}")
    validate(await admin.get(f"{AGENCIES}/none"), "get", AGENCIES + "/{code}")
    for content in (csv_of(row()), b"x"):
        answer = await admin.post(f"{AGENCIES}/import", content=content, headers=CSV)
        validate(answer, "post", f"{AGENCIES}/import")


@on_sqlite
async def test_file_to_import_is_documented_with_an_example(admin: httpx.AsyncClient) -> None:
    document = (await admin.get("/openapi.json")).json()
    body = document["paths"][f"{AGENCIES}/import"]["post"]["requestBody"]
    example = body["content"]["text/csv"]["example"]
    parents = csv_of(row("220100", parent_code=""), row("220104", parent_code="220100-amr"))
    assert example.splitlines()[0] == parents.decode().splitlines()[0]
    answer = await admin.post(f"{AGENCIES}/import", content=example.encode(), headers=CSV)
    assert answer.status_code == 200


def test_examples_match_their_models() -> None:
    for operation in (openapi.LIST_AGENCIES, openapi.GET_AGENCY, openapi.IMPORT_AGENCIES):
        for answer in operation.answers.values():
            assert answer.model is not None
            answer.model.model_validate(answer.example)
