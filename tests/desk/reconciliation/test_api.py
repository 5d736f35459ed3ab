"""The routes as published: examples, pages, and what is refused."""

from typing import Any

import httpx
import pytest

from desk.enterprises import openapi as enterprise_routes
from desk.reconciliation import openapi as routes
from desk.web.operations import Operation
from tests.desk.builders import file_case, on_sqlite
from tests.desk.reconciliation.parties import Consumer, Shop, message_id

OPERATIONS = [
    operation
    for module in (routes, enterprise_routes)
    for operation in vars(module).values()
    if isinstance(operation, Operation)
]


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.operation_id)
def test_examples_match_their_models(operation: Operation) -> None:
    if operation.body is not None:
        operation.body.model_validate(operation.body_example)
    for answer in operation.answers.values():
        if answer.model is not None:
            answer.model.model_validate(answer.example)


async def test_pages_follow_the_link_to_the_end_newest_first(api: httpx.AsyncClient, shop: Shop) -> None:
    for _ in range(3):
        await file_case(api, consent__reconciliation=True)
    every = [offer["id"] for offer in await shop.offers()]
    assert every == sorted(every, reverse=True)
    first = await shop.get(limit=2, state="offered")
    second = await api.get(first.links["next"]["url"], headers=shop.headers)
    seen = [one["id"] for page in (first, second) for one in page.json()["reconciliations"]]
    assert seen == every
    assert second.json()["next_cursor"] is None
    assert "state=offered" in first.links["next"]["url"]
    assert await shop.offers(state="settled") == []


@on_sqlite
@pytest.mark.parametrize("query", [{"limit": 0}, {"state": "open"}, {"cursor": "x"}, {"offset": 3}])
async def test_unknown_query_is_refused(shop: Shop, query: dict[str, Any]) -> None:
    response = await shop.get(**query)
    assert (response.status_code, response.json()["code"]) == (400, "invalid_query")


@on_sqlite
@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("messages", {}),
        ("messages", {"message_id": "7", "text": "您好"}),
        ("messages", {"message_id": message_id(), "text": " "}),
        ("messages", {"message_id": message_id(), "text": "好" * 1001}),
        ("messages", {"message_id": message_id(), "text": "您好", "refund_fen": 1}),
        ("proposals", {"message_id": message_id(), "terms": "退", "refund_fen": -1}),
        ("proposals", {"message_id": message_id(), "terms": "退", "refund_fen": 1.5}),
        ("proposals", {"message_id": message_id(), "terms": "退", "refund_fen": True}),
        ("proposals", {"message_id": message_id(), "terms": "退"}),
        ("refusal", {"message_id": message_id()}),
    ],
)
async def test_malformed_words_are_refused(
    shop: Shop, consumer: Consumer, path: str, body: dict[str, Any]
) -> None:
    response = await shop.post(f"/{await shop.offered()}/{path}", body)
    assert (response.status_code, response.json()["code"]) == (422, "invalid_body")
    assert (await consumer.talk())["messages"] == []


@on_sqlite
async def test_body_must_be_json(api: httpx.AsyncClient, consumer: Consumer) -> None:
    response = await api.post(f"{consumer.path}/reconciliation/end", content="x")
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")
