"""What the consumer adds, withdraws, rates: only in a conversation that filed the case."""

import httpx

from tests.desk.builders import filing, new_key, on_sqlite
from tests.desk.cases.handling import OFFICER, act, filed, lines, update, walk


async def rate(api: httpx.AsyncClient, no: str, rating: int, **told: object) -> httpx.Response:
    body = {"rating": rating, "conversation_id": "c-1", **told}
    return await api.post(
        f"/api/v1/cases/{no}/satisfaction", json=body, headers={"Idempotency-Key": new_key()}
    )


async def test_supplement_stands_in_the_timeline_once(api: httpx.AsyncClient) -> None:
    no, key = await filed(api), new_key()
    first = await update(api, no, key=key, text="补一句：发票在，电话13912345678。")
    again = await update(api, no, key=key, text="补一句：发票在，电话13912345678。")
    assert (first.status_code, again.content) == (200, first.content)
    told = [line for line in await lines(api, no) if line["what"] == "supplemented"]
    assert [line["reason"] for line in told] == ["补一句：发票在，电话139****5678。"]
    assert told[0]["actor"] == "consumer:assistant"


async def test_supplement_that_was_waited_for_goes_back_to_examination(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    asked = await act(api, no, "ask_for_info", reason="购物小票。", due_on="2026-12-04")
    assert asked.json()["state"] == "needs_info"
    assert (await update(api, no, text="小票丢了，有付款记录。")).json()["state"] == "submitted"
    told = [(line["what"], line["event"]) for line in await lines(api, no)][-2:]
    assert told == [("supplemented", None), ("moved", "supplement")]


async def test_other_conversations_learn_nothing_of_a_case(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    for conversation in ("c-2", None):
        for kind in ("supplement", "withdraw"):
            response = await update(api, no, kind, text="x", conversation_id=conversation)
            assert (response.status_code, response.json()["code"]) == (404, "case_not_found")
    assert (await rate(api, no, 5, conversation_id="c-2")).status_code == 404
    assert len(await lines(api, no)) == 1


async def test_conversation_of_a_merged_filing_may_add_to_the_first_case(api: httpx.AsyncClient) -> None:
    first = await filed(api, purchase__order_no="A1")
    again = await api.post(
        "/api/v1/cases",
        json=_filing_again(conversation_id="c-2"),
        headers={"Idempotency-Key": new_key()},
    )
    assert (again.json()["case_no"], again.json()["received_again"]) == (first, True)
    response = await update(api, first, text="再补一句", conversation_id="c-2")
    assert response.json()["case_no"] == first


def _filing_again(**changes: object) -> dict[str, object]:

    return filing(purchase__order_no="A1", **changes)


async def test_withdrawn_once_and_again_is_one_withdrawal(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    assert (await update(api, no, "withdraw", text="商家退钱了")).json()["state_label"] == "已撤回"
    assert (await update(api, no, "withdraw")).status_code == 200
    assert len([line for line in await lines(api, no) if line["event"] == "withdraw"]) == 1
    refused = await update(api, no, text="再补一句")
    assert (refused.status_code, refused.json()["code"]) == (409, "update_not_allowed")


@on_sqlite
async def test_decided_case_cannot_be_withdrawn(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    await act(api, no, "reject", grounds=["16-1"])
    refused = await update(api, no, "withdraw")
    assert (refused.status_code, refused.json()["code"]) == (409, "update_not_allowed")


@on_sqlite
async def test_empty_supplement_and_unknown_file_are_refused(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    assert (await update(api, no)).json()["code"] == "nothing_to_add"
    assert (await update(api, no, attachments=[new_key()])).json()["code"] == "unknown_attachment"


async def test_rating_waits_for_the_end_and_the_last_one_counts(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    early = await rate(api, no, 5)
    assert (early.status_code, early.json()["code"]) == (409, "not_rateable")
    await walk(api, no, "accept", "settle")
    assert (await rate(api, no, 2, comment="太慢")).json()["satisfaction"] == 2
    assert (await rate(api, no, 4)).json()["satisfaction"] == 4
    assert (await rate(api, no, 6)).status_code == 422
    ratings = [line["detail"] for line in await lines(api, no) if line["what"] == "rated"]
    assert ratings == [{"rating": 2}, {"rating": 4}]


@on_sqlite
async def test_officer_may_record_for_the_consumer_who_calls(api: httpx.AsyncClient) -> None:
    no = await filed(api)
    body = {"kind": "supplement", "channel": "hotline", "text": "来电补充"}
    headers = {**OFFICER, "Idempotency-Key": new_key()}
    response = await api.post(f"/api/v1/cases/{no}/updates", json=body, headers=headers)
    assert response.status_code == 200, response.text
