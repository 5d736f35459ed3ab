"""Whoever acts with power over cases, people or the desk itself leaves an entry in the audit log, by every route."""

import datetime as dt
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from sanic import Sanic
from sqlalchemy import update

from desk.audit.actions import AuditAction
from desk.clients import Scope
from desk.ids import new_id
from desk.outbox.model import OutboxItem
from desk.outbox.service import DEAD, enqueue
from desk.privacy.vault import Vault
from desk.store.database import Database
from desk.warnings.model import SeriesKind, Warning, WarningState
from desk.web.openapi import template_of
from desk.web.operations import operation_of
from tests.desk.agencies.growing import csv_of, row
from tests.desk.attachments.test_case_files import picture
from tests.desk.builders import NOW, audited, disclose, on_sqlite
from tests.desk.callbacks.booking import FIRST, booked
from tests.desk.cases.handling import SUPERVISOR, act, etag, filed, walk

POWER = frozenset(
    {
        Scope.CASES_HANDLE,
        Scope.CASES_SUPERVISE,
        Scope.CASES_PERSONAL,
        Scope.CALLBACKS_HANDLE,
        Scope.PRIVACY,
        Scope.ADMIN,
    }
)
SHOWS_PEOPLE = frozenset({Scope.CASES_PERSONAL, Scope.PRIVACY})  # here reading is something done as well
READING = frozenset({"GET", "HEAD", "OPTIONS"})
API = "/api/v1"
PHONE = "+8613912345678"  # of builders.FILING's complainant
PARAMETER = re.compile(r"\\\{[^}]+\\\}")


