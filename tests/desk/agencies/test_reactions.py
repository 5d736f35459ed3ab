"""A filed case finds its agency, a returned one goes back; on the running service and both databases."""

import datetime as dt
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from desk.agencies import service
from desk.agencies.errors import AgencyUnknown, TransferNotAllowed
from desk.agencies.register import present_tree
from desk.agencies.rows import HOME_COLUMNS
from desk.cases import reading
from desk.cases.changes import Actor, ChangeKind
from desk.cases.changing import CaseDesk
from desk.cases.model import Case, CaseChange
from desk.cases.states import CaseEvent, Role
from desk.cases.timeline import timeline
from desk.cases.transitions import Transition, change_state
from desk.store.database import Database
from tests.desk.agencies.growing import bring_in, csv_of, row
from tests.desk.builders import NOW, file_case, on_sqlite
from tests.desk.cases.handling import act

OFFICER = Actor(Role.OFFICER, "zhang")
HANGZHOU = csv_of(row("330106"))
HOME = csv_of(
    {"platform": "某某商城", "operator": "某某公司", "region_code": "330106", "source": "试验"},
    columns=HOME_COLUMNS,
)
# A shop on a platform, without the shop's own address.
ONLINE = {"respondent__platform": "某某商城", "respondent__shop": "好运店", "respondent__address": None}


async def filed(api: httpx.AsyncClient, **changes: Any) -> dict[str, Any]:
    answer = await file_case(api, **changes)
    assert answer.status_code == 201, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def lines(database: Database, case_id: str) -> list[CaseChange]:
    async with database.read() as session:
        return list(await timeline(session, case_id))


async def routing(database: Database, case: dict[str, Any]) -> dict[str, Any]:
    """The facts of the routing line."""
    (line,) = [line for line in await lines(database, case["id"]) if line.what is ChangeKind.ROUTED]
    assert line.actor == "system:desk"
    return line.detail or {}


async def agency_code(database: Database, agency_id: str | None) -> str | None:
    async with database.read() as session:
        node = (await present_tree(session)).by_id.get(agency_id or "")
    return None if node is None else node.code


async def test_complaint_is_routed_by_the_shops_address(api: httpx.AsyncClient, database: Database) -> None:
    case = await filed(api)
    assert (case["region_code"], case["category"]) == ("220102", "store_purchase")
    assert await agency_code(database, case["agency_id"]) == "220102-amr"
    facts = await routing(database, case)
    assert (facts["agency_code"], facts["reason"], facts["article"]) == (
        "220102-amr",
        "business_place",
        "第十三条",
    )
    assert facts["agency_id"] == case["agency_id"]
    assert "also" not in facts


async def test_filing_is_told_before_its_routing(api: httpx.AsyncClient, database: Database) -> None:
    case = await filed(api)
    assert [line.what for line in await lines(database, case["id"])] == [ChangeKind.FILED, ChangeKind.ROUTED]
    again = await api.get(f"/api/v1/cases/{case['id']}")
    assert again.json() == case


@on_sqlite
@pytest.mark.parametrize(
    ("told", "region", "agency"),
    [
        (
            {"respondent__address": "朝阳区工农大路1号"},
            "220104",
            "220104-amr",
        ),  # the district of the region told
        ({"respondent__address": "大经路9号"}, "220100", "220100-amr"),
        ({"respondent__address": None}, "220100", "220100-amr"),
        ({"respondent__address": "沈阳市和平区南京街1号"}, "210102", "210102-amr"),  # the shop, not the buyer
        ({"respondent__address": None, "region": "昭通镇雄"}, "530627", "530627-amr"),
        ({"respondent__address": None, "region": None, "region_code": "341702"}, "341702", "341702-amr"),
        ({"respondent__address": None, "region": "青海海东"}, "630200", "630200-amr"),
        ({"respondent__address": None, "region": "成都"}, "510100", "100000-amr"),
    ],
)
async def test_place_comes_from_the_address_then_the_region(
    api: httpx.AsyncClient, database: Database, told: dict[str, Any], region: str, agency: str
) -> None:
    case = await filed(api, **told)
    assert case["region_code"] == region
    assert await agency_code(database, case["agency_id"]) == agency
    assert (await routing(database, case))["distributes"] is region.endswith("00")


async def test_unknown_place_is_asked_for_and_the_case_stays(
    api: httpx.AsyncClient, database: Database
) -> None:
    case = await filed(api, respondent__address="朝阳区", region=None)
    assert (case["region_code"], case["agency_id"]) == (None, None)
    assert await routing(database, case) == {"missing": "business_place"}


async def test_report_is_routed_by_where_it_happened(api: httpx.AsyncClient, database: Database) -> None:
    case = await filed(api, kind="report", happened_where="长春市绿园区普阳街3号仓库")
    assert case["region_code"] == "220106"
    facts = await routing(database, case)
    assert (facts["agency_code"], facts["reason"]) == ("220106-amr", "breach_place")


