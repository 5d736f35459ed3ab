"""One dispute, one number: recognised before filing, merged when filed again, by whatever channel."""

import asyncio

import httpx
import pytest

from desk.cases.disputes import Dispute, respondent_key
from tests.desk.builders import FakeClock, file_case, new_key, on_sqlite
from tests.desk.cases.handling import act, filed, lines, update


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("好运电器（长春）有限公司", "好运 电器 长春"),
        ("ＡＢＣ旗舰店", "abc"),
        ("晨光健身服务有限责任公司", "晨光健身服务股份有限公司"),
    ],
)
def test_one_business_by_two_writings(one: str, other: str) -> None:
    assert respondent_key(one) == respondent_key(other)


@pytest.mark.parametrize(("one", "other"), [("好运电器", "好运家电"), ("有限公司", "集团")])
def test_two_businesses(one: str, other: str) -> None:
    assert respondent_key(one) != respondent_key(other)


def test_too_little_is_never_certain() -> None:
    known = {"kind": "complaint", "phone": "+8613912345678", "respondent": "好运电器"}
    assert Dispute(**known).certain is None
    assert Dispute(**known, product="锅", amount_fen=1, purchased_on="2026-10").certain is None
    assert Dispute(**known | {"phone": None}, order_no="A1").certain is None
    assert Dispute(**known, order_no=" - ").certain is None


async def test_same_dispute_by_another_channel_is_one_number(api: httpx.AsyncClient) -> None:
    first = await filed(api, purchase__order_no="A1")
    again = await file_case(
        api, purchase__order_no="a-1", channel="hotline", conversation_id="call-7", problem="电话里再说一遍"
    )
    case = again.json()
    assert (again.status_code, case["case_no"], case["received_again"]) == (201, first, True)
    received = (await lines(api, first))[-1]
    assert (received["what"], received["reason"]) == ("received_again", "电话里再说一遍")
    assert received["detail"]["channel"] == "hotline"
    mine = (await api.get("/api/v1/cases?conversation_id=call-7")).json()["cases"]
    assert [(one["state"], one["duplicate_of"]) for one in mine] == [("merged", first)]


async def test_other_person_other_kind_or_ended_case_is_another_dispute(api: httpx.AsyncClient) -> None:
    first = await filed(api, purchase__order_no="A1")
    other = await filed(api, purchase__order_no="A1", complainant__phone="+8613800001111")
    report = await filed(api, purchase__order_no="A1", kind="report")
    await update(api, first, "withdraw")
    later = await filed(api, purchase__order_no="A1")
    assert len({first, other, report, later}) == 4


async def test_racing_channels_make_one_number(api: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(
        *(file_case(api, new_key(), purchase__order_no="R1", conversation_id=f"c-{n}") for n in range(8))
    )
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["case_no"] for answer in answers}) == 1
    assert sorted(answer.json()["received_again"] for answer in answers) == [False] + [True] * 7


async def test_story_that_is_both_is_recognised_in_both_parts(api: httpx.AsyncClient) -> None:
    first = (await file_case(api, purchase__order_no="B1", kind="both")).json()
    again = (await file_case(api, purchase__order_no="B1", kind="both")).json()
    assert (again["case_no"], again["linked_case_nos"]) == (first["case_no"], first["linked_case_nos"])


async def test_check_before_filing_tells_certain_from_possible(api: httpx.AsyncClient) -> None:
    sure = await filed(api, purchase__order_no="A1")
    maybe = await filed(api, purchase__order_no="A2", purchase__product="电磁炉")
    await filed(api, purchase__order_no="A3", respondent__name="别家电器")
    asked = {
        "phone": "+8613912345678",
        "respondent": "好运 电器行",
        "order_no": "A1",
        "product": "电磁炉",
    }
    found = (await api.post("/api/v1/cases:check-duplicates", json=asked)).json()
    assert found["certain"]["case_no"] == sure
    assert [(one["case_no"], one["same"]) for one in found["possible"]] == [(maybe, ["product"])]
    nobody = (
        await api.post("/api/v1/cases:check-duplicates", json=asked | {"phone": "+8613800001111"})
    ).json()
    assert nobody == {"certain": None, "possible": []}


@on_sqlite
async def test_reported_again_begins_the_period_anew(api: httpx.AsyncClient, clock: FakeClock) -> None:
    """第三十五条: the period counts from the last report of the same facts."""
    first = await filed(api, purchase__order_no="A1", kind="report")
    before = (await api.get(f"/api/v1/cases/{first}")).json()["decide_by"]
    clock.advance(days=7)
    again = (await file_case(api, purchase__order_no="A1", kind="report")).json()
    assert again["case_no"] == first
    assert again["decide_by"] > before


@on_sqlite
async def test_reopened_case_is_recognised_again_only_by_officers(api: httpx.AsyncClient) -> None:
    first = await filed(api, purchase__order_no="A1")
    await act(api, first, "reject", grounds=["16-1"])
    second = await filed(api, purchase__order_no="A1")
    assert second != first
