"""Administering endpoints over the API, and the whole desk telling of a change."""

import asyncio
import dataclasses
import threading
from types import ModuleType
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import select

from desk.audit.model import AuditEntry
from desk.clock import utc_now
from desk.context import WEBHOOK_WORKERS, Desk
from desk.conversations.model import Conversation
from desk.outbox import openapi as outbox
from desk.settings import Settings, SettingsError, read_settings
from desk.store.database import Database
from desk.web.operations import Operation
from desk.webhooks import openapi as webhooks
from desk.webhooks import sending
from tests.desk.builders import FakeClock, file_case, on_sqlite
from tests.desk.cases.handling import OFFICER, SUPERVISOR, act
from tests.desk.conftest import CASE_TOKEN
from tests.desk.webhooks.receiver import Receiver, Reply

HOOKS = "/api/v1/webhooks"
BODY: dict[str, Any] = {
    "url": "https://hooks.example.org/x",
    "events": ["case.moved"],
    "description": "数据中台",
}


@pytest.fixture
def clock() -> FakeClock:
    """The present: receivers refuse old timestamps."""
    return FakeClock(utc_now())


@pytest.fixture
def settings(settings: Settings) -> Settings:

    return dataclasses.replace(settings, webhooks_private=True)


@pytest.fixture
async def admin(api: httpx.AsyncClient) -> httpx.AsyncClient:
    api.headers.update(SUPERVISOR)
    return api


async def test_an_endpoint_comes_changes_and_goes_and_the_audit_log_says_so(
    admin: httpx.AsyncClient, database: Database
) -> None:
    made = await admin.post(HOOKS, json=BODY)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    where = made.headers["location"]
    shown = (await admin.get(where)).json()
    assert "secret" not in str(shown)
    assert (shown["url"], shown["active"], shown["created_by"]) == (BODY["url"], True, "chief")
    changed = await admin.patch(where, json={"active": False, "events": ["case.told", "case.told"]})
    assert (changed.json()["active"], changed.json()["events"]) == (False, ["case.told"])
    assert (await admin.get(HOOKS)).json()["endpoints"] == [changed.json()]
    assert (await admin.delete(where)).status_code == 204
    assert (await admin.get(where)).status_code == 404
    assert (await admin.get(HOOKS)).json() == {"endpoints": []}
    subject = f"webhook:{made.json()['id']}"
    async with database.read() as session:
        entries = await session.scalars(select(AuditEntry).order_by(AuditEntry.seq))
        written = [(entry.action.value, entry.actor, entry.subject) for entry in entries]
    assert written == [
        (action, "client:chief", subject) for action in ("webhook:add", "webhook:change", "webhook:remove")
    ]


async def test_a_new_secret_is_shown_once_and_the_old_one_has_its_time(admin: httpx.AsyncClient) -> None:
    made = await admin.post(HOOKS, json=BODY)
    turned = await admin.post(f"{made.headers['location']}/rotate-secret")
    assert turned.json()["secret"] != made.json()["secret"]
    assert turned.json()["previous_until"] is not None
    assert "secret" not in str((await admin.get(HOOKS)).json())