async def test_both_cases_of_a_story_are_routed(api: httpx.AsyncClient, database: Database) -> None:
    complaint = await filed(api, kind="both")
    (report_no,) = complaint["linked_case_nos"]
    report = (await api.get(f"/api/v1/cases/{report_no}")).json()
    reasons = [(await routing(database, case))["reason"] for case in (complaint, report)]
    assert reasons == ["business_place", "breach_place"]


async def test_parcel_goes_to_the_postal_agency(api: httpx.AsyncClient, database: Database) -> None:
    case = await filed(api, topic="parcel_lost_or_damaged")
    assert case["category"] == "parcel"
    facts = await routing(database, case)
    assert (facts["agency_code"], facts["reason"]) == ("220100-post", "other_authority")


@on_sqlite
async def test_matter_of_an_authority_outside_the_tree_stays(
    api: httpx.AsyncClient, database: Database
) -> None:
    case = await filed(api, topic="redirect_housing_sale")
    assert (case["category"], case["agency_id"]) == ("other", None)
    assert await routing(database, case) == {"missing": "other_authority"}


@on_sqlite
async def test_category_that_was_told_stays(api: httpx.AsyncClient) -> None:
    assert (await filed(api, category="jewellery"))["category"] == "jewellery"
    assert (await filed(api, topic="complaint_deadlines", purchase__order_no="2"))["category"] is None


@on_sqlite
async def test_goods_bought_over_a_platform_are_online_shopping(api: httpx.AsyncClient) -> None:
    assert (await filed(api, **ONLINE))["category"] == "online_shopping"


@on_sqlite
async def test_shop_without_address_on_an_unknown_platform_is_asked_for(
    api: httpx.AsyncClient, database: Database
) -> None:
    case = await filed(api, **ONLINE)
    assert case["region_code"] == "220100"  # where the matter is, for the figures
    assert await routing(database, case) == {"missing": "seller_place"}


async def test_shop_without_address_goes_to_the_platforms_home(
    api: httpx.AsyncClient, database: Database
) -> None:
    await bring_in(database, HANGZHOU)
    await bring_in(database, HOME)
    facts = await routing(database, await filed(api, **ONLINE))
    assert (facts["agency_code"], facts["reason"]) == ("330106-amr", "platform_home_only")


@on_sqlite
async def test_platform_complained_of_itself_goes_to_its_home(
    api: httpx.AsyncClient, database: Database
) -> None:
    await bring_in(database, HANGZHOU)
    await bring_in(database, HOME)
    told = {"respondent__name": "某某商城", "respondent__platform": "某某 商城", "respondent__address": None}
    facts = await routing(database, await filed(api, **told))
    assert (facts["agency_code"], facts["reason"]) == ("330106-amr", "operator_home")


async def test_agency_that_received_the_parties_before_keeps_them(
    api: httpx.AsyncClient, database: Database
) -> None:
    """第十四条: first the shop had published no address, later it had; both places are competent then."""
    await bring_in(database, HANGZHOU)
    await bring_in(database, HOME)
    with_address = ONLINE | {"respondent__address": "长春市南关区大经路9号"}
    fresh = await routing(database, await filed(api, **with_address, respondent__name="另一家店"))
    assert (fresh["agency_code"], fresh["also"]) == ("220102-amr", ["330106-amr"])
    await filed(api, **ONLINE, purchase__order_no="1")
    later = await routing(database, await filed(api, **with_address, purchase__order_no="2"))
    assert (later["agency_code"], later["reason"]) == ("330106-amr", "received_first")
    assert later["also"] == ["220102-amr"]


async def test_merged_filing_is_not_routed_again(api: httpx.AsyncClient, database: Database) -> None:
    first, again = await filed(api, purchase__order_no="1"), await filed(api, purchase__order_no="1")
    assert again["case_no"] == first["case_no"]
    async with database.read() as session:
        merged = (await session.scalars(select(Case).where(Case.duplicate_of == first["id"]))).one()
        assert merged.agency_id == first["agency_id"]
    assert ChangeKind.ROUTED not in [line.what for line in await lines(database, merged.id)]
    assert len([one for one in await lines(database, first["id"]) if one.what is ChangeKind.ROUTED]) == 1


@pytest.fixture
def case_desk(app: Sanic[Any, Any]) -> CaseDesk:
    """The desk's own, with its reactions."""
    found: CaseDesk = app.ctx.desk.cases
    return found


async def move(
    session: AsyncSession, desk: CaseDesk, case_id: str, event: CaseEvent, agency: str | None = None
) -> Case:
    case = await reading.find_case(session, case_id, lock=True)
    to = None if agency is None else await service.resolve_for_transfer(session, case, agency)
    wanted = Transition(
        event,
        OFFICER,
        reason="不归我们管",
        agency_id=to and to.id,
        due_on=dt.date(2026, 12, 31) if to else None,
    )
    await change_state(session, desk, case, wanted, now=NOW)
    return case


