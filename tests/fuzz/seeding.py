"""A desk with something of everything in it, so that hostile calls come past the first 404."""

import datetime as dt
import uuid
from typing import Any

import httpx
from sanic import Sanic
from sqlalchemy import text

from desk.calendar import WorkingCalendar
from desk.callbacks import service as callbacks
from desk.callbacks.hours import USUAL
from desk.callbacks.service import Wish
from desk.ids import new_id
from desk.staff.roles import Role
from desk.warnings.model import SeriesKind, Warning, WarningState
from desk.web.openapi import template_of
from desk.web.operations import operation_of
from tests.desk.attachments.pdfs import pdf
from tests.desk.builders import file_case
from tests.desk.console.inbox.talking import Consumer
from tests.desk.console.staffing import staff_member
from tests.desk.knowledge.drafting import draft

# Where the running desk's own rows give the value of a path's part: (part, beginning of the path) → column.
COLUMNS = {
    ("reference", ""): "cases.case_no",
    ("case_no", ""): "cases.case_no",
    ("callback_id", ""): "callbacks.id",
    ("canned_id", ""): "canned_replies.id",
    ("client_id", ""): "api_clients.id",
    ("conversation_id", ""): "conversations.id",
    ("rule_id", ""): "handoff_rules.id",
    ("item_id", "/api/v1/outbox"): "outbox.id",
    ("item_id", "/console/review"): "review_items.id",
    ("warning_id", ""): "warnings.id",
    ("endpoint_id", ""): "webhook_endpoints.id",
    ("attachment_id", ""): "attachments.id",
    ("file_id", ""): "attachments.id",
    ("message_id", ""): "messages.id WHERE sender = 'bot'",
    ("account_id", ""): "staff_accounts.id",
    ("version_id", ""): "knowledge_versions.id",
    ("code", "/api/v1/agencies"): "agencies.code",
    ("code", "/api/v1/enterprises"): "enterprises.code",
}
FIXED = {
    "topic": "prepaid_card_refund",
    "event": "accept",
    "kind": "acceptance",
    "form": "html",
    "page": "1",
    "number": "1",
    "name": "app.js",
    "move": "next",
    "rest": "nowhere",
    "cluster_id": str(uuid.uuid4()),
    "entry_id": str(uuid.uuid4()),
    "id": str(uuid.uuid4()),
    "code": "prepaid_card",
}
# Documented examples that are posted, and what of them must be otherwise here.
POSTED: dict[str, dict[str, Any]] = {
    "addCannedReply": {},
    "addHandoffRule": {},
    "addClient": {"agency_id": None},
    "claimConversation": {},
    "enrolEnterprise": {},
    "createWebhook": {},
}

EVIDENCE = {
    "name": None,
    "weeks": [9, 1],
    "spread": 1.0,
    "season": 1.0,
    "series_looked_at": 1,
    "case_ids": [],
}


async def seed(app: Sanic[Any, Any], served: str, token: str) -> Consumer:
    """Fill the desk; the consumer whose conversation staff have been asked into."""
    desk = app.ctx.desk
    consumer = await Consumer.begin(served)
    await consumer.asks_for_staff("健身卡能退吗？")
    conversation = await _first(app, "conversations.id")
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=served, headers=headers, trust_env=False, timeout=30) as api:
        filed = await file_case(api, conversation_id=conversation)
        assert filed.status_code == 201, filed.text
        reference = filed.json()["case_no"]
        added = await api.post(f"/api/v1/cases/{reference}/attachments", files={"file": ("发票.pdf", pdf())})
        assert added.status_code == 201, added.text
        for route in app.router.routes:
            told = operation_of(route.handler)
            if told is not None and told.operation_id in POSTED:
                path = template_of(route.path).replace("{conversation_id}", conversation)
                made = await api.post(path, json={**(told.body_example or {}), **POSTED[told.operation_id]})
                assert made.is_success, (told.operation_id, made.text)
    await staff_member(desk.database, Role.AGENT)
    await draft(desk.database, desk.vault)
    await _book(desk)
    async with desk.database.write() as session:
        session.add(_warning(desk.clock()))
    return consumer


async def _book(desk: Any) -> None:
    now, calendar = desk.clock(), WorkingCalendar()
    async with desk.database.write() as session:
        open_ = await callbacks.slots(session, USUAL, calendar, now=now)
        wanted = Wish(origin="call:1", phone="+8613912345678", channel="hotline", reason="queue_full")
        await callbacks.book(session, desk.vault, USUAL, calendar, wanted, start=open_[0].slot.start, now=now)


def _warning(now: dt.datetime) -> Warning:
    return Warning(
        id=new_id(), series=SeriesKind.CATEGORY, key="fitness", week=now.date(), first_on=now.date(),
        last_on=now.date(), observed=9, expected=1.0, p_value=0.001, threshold=0.01, evidence=EVIDENCE,
        state=WarningState.OPEN, created_at=now,
    )  # fmt: skip


async def known_parts(app: Sanic[Any, Any], path: str, names: list[str]) -> dict[str, str]:
    """Values for the parts of a path, of rows that exist where there are such rows."""
    found = {}
    for name in names:
        column = next(
            (column for (part, start), column in COLUMNS.items() if part == name and path.startswith(start)),
            None,
        )
        found[name] = FIXED.get(name, "x") if column is None else await _first(app, column)
    return found


async def _first(app: Sanic[Any, Any], column: str) -> str:
    table, name = column.split(".")
    name, _, only = name.partition(" ")
    async with app.ctx.desk.database.read() as session:
        return str(await session.scalar(text(f"SELECT {name} FROM {table} {only} ORDER BY {name} LIMIT 1")))