@on_sqlite
@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"url": "http://hooks.example.org/"}, "/url"),
        ({"url": ""}, "/url"),
        ({"url": "https://x/" + "y" * 2000}, "/url"),
        ({"events": []}, "/events"),
        ({"events": ["case.born"]}, "/events/0"),
        ({"description": "x" * 201}, "/description"),
        ({"secret": "whsec_x"}, "/secret"),
    ],
)
async def test_what_cannot_be_registered_is_refused_by_field(
    admin: httpx.AsyncClient, changes: dict[str, Any], pointer: str
) -> None:
    answer = await admin.post(HOOKS, json=BODY | changes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)
    made = await admin.post(HOOKS, json=BODY)
    answer = await admin.patch(made.headers["location"], json=changes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


@on_sqlite
async def test_there_are_at_most_fifty(admin: httpx.AsyncClient) -> None:
    for _ in range(50):
        assert (await admin.post(HOOKS, json=BODY)).status_code == 201
    answer = await admin.post(HOOKS, json=BODY)
    assert (answer.status_code, answer.json()["code"]) == (409, "too_many_webhooks")


@on_sqlite
@pytest.mark.parametrize("token", [OFFICER, {"Authorization": f"Bearer {CASE_TOKEN}"}])
async def test_only_administrators_may(api: httpx.AsyncClient, token: dict[str, str]) -> None:
    assert (await api.post(HOOKS, json=BODY, headers=token)).status_code == 403
    assert (await api.get(HOOKS, headers=token)).status_code == 403


@on_sqlite
@pytest.mark.parametrize("method", ["get", "patch", "delete"])
@pytest.mark.parametrize("endpoint_id", ["nothing", "0192f3a0-7c11-7a3e-9d42-5b6c7d8e9f00"])
async def test_an_endpoint_that_does_not_exist_is_not_found(
    admin: httpx.AsyncClient, method: str, endpoint_id: str
) -> None:
    body = {"json": {}} if method == "patch" else {}
    answer = await admin.request(method, f"{HOOKS}/{endpoint_id}", **body)
    assert (answer.status_code, answer.json()["code"]) == (404, "webhook_not_found")


async def eventually(check: Any) -> Any:
    async with asyncio.timeout(20):
        while not (found := await check()):
            await asyncio.sleep(0.05)
        return found


async def test_a_test_event_arrives_and_its_fate_can_be_seen(
    admin: httpx.AsyncClient, listening: Receiver
) -> None:
    made = await admin.post(HOOKS, json=BODY | {"url": listening.url})
    sent = await admin.post(f"{made.headers['location']}/test")
    assert sent.status_code == 202

    async def done() -> bool:
        return (await admin.get(sent.headers["location"])).json()["state"] == "done"

    await eventually(done)
    (got,) = listening.got
    told = got.verified(made.json()["secret"])
    assert (told["type"], got.headers["webhook-id"]) == ("webhook.test", sent.json()["message_id"])


@on_sqlite
async def test_an_endpoint_that_is_off_gets_no_test(admin: httpx.AsyncClient) -> None:
    made = await admin.post(HOOKS, json=BODY)
    await admin.patch(made.headers["location"], json={"active": False})
    answer = await admin.post(f"{made.headers['location']}/test")
    assert (answer.status_code, answer.json()["code"]) == (409, "webhook_inactive")


async def test_the_whole_desk_tells_the_consumer_and_the_endpoint_even_when_one_is_slow(
    admin: httpx.AsyncClient,
    served: str,
    listening: Receiver,
    database: Database,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> None:
    """Every webhook worker hangs at the slow endpoint; the notice is not behind them."""
    monkeypatch.setattr(sending, "TIMEOUT", 600.0)  # none of them gives up before the notice is there
    answering = threading.Event()
    request.addfinalizer(answering.set)
    listening.replies = [Reply(held=answering)] * WEBHOOK_WORKERS
    async with httpx.AsyncClient(base_url=served, trust_env=False) as page:
        session = (await page.post("/webchat/api/sessions")).json()
        page.headers["Authorization"] = f"Bearer {session['token']}"
        async with database.read() as looking:
            conversation_id = (await looking.execute(select(Conversation.id))).scalar_one()
        await admin.post(HOOKS, json=BODY | {"url": listening.url, "events": ["case.filed"]})
        token = {"Authorization": f"Bearer {CASE_TOKEN}"}
        for _ in range(WEBHOOK_WORKERS):
            await file_case(admin, conversation_id=conversation_id)

        async def all_hang() -> bool:
            return len(listening.got) == WEBHOOK_WORKERS

        await eventually(all_hang)
        filed = await admin.get("/api/v1/cases", headers=token)
        number = filed.json()["cases"][0]["case_no"]
        assert (await act(admin, number, "accept")).status_code == 200

        async def told() -> Any:
            lines = await admin.get(f"/api/v1/cases/{number}/timeline")
            return [line for line in lines.json()["lines"] if line["what"] == "told"]

        (line,) = await eventually(told)
        hanging = (await admin.get("/api/v1/outbox", params={"state": "pending"})).json()
        assert [item["attempts"] for item in hanging["items"]] == [1] * WEBHOOK_WORKERS
        assert (line["detail"]["outcome"], line["detail"]["channel"]) == ("delivered", "conversation")
        said = (await page.get("/webchat/api/messages")).json()["messages"]
        assert [(one["from"], one["case"]["case_no"]) for one in said] == [("system", number)]


@on_sqlite
async def test_answers_are_as_published(admin: httpx.AsyncClient) -> None:
    jsonschema = pytest.importorskip("jsonschema")
    document = (await admin.get("/openapi.json")).json()

    def check(response: httpx.Response, method: str, path: str) -> None:
        published = document["paths"][path][method]["responses"][str(response.status_code)]["content"]
        schema = published[response.headers["content-type"]]["schema"]
        jsonschema.Draft202012Validator({**schema, "components": document["components"]}).validate(
            response.json()
        )

    made = await admin.post(HOOKS, json=BODY)
    where = made.headers["location"]
    check(made, "post", HOOKS)
    check(await admin.get(HOOKS), "get", HOOKS)
    check(await admin.get(where), "get", HOOKS + "/{endpoint_id}")
    check(await admin.patch(where, json={"active": True}), "patch", HOOKS + "/{endpoint_id}")
    check(await admin.post(f"{where}/rotate-secret"), "post", HOOKS + "/{endpoint_id}/rotate-secret")
    sent = await admin.post(f"{where}/test")
    check(sent, "post", HOOKS + "/{endpoint_id}/test")
    check(await admin.get(sent.headers["location"]), "get", "/api/v1/outbox/{item_id}")
    check(await admin.get("/api/v1/outbox", params={"state": "pending"}), "get", "/api/v1/outbox")
    check(await admin.get("/api/v1/outbox", params={"state": "x"}), "get", "/api/v1/outbox")


@pytest.mark.parametrize("room", [webhooks, outbox])
def test_examples_match_their_models(room: ModuleType) -> None:
    operations = [one for one in vars(room).values() if isinstance(one, Operation)]
    assert operations
    for operation in operations:
        if operation.body is not None:
            operation.body.model_validate(operation.body_example)
        for answer in operation.answers.values():
            if answer.model is not None:
                answer.model.model_validate(answer.example)


@on_sqlite
async def test_private_addresses_need_the_operators_leave(app: Sanic[Any, Any], settings: Settings) -> None:
    desk: Desk = app.ctx.desk
    assert desk.settings.webhooks_private
    environ = {"XIAOBAO_KEY": settings.keys[0], "BRAIN_TOKEN": "x", "CASE_API_TOKEN": "x"}
    assert not read_settings(environ).webhooks_private
    assert read_settings(environ | {"XIAOBAO_WEBHOOKS_PRIVATE": "true"}).webhooks_private
    with pytest.raises(SettingsError, match="XIAOBAO_WEBHOOKS_PRIVATE"):
        read_settings(environ | {"XIAOBAO_WEBHOOKS_PRIVATE": "maybe"})