async def test_returned_case_goes_back_to_its_sender(
    api: httpx.AsyncClient, database: Database, case_desk: CaseDesk
) -> None:
    case = await filed(api, respondent__address=None)  # 长春: the prefecture distributes
    async with database.write() as session:
        sent = await move(session, case_desk, case["id"], CaseEvent.TRANSFER, "220104-amr")
        assert sent.agency_id != case["agency_id"]
        assert await service.sender_of(session, case["id"]) == case["agency_id"]
    async with database.write() as session:
        back = await move(session, case_desk, case["id"], CaseEvent.RETURN)
        assert back.agency_id == case["agency_id"]
        assert await service.sender_of(session, case["id"]) is None
    last = (await lines(database, case["id"]))[-1]
    assert (last.what, (last.detail or {})["reason"]) == (ChangeKind.ROUTED, "returned")
    async with database.write() as session:
        again = await move(session, case_desk, case["id"], CaseEvent.TRANSFER, "220102-amr")
        assert await service.agency_name(session, again.agency_id) == "长春市南关区市场监督管理局"
        assert await service.sender_of(session, case["id"]) == case["agency_id"]


@on_sqlite
async def test_case_sent_by_the_desk_itself_returns_to_nobody(
    api: httpx.AsyncClient, database: Database, case_desk: CaseDesk
) -> None:
    case = await filed(api, respondent__address=None, region=None)
    async with database.write() as session:
        await move(session, case_desk, case["id"], CaseEvent.TRANSFER, "220104-amr")
        assert await service.sender_of(session, case["id"]) is None
        back = await move(session, case_desk, case["id"], CaseEvent.RETURN)
        assert back.agency_id is None


@on_sqlite
@pytest.mark.parametrize(
    ("receiver", "error", "code"),
    [
        ("220104-amr", TransferNotAllowed, "not_below"),
        ("220102-amr", TransferNotAllowed, "already_there"),
        ("none", AgencyUnknown, "agency_unknown"),
        ("0192f3a0-5b1c-7d6e-8f70-1a2b3c4d5e6f", AgencyUnknown, "agency_unknown"),
    ],
)
async def test_transfer_to_the_wrong_place_is_refused(
    api: httpx.AsyncClient, database: Database, receiver: str, error: type[Exception], code: str
) -> None:
    case = await filed(api)
    async with database.read() as session:
        found = await reading.find_case(session, case["id"])
        with pytest.raises(error) as refusal:
            await service.resolve_for_transfer(session, found, receiver)
    assert isinstance(refusal.value, AgencyUnknown | TransferNotAllowed)
    assert refusal.value.status == 422
    assert [(one.pointer, one.code) for one in refusal.value.errors] == [("/agency", code)]


async def test_receiver_is_found_by_code_or_id(api: httpx.AsyncClient, database: Database) -> None:
    case = await filed(api, respondent__address=None)
    async with database.read() as session:
        found = await reading.find_case(session, case["id"])
        by_code = await service.resolve_for_transfer(session, found, "220104-amr")
        by_id = await service.resolve_for_transfer(session, found, by_code.id.upper())
        assert by_code is by_id


async def test_subtree_is_an_agency_and_all_below(database: Database, api: httpx.AsyncClient) -> None:
    async with database.read() as session:
        tree = await present_tree(session)
        changchun = await service.subtree_ids(session, tree.by_code["220100-amr"].id)
        assert {tree.by_id[one].code for one in changchun} == {
            node.code for node in tree.nodes if node.code.startswith("2201") and node.code.endswith("-amr")
        }
        assert await service.subtree_ids(session, "nobody") == frozenset()
        assert await service.agency_name(session, None) is None
        assert await service.agency_name(session, "nobody") is None


async def test_officer_sends_a_case_and_gets_it_back(api: httpx.AsyncClient, database: Database) -> None:
    case = await filed(api, respondent__address=None)
    sending = {"agency": "220104-amr", "due_on": "2026-12-31"}
    sent = await act(api, case["case_no"], "transfer", **sending)
    assert (sent.status_code, sent.json()["state"]) == (200, "transferred")
    assert await agency_code(database, sent.json()["agency_id"]) == "220104-amr"
    back = await act(api, case["case_no"], "return", reason="店在南关区")
    assert (back.status_code, back.json()["state"]) == (200, "submitted")
    assert back.json()["agency_id"] == case["agency_id"]
    assert back.headers["etag"] == (await api.get(f"/api/v1/cases/{case['id']}")).headers["etag"]


@on_sqlite
@pytest.mark.parametrize(
    ("receiver", "code"), [("220104-amr", "transfer_not_allowed"), ("none", "agency_unknown")]
)
async def test_officer_who_sends_it_to_the_wrong_place_is_told(
    api: httpx.AsyncClient, receiver: str, code: str
) -> None:
    case = await filed(api)
    sent = await act(api, case["case_no"], "transfer", agency=receiver, due_on="2026-12-31")
    assert (sent.status_code, sent.json()["code"]) == (422, code)
    assert [error["pointer"] for error in sent.json()["errors"]] == ["/agency"]
    assert (await api.get(f"/api/v1/cases/{case['id']}")).json() == case