@dataclass(frozen=True)
class World:
    """A client that may do everything, of the name chief, and what lies behind it."""

    api: httpx.AsyncClient
    database: Database
    vault: Vault

    async def send(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = SUPERVISOR | more.pop("headers", {})
        return await self.api.request(method, f"{API}{path}", headers=headers, **more)

    async def made(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """What a POST made, for a route that needs something there."""
        answer = await self.send("POST", path, json=body)
        assert answer.status_code == 201, answer.text
        return dict(answer.json())


Call = Callable[[World], Awaitable[httpx.Response]]


async def take_a_step(world: World) -> httpx.Response:
    return await act(world.api, await filed(world.api), "accept", who=SUPERVISOR)


async def correct(world: World) -> httpx.Response:
    no = await filed(world.api)
    headers = {"If-Match": await etag(world.api, no)}
    return await world.send("PATCH", f"/cases/{no}", json={"demand_text": "换一台"}, headers=headers)


async def show_people(world: World) -> httpx.Response:
    return await disclose(world.api, await filed(world.api), **SUPERVISOR)


async def read_document(world: World) -> httpx.Response:
    no = await filed(world.api)
    assert (await act(world.api, no, "accept")).status_code == 200
    return await world.send("GET", f"/cases/{no}/documents/acceptance")


async def read_file(world: World) -> httpx.Response:
    path = f"{API}/cases/{await filed(world.api)}/attachments"
    kept = await world.api.post(path, files={"file": ("小票.png", picture(), "image/png")})
    return await world.api.get(kept.headers["location"], headers=SUPERVISOR)


async def settled(world: World) -> str:
    no = await filed(world.api, consent__publication=True)
    await walk(world.api, no, "accept", "settle", who=SUPERVISOR)
    return no


async def publish(world: World) -> httpx.Response:
    return await world.send("POST", f"/cases/{await settled(world)}/publication", json={})


async def withdraw_publication(world: World) -> httpx.Response:
    path = f"/cases/{await settled(world)}/publication"
    await world.made(path, {})
    return await world.send("POST", f"{path}/withdrawal", json={"reason": "consent_withdrawn"})


async def warning(world: World) -> str:
    """The path of one. Whether there was a rise is another test's matter."""
    found = Warning(
        id=new_id(),
        series=SeriesKind.CATEGORY,
        key="prepaid_card",
        week=dt.date(2026, 11, 16),
        first_on=dt.date(2026, 11, 13),
        last_on=dt.date(2026, 11, 19),
        observed=14,
        expected=1.8,
        p_value=1e-8,
        threshold=4e-4,
        evidence={
            "name": None,
            "weeks": [14],
            "spread": 1,
            "season": 1,
            "series_looked_at": 1,
            "case_ids": [],
        },
        state=WarningState.OPEN,
        created_at=NOW,
    )
    async with world.database.write() as session:
        session.add(found)
    return f"/warnings/{found.id}"


async def acknowledge(world: World) -> httpx.Response:
    return await world.send("POST", f"{await warning(world)}/acknowledge", json={"note": "在查"})


async def dismiss(world: World) -> httpx.Response:
    return await world.send("POST", f"{await warning(world)}/dismiss", json={})


async def export_person(world: World) -> httpx.Response:
    return await world.send("POST", "/persons/export", json={"phone": PHONE})


async def erase_person(world: World) -> httpx.Response:
    return await world.send("POST", "/persons/erase", json={"phone": PHONE, "reason": "本人申请"})


CLIENT = {"name": "nanguan", "scopes": ["cases:read"]}


async def add_client(world: World) -> httpx.Response:
    return await world.send("POST", "/clients", json=CLIENT)


async def revoke_client(world: World) -> httpx.Response:
    client = (await world.made("/clients", CLIENT))["client"]
    return await world.send("POST", f"/clients/{client['id']}/revoke")


async def rotate_client(world: World) -> httpx.Response:
    client = (await world.made("/clients", CLIENT))["client"]
    return await world.send("POST", f"/clients/{client['id']}/rotate", json={})


async def import_agencies(world: World) -> httpx.Response:
    headers = {"Content-Type": "text/csv"}
    return await world.send("POST", "/agencies/import", content=csv_of(row("110000")), headers=headers)


ENTERPRISE = {"code": "haoyun", "name": "好运电器行"}


async def enrol(world: World) -> httpx.Response:
    return await world.send("POST", "/enterprises", json=ENTERPRISE)


async def change_enterprise(world: World) -> httpx.Response:
    await world.made("/enterprises", ENTERPRISE)
    change, headers = {"aliases": ["好运"]}, {"If-Match": '"1"'}
    return await world.send("PATCH", "/enterprises/haoyun", json=change, headers=headers)


HOOK = {"url": "https://hooks.example.org/x", "events": ["case.filed"], "description": ""}


async def add_webhook(world: World) -> httpx.Response:
    return await world.send("POST", "/webhooks", json=HOOK)


async def webhook(world: World) -> str:
    return f"/webhooks/{(await world.made('/webhooks', HOOK))['id']}"


async def change_webhook(world: World) -> httpx.Response:
    return await world.send("PATCH", await webhook(world), json={"active": False})


async def remove_webhook(world: World) -> httpx.Response:
    return await world.send("DELETE", await webhook(world))


async def rotate_secret(world: World) -> httpx.Response:
    return await world.send("POST", f"{await webhook(world)}/rotate-secret")


async def retry_letter(world: World) -> httpx.Response:
    async with world.database.write() as session:
        item = await enqueue(
            session, world.vault, kind="letter", key="1", body={"x": 1}, conversation_id=None, now=NOW
        )
        await session.execute(update(OutboxItem).where(OutboxItem.id == item).values(state=DEAD))
    return await world.send("POST", f"/outbox/{item}/retry")


async def callback(world: World) -> str:
    """The path of one that was asked for."""
    return f"/callbacks/{(await booked(world.database, world.vault)).id}"


async def record_attempt(world: World) -> httpx.Response:
    body = {"number": 1, "outcome": "no_answer"}
    return await world.send("POST", f"{await callback(world)}/attempts", json=body)


async def cancel_callback(world: World) -> httpx.Response:
    return await world.send("POST", f"{await callback(world)}/cancel", json={})


async def show_number(world: World) -> httpx.Response:
    return await world.send("POST", f"{await callback(world)}/number", json={})


async def limit_slot(world: World) -> httpx.Response:
    return await world.send("PUT", "/callbacks/slots", json={"start": FIRST.isoformat(), "capacity": 1})


@dataclass(frozen=True)
class Entered:
    """The last entry that a successful call leaves."""

    action: AuditAction
    call: Call


# Every route with power. One that writes no entry stands here with the reason why.
ROUTES: Mapping[str, Entered | str] = {
    "POST /cases/{reference}/transitions": Entered(AuditAction.CASE_MOVE, take_a_step),
    "PATCH /cases/{reference}": Entered(AuditAction.CASE_AMEND, correct),
    "POST /cases/{reference}/disclosures": Entered(AuditAction.CASE_DISCLOSE, show_people),
    "GET /cases/{reference}/documents/{kind}": Entered(AuditAction.CASE_READ_DOCUMENT, read_document),
    "GET /cases/{reference}/attachments/{attachment_id}": Entered(AuditAction.CASE_READ_FILE, read_file),
    "POST /cases/{reference}/publication": Entered(AuditAction.CASE_PUBLISH, publish),
    "POST /cases/{reference}/publication/withdrawal": Entered(
        AuditAction.CASE_UNPUBLISH, withdraw_publication
    ),
    "POST /warnings/{warning_id}/acknowledge": Entered(AuditAction.WARNING_ACKNOWLEDGE, acknowledge),
    "POST /warnings/{warning_id}/dismiss": Entered(AuditAction.WARNING_DISMISS, dismiss),
    "POST /warnings/runs": (
        "looks for rises as the desk does every day by itself, only sooner: nothing is decided, nobody is shown"
    ),
    "POST /persons/export": Entered(AuditAction.PERSON_EXPORT, export_person),
    "POST /persons/erase": Entered(AuditAction.PERSON_ERASE, erase_person),
    "POST /clients": Entered(AuditAction.CLIENT_ADD, add_client),
    "POST /clients/{client_id}/revoke": Entered(AuditAction.CLIENT_REVOKE, revoke_client),
    "POST /clients/{client_id}/rotate": Entered(AuditAction.CLIENT_ROTATE, rotate_client),
    "POST /agencies/import": Entered(AuditAction.AGENCY_IMPORT, import_agencies),
    "POST /enterprises": Entered(AuditAction.ENTERPRISE_ENROL, enrol),
    "PATCH /enterprises/{code}": Entered(AuditAction.ENTERPRISE_CHANGE, change_enterprise),
    "POST /webhooks": Entered(AuditAction.WEBHOOK_ADD, add_webhook),
    "PATCH /webhooks/{endpoint_id}": Entered(AuditAction.WEBHOOK_CHANGE, change_webhook),
    "DELETE /webhooks/{endpoint_id}": Entered(AuditAction.WEBHOOK_REMOVE, remove_webhook),
    "POST /webhooks/{endpoint_id}/rotate-secret": Entered(AuditAction.WEBHOOK_CHANGE, rotate_secret),
    "POST /webhooks/{endpoint_id}/test": (
        "an invented event for an endpoint that was entered when it was added: nothing is changed, nobody is shown"
    ),
    "POST /callbacks/{callback_id}/attempts": Entered(AuditAction.CALLBACK_ATTEMPT, record_attempt),
    "POST /callbacks/{callback_id}/cancel": Entered(AuditAction.CALLBACK_CANCEL, cancel_callback),
    "POST /callbacks/{callback_id}/number": Entered(AuditAction.CALLBACK_DISCLOSE, show_number),
    "PUT /callbacks/slots": Entered(AuditAction.CALLBACK_LIMIT, limit_slot),
    "POST /outbox/{item_id}/retry": Entered(AuditAction.DEAD_LETTER_RETRY, retry_letter),
}
WRITING = [(route, entered) for route, entered in ROUTES.items() if isinstance(entered, Entered)]


def with_power(app: Sanic[Any, Any]) -> set[str]:
    """`METHOD path` of each route that a scope of power opens, reading left out where it shows nobody."""
    found = set()
    for route in app.router.routes:
        operation = operation_of(route.handler)
        if operation is None or operation.scope not in POWER:
            continue
        for method in route.methods:
            if method not in READING or (method == "GET" and operation.scope in SHOWS_PEOPLE):
                found.add(f"{method} {template_of(route.path).removeprefix(API)}")
    return found


@on_sqlite
@pytest.mark.usefixtures("served")
async def test_every_route_with_power_is_listed_with_what_it_writes_down(app: Sanic[Any, Any]) -> None:
    assert with_power(app) == ROUTES.keys()


@on_sqlite
@pytest.mark.parametrize(("route", "entered"), WRITING, ids=[route for route, _ in WRITING])
async def test_what_succeeds_by_such_a_route_is_written_down(
    api: httpx.AsyncClient, database: Database, vault: Vault, route: str, entered: Entered
) -> None:
    answer = await entered.call(World(api, database, vault))
    assert answer.is_success, answer.text
    told = f"{answer.request.method} {answer.request.url.path.removeprefix(API)}"
    assert re.fullmatch(PARAMETER.sub("[^/]+", re.escape(route)), told), "another route was called"
    entry = (await audited(database))[-1]
    assert entry.action is entered.action
    assert entry.actor in ("client:chief", "supervisor:chief")
