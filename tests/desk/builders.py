"""Builders with defaults, so that a test states only what matters. People and shops are invented."""

import copy
import datetime as dt
import itertools
import uuid
from typing import Any

import httpx
import pytest
from sqlalchemy import select

from desk.audit.model import AuditEntry
from desk.cases.schemas import CaseIn
from desk.store.database import Database

NOW = dt.datetime(2026, 11, 20, 2, 30, tzinfo=dt.UTC)  # Friday, 10:30 in China

FILING: dict[str, Any] = {
    "kind": "complaint",
    "channel": "webchat",
    "conversation_id": "c-1",
    "submitted_at": "2026-11-20T10:29:00+08:00",
    "complainant": {"name": "欧阳明", "phone": "+8613912345678", "address": "长春市朝阳区同志街100号3单元"},
    "consent": {"personal_data_at": "2026-11-20T10:20:00+08:00", "publication": None, "mediation": True},
    "respondent": {
        "name": "好运电器行",
        "address": "长春市南关区大经路9号",
        "platform": None,
        "shop": None,
        "contact": "店长老周",
        "phone": "0431-88990011",
    },
    "purchase": {
        "product": "电饭煲",
        "purchased_on": "2026-10-02",
        "purchased_on_text": "国庆的时候",
        "amount_fen": 39_900,
        "amount_text": "三百九十九",
        "order_no": "E2026100200001",
        "channel": "门店",
    },
    "problem": "用了两次就不加热了，店里不给换。\n我的电话13912345678。",
    "demands": ["refund", "compensate"],
    "demand_text": "退钱，赔路费",
    "topic": "defective_goods",
    "region": "长春",
    "attachments": [],
}

# An id that nobody has, the same in every run: names of tests are made of it.
NOBODY = "0192f3a0-0000-7000-8000-00000000dead"

# For tests of what happens before or after the database, where a second run on PostgreSQL shows nothing new.
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

_counter = itertools.count(1)


def filing(**changes: Any) -> dict[str, Any]:
    """The body of POST /cases. `purchase__amount_fen=…` changes a nested member; `…=REMOVED` leaves it out."""
    body = copy.deepcopy(FILING)
    for path, value in changes.items():
        *outer, last = path.split("__")
        target = body
        for name in outer:
            target = target[name]
        if value is REMOVED:
            del target[last]
        else:
            target[last] = value
    return body


REMOVED = object()


def case_in(**changes: Any) -> CaseIn:
    """The same, decoded."""
    return CaseIn.model_validate(filing(**changes))


def new_key() -> str:
    """An Idempotency-Key."""
    return str(uuid.uuid4())


def unique(name: str) -> str:
    """A name not used before in this process: Sanic apps and databases need one."""
    return f"{name}_{next(_counter)}"


class FakeClock:
    """A clock that stands still until told otherwise."""

    def __init__(self, now: dt.datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> dt.datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += dt.timedelta(**duration)


async def file_case(api: httpx.AsyncClient, key: str | None = None, **changes: Any) -> httpx.Response:
    """POST /cases under a fresh key, or the given one.

    Without a key it is a dispute of its own: a fresh order number, unless one is given or nothing was bought.
    """
    if key is None and "purchase" not in changes:
        changes.setdefault("purchase__order_no", f"E{next(_counter):06}")
    headers = {"Idempotency-Key": key or new_key()}
    return await api.post("/api/v1/cases", json=filing(**changes), headers=headers)


async def disclose(api: httpx.AsyncClient, reference: str, **headers: str) -> httpx.Response:
    """POST /cases/{reference}/disclosures with the staff client's token, or the given headers."""
    body = {"purpose": "contact", "reason": "联系投诉人补充购物凭证"}
    headers = {"Authorization": "Bearer staff-token"} | headers
    return await api.post(f"/api/v1/cases/{reference}/disclosures", json=body, headers=headers)


async def audited(database: Database) -> list[AuditEntry]:
    """The audit log, oldest first."""
    async with database.read() as session:
        return list(await session.scalars(select(AuditEntry).order_by(AuditEntry.seq)))
