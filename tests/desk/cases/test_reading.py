"""GET /api/v1/cases: pages, filters, one case, its ETag."""

import httpx
import pytest

from tests.desk.builders import NOBODY, file_case, on_sqlite

STAFF = {"Authorization": "Bearer staff-token"}


async def file_many(api: httpx.AsyncClient, count: int, **changes: object) -> list[str]:
    return [(await file_case(api, **changes)).json()["case_no"] for _ in range(count)]


async def test_pages_follow_the_link_to_the_end_newest_first(api: httpx.AsyncClient) -> None:
    filed = await file_many(api, 5)
    seen: list[str] = []
    url: str | None = "/api/v1/cases?limit=2"
    pages = 0
    while url:
        response = await api.get(url)
        seen += [case["case_no"] for case in response.json()["cases"]]
        url = response.links["next"]["url"] if "next" in response.links else None
        assert (response.json()["next_cursor"] is None) is (url is None)
        pages += 1
    assert seen == filed[::-1]
    assert pages == 3


@on_sqlite
async def test_page_link_keeps_the_filters(api: httpx.AsyncClient) -> None:
    await file_many(api, 2, conversation_id="c-9")
    response = await api.get("/api/v1/cases?limit=1&conversation_id=c-9&state=submitted")
    url = response.links["next"]["url"]
    assert "conversation_id=c-9" in url
    assert "state=submitted" in url


async def test_cases_of_one_conversation(api: httpx.AsyncClient) -> None:
    mine = await file_many(api, 1, conversation_id="c-mine")
    await file_many(api, 1, conversation_id="c-other")
    items = (await api.get("/api/v1/cases?conversation_id=c-mine")).json()["cases"]
    assert [case["case_no"] for case in items] == mine


async def test_cases_in_a_state(api: httpx.AsyncClient) -> None:
    filed = await file_many(api, 1)
    assert (await api.get("/api/v1/cases?state=accepted")).json() == {"cases": [], "next_cursor": None}
    items = (await api.get("/api/v1/cases?state=submitted")).json()["cases"]
    assert [case["case_no"] for case in items] == filed


@on_sqlite
@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=101", "limit=x", "cursor=%27", "state=done", "conversation_id=a%20b", "offset=3"],
)
async def test_unknown_query_is_refused(api: httpx.AsyncClient, query: str) -> None:
    response = await api.get(f"/api/v1/cases?{query}")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_query")
    assert response.json()["errors"][0]["pointer"] == f"/{query.partition('=')[0]}"


@on_sqlite
async def test_people_are_masked_for_everybody(api: httpx.AsyncClient) -> None:
    url = (await file_case(api)).headers["location"]
    for headers in (STAFF, {}):
        for path in ("/api/v1/cases", url):
            response = await api.get(path, headers=headers)
            assert "139****5678" in response.text
            assert "13912345678" not in response.text


async def test_one_case_by_id_and_by_number_as_people_write_it(api: httpx.AsyncClient) -> None:
    case = (await file_case(api)).json()
    no = case["case_no"]
    for reference in (case["id"], case["id"].upper(), no, no.lower(), f"{no[:5]} {no[5:]}", no[2:]):
        response = await api.get(f"/api/v1/cases/{reference}")
        assert response.json() == case, reference


async def test_known_version_is_not_sent_again(api: httpx.AsyncClient) -> None:
    filed = await file_case(api)
    url, etag = filed.headers["location"], filed.headers["etag"]
    same = await api.get(url, headers={"If-None-Match": etag})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", etag)
    assert (await api.get(url, headers={"If-None-Match": f'"0", W/{etag}'})).status_code == 304
    assert (await api.get(url, headers={"If-None-Match": '"0"'})).status_code == 200


@pytest.mark.parametrize(
    "reference", [NOBODY, "XBAAAAAAAA", "nonsense", "'%20OR%201=1--", "%F0%9F%98%80", "x" * 300]
)
async def test_unknown_case_is_one_uniform_404(api: httpx.AsyncClient, reference: str) -> None:
    response = await api.get(f"/api/v1/cases/{reference}")
    assert (response.status_code, response.json()["code"]) == (404, "case_not_found")
