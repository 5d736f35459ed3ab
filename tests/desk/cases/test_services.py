"""The catalogue of what can be complained about."""

from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError

from desk.cases.schemas import CaseIn
from desk.cases.services import CatalogueError, load_services, pointers
from tests.desk.builders import on_sqlite

GOOD = """
labels: {/problem: 发生了什么, /respondent/name: 商家名称}
needs: [/problem]
welcomes: []
services:
  - {code: food, name: 食品, description: 食品, authority: 部门, needs: [/respondent/name]}
"""


def test_catalogue_covers_the_common_matters() -> None:
    services = load_services()
    assert len(services) >= 20
    assert {"online_shopping", "prepaid_card", "food", "parcel", "tourism", "training", "telecom"} <= set(
        services
    )
    for service in services.values():
        assert len({field.pointer for field in service.fields}) == len(service.fields)


def test_pointers_reach_into_nested_members() -> None:
    assert {"/problem", "/complainant/phone", "/purchase/amount_fen"} <= pointers(CaseIn)


@pytest.mark.parametrize(
    ("broken", "error"),
    [
        (GOOD.replace("needs: [/problem]", "needs: [/story]"), CatalogueError),
        (GOOD.replace("/problem: 发生了什么, ", ""), CatalogueError),
        (GOOD + "  - {code: food, name: 食品, description: 食品, authority: 部门}", CatalogueError),
        (GOOD.replace("code: food", "code: Food!"), ValidationError),
        (GOOD.replace("welcomes: []", "welcome: []"), ValidationError),
    ],
)
def test_broken_catalogue_stops_the_start(tmp_path: Path, broken: str, error: type[Exception]) -> None:
    path = tmp_path / "services.yml"
    path.write_text(GOOD, encoding="utf-8")
    assert list(load_services(path)) == ["food"]
    path.write_text(broken, encoding="utf-8")
    with pytest.raises(error):
        load_services(path)


@on_sqlite
async def test_services_are_listed_and_read_by_code(api: httpx.AsyncClient) -> None:
    items = (await api.get("/api/v1/services")).json()["services"]
    one = await api.get(f"/api/v1/services/{items[0]['code']}")
    assert one.json() == items[0]
    missing = await api.get("/api/v1/services/perpetual_motion")
    assert (missing.status_code, missing.json()["code"]) == (404, "service_not_found")
