"""A client of an agency sees the cases of that agency and of those below it, and nothing of any other."""

import dataclasses

import httpx
import pytest
from sanic import Sanic

from desk.clients import ApiClient, Scope, TokenRegistry
from desk.clients.registry import FirstOf
from tests.desk.attachments.test_case_files import picture
from tests.desk.cases.handling import SUPERVISOR, act, filed

TOWN, PROVINCE, ELSEWHERE = "town-token", "province-token", "elsewhere-token"
WRITES_ELSEWHERE = "writes-elsewhere-token"  # files cases, as a counter of that district does


async def agency_id(api: httpx.AsyncClient, code: str) -> str:
    response = await api.get(f"/api/v1/agencies/{code}", headers=SUPERVISOR)
    assert response.status_code == 200, response.text
    found: str = response.json()["id"]
    return found


@pytest.fixture
async def agencies(api: httpx.AsyncClient, app: Sanic) -> dict[str, str]:
    """Three officers: of the district that gets the case, of its province, of a district elsewhere."""
    codes = {TOWN: "220102-amr", PROVINCE: "220000-amr", ELSEWHERE: "530602-amr"}
    ids = {token: await agency_id(api, code) for token, code in codes.items()}
    scopes = frozenset({Scope.CASES_READ, Scope.CASES_HANDLE, Scope.CASES_PERSONAL})
    clients = {token: ApiClient(f"of-{token}", scopes, agency_id=ids[token]) for token in codes}
    clients[WRITES_ELSEWHERE] = ApiClient(
        "counter", frozenset({Scope.CASES_READ, Scope.CASES_WRITE}), agency_id=ids[ELSEWHERE]
    )
    desk = app.ctx.desk
    app.ctx.desk = dataclasses.replace(desk, clients=FirstOf(TokenRegistry(clients), desk.clients))
    return ids


def of(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def test_agency_sees_its_cases_and_those_below(
    api: httpx.AsyncClient, agencies: dict[str, str]
) -> None:
    no = await filed(api)
    case = (await api.get(f"/api/v1/cases/{no}")).json()
    assert case["agency_id"] == agencies[TOWN]
    for token, status in ((TOWN, 200), (PROVINCE, 200), (ELSEWHERE, 404)):
        for path in ("", "/timeline", "/clocks"):
            answer = await api.get(f"/api/v1/cases/{no}{path}", headers=of(token))
            assert answer.status_code == status, (token, path)
        listed = (await api.get("/api/v1/cases", headers=of(token))).json()["cases"]
        assert [one["case_no"] for one in listed] == [no] * (status == 200)
        due = (await api.get("/api/v1/clocks?window=running", headers=of(token))).json()["clocks"]
        assert len(due) == (status == 200)
        asked = {"reason": "核对投诉人电话", "purpose": "handling"}
        shown = await api.post(f"/api/v1/cases/{no}/disclosures", json=asked, headers=of(token))
        assert shown.status_code in ((200,) if status == 200 else (404,)), shown.text


async def test_agency_cannot_act_on_what_lies_elsewhere(
    api: httpx.AsyncClient, agencies: dict[str, str]
) -> None:
    no = await filed(api)
    headers = of(ELSEWHERE) | {"If-Match": "*"}
    refused = await api.post(f"/api/v1/cases/{no}/transitions", json={"event": "accept"}, headers=headers)
    assert (refused.status_code, refused.json()["code"]) == (404, "case_not_found")
    assert (await act(api, no, "accept")).status_code == 200


async def test_files_of_a_case_elsewhere_are_out_of_reach(
    api: httpx.AsyncClient, agencies: dict[str, str]
) -> None:
    path = f"/api/v1/cases/{await filed(api)}/attachments"
    sent = {"file": ("小票.png", picture(), "image/png")}
    where = (await api.post(path, files=sent)).headers["location"]
    for token, status in ((TOWN, 200), (PROVINCE, 200), (ELSEWHERE, 404)):
        for asked in (path, where):
            assert (await api.get(asked, headers=of(token))).status_code == status, (token, asked)
    refused = await api.post(path, files=sent, headers=of(WRITES_ELSEWHERE))
    assert (refused.status_code, refused.json()["code"]) == (404, "case_not_found")


async def test_asking_for_another_agency_shows_nothing_of_it(
    api: httpx.AsyncClient, agencies: dict[str, str]
) -> None:
    await filed(api)
    for path in ("cases", "clocks"):
        answer = await api.get(f"/api/v1/{path}?agency_id={agencies[TOWN]}", headers=of(ELSEWHERE))
        assert answer.json()[path] == []
