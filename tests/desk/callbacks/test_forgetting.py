"""A person who asks what is held of them, and to have it erased, is told of their call-backs and called no more."""

from typing import Any

import httpx
import pytest

from desk.callbacks.model import Callback
from desk.callbacks.rules import CallbackState
from desk.conversations.service import open_conversation
from desk.ids import new_id
from desk.outbox.model import OutboxItem
from desk.outbox.service import DONE
from desk.privacy.vault import Vault
from desk.resume.errors import ResumeUnknown
from desk.resume.service import issue, redeem
from desk.sms.service import queue_sms
from desk.sms.templates import Template
from desk.store.database import Database
from tests.desk.builders import NOW, on_sqlite
from tests.desk.callbacks.booking import PHONE, booked, wish

CHIEF = {"Authorization": "Bearer supervisor-token"}


async def persons(api: httpx.AsyncClient, act: str, **told: Any) -> dict[str, Any]:
    answer = await api.post(f"/api/v1/persons/{act}", json=told, headers=CHIEF)
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


async def conversation(database: Database, vault: Vault) -> str:
    async with database.write() as session:
        opened = await open_conversation(session, vault, channel="hotline", person=new_id(), now=NOW)
    return opened.id


@on_sqlite
async def test_an_export_by_phone_holds_the_calls_asked_for_under_it(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    callback = await booked(database, vault)
    await booked(database, vault, wish("call:2", phone="+8613800005678"))
    (held,) = (await persons(api, "export", phone=PHONE))["callbacks"]
    assert (held["ticket"], held["phone"], held["state"]) == (callback.ticket, PHONE, "booked")


@on_sqlite
async def test_who_is_erased_by_phone_is_not_called(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    callback = await booked(database, vault)
    await persons(api, "erase", phone=PHONE, reason="本人申请")
    assert (await persons(api, "export", phone=PHONE))["callbacks"] == []
    async with database.read() as session:
        row = await session.get_one(Callback, callback.id)
    assert (row.state, row.phone_sealed, row.phone_digest) == (CallbackState.CANCELLED, None, None)
    number = await api.post(f"/api/v1/callbacks/{callback.id}/number", json={}, headers=CHIEF)
    assert (number.status_code, number.json()["code"]) == (409, "callback_number_gone")


@on_sqlite
async def test_a_conversation_erased_takes_calls_links_and_messages_along(
    api: httpx.AsyncClient, database: Database, vault: Vault
) -> None:
    told_in = await conversation(database, vault)
    await booked(database, vault, wish(conversation_id=told_in))
    async with database.write() as session:
        token = await issue(session, told_in, now=NOW)
        item = await queue_sms(
            session,
            vault,
            Template.CASE_FILED,
            {"case_no": "XB7K3M9TXA"},
            key="case:1",
            phone=PHONE,
            consent=True,
            conversation_id=told_in,
            now=NOW,
        )
    await persons(api, "erase", conversation_id=told_in, reason="本人申请")
    async with database.write() as session:
        with pytest.raises(ResumeUnknown):
            await redeem(session, token, now=NOW)
        queued = await session.get_one(OutboxItem, item or "")
        assert (queued.state, vault.open(queued.sealed_body)) == (DONE, "{}")
    assert (await persons(api, "export", conversation_id=told_in))["callbacks"] == []
