"""Personal data is planted through the running desk, and then looked for in every byte that it left behind."""

import dataclasses
import io
import json
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa
from PIL import Image
from sqlalchemy import select

from desk.attachments.model import Attachment
from desk.cases import filing as filing_room
from desk.conversations.service import open_conversation
from desk.logs import quieten
from desk.privacy.resealing import MARK
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.base import Base
from desk.store.database import Database
from tests.desk.builders import FakeClock, filing, new_key, on_sqlite
from tests.desk.cases.handling import act, update
from tests.desk.privacy.conftest import PRIVACY, STAFF
from tests.desk.privacy.planted import (
    CONTROL,
    PLANTED,
    Lines,
    bare,
    database_bytes,
    folder_bytes,
    forms,
    found_in,
    redis_bytes,
)


@pytest.fixture(autouse=True)
def lines() -> Iterator[Lines]:
    """Everything logged, from before the app is built: engines look at their logger when they are made."""
    handler, root = Lines(), logging.getLogger()
    level = root.level
    root.addHandler(handler)
    quieten()  # as configure_logging does, at whatever level
    root.setLevel(logging.DEBUG)
    yield handler
    root.setLevel(level)
    root.removeHandler(handler)


@pytest.fixture
def settings(settings: Settings, redis_url: str) -> Settings:
    return dataclasses.replace(settings, redis_url=redis_url)


def complaint(**changes: Any) -> dict[str, Any]:
    agent = {
        "name": PLANTED["agent"], "phone": PLANTED["agent phone"], "matters": PLANTED["story"],
        "authority": PLANTED["demand"], "valid_from": "2026-11-01", "valid_until": "2026-12-31",
    }  # fmt: skip
    fellow = {"name": PLANTED["fellow"], "phone": PLANTED["fellow phone"], "address": PLANTED["address"]}
    me = {"name": PLANTED["name"], "phone": PLANTED["phone"], "address": PLANTED["address"]}
    planted = {
        "complainant": me,
        "joint": {"members": [fellow]},
        "representative": agent,
        "problem": f"{PLANTED['story']}，我的电话{bare(PLANTED['phone'])}",
        "demand_text": PLANTED["demand"],
        "respondent__name": CONTROL,
        "respondent__contact": PLANTED["contact"],
        "respondent__phone": PLANTED["contact phone"],
        "purchase__order_no": PLANTED["order"],
    }
    return filing(**(planted | changes))


def picture() -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x013B] = PLANTED["camera"]  # Artist
    Image.new("RGB", (60, 40), "red").save(out, "PNG", exif=exif)
    return out.getvalue()


async def converse(api: httpx.AsyncClient) -> str:
    """Somebody says something and sends a picture; the id of the file."""
    token = (await api.post("/webchat/api/sessions")).json()["token"]
    page = {"Authorization": f"Bearer {token}"}
    told = f"{PLANTED['said']}，我叫{PLANTED['name']}，住{PLANTED['address']}"
    said = {"message_id": "message-1", "text": told}
    assert (await api.post("/webchat/api/messages", json=said, headers=page)).status_code == 202
    files = {"file": (PLANTED["file"], picture(), "image/png")}
    sent = await api.post("/webchat/api/attachments", files=files, headers=page)
    assert sent.status_code == 201
    about = {"message_id": "message-2", "attachment_id": sent.json()["attachment_id"]}
    assert (await api.post("/webchat/api/messages", json=about, headers=page)).status_code == 202
    return str(sent.json()["attachment_id"])


async def handle(api: httpx.AsyncClient, conversation: str, file: str) -> str:
    """A complaint and report, once more the same, files, looks; the number."""
    told = complaint(kind="both", conversation_id=conversation, attachments=[file])
    filed = await api.post("/api/v1/cases", json=told, headers={"Idempotency-Key": new_key()})
    assert filed.status_code == 201, filed.text
    number = str(filed.json()["case_no"])
    again = await api.post("/api/v1/cases", json=told, headers={"Idempotency-Key": new_key()})
    assert again.json()["received_again"] is True
    report = complaint(kind="report", joint=None, happened_on="2026-11-01", happened_where=PLANTED["where"])
    assert (
        await api.post("/api/v1/cases", json=report, headers={"Idempotency-Key": new_key()})
    ).status_code == 201
    files = {"file": (PLANTED["file"], picture(), "image/png")}
    added = await api.post(f"/api/v1/cases/{number}/attachments", files=files)
    assert added.status_code == 201
    assert (await api.get(added.headers["location"], headers=STAFF)).status_code == 200
    told = {"purpose": "contact", "reason": PLANTED["reason"]}
    clear = await api.post(f"/api/v1/cases/{number}/disclosures", json=told, headers=STAFF)
    assert clear.json()["case"]["complainant"]["name"] == PLANTED["name"]
    asked = await act(api, number, "ask_for_info", reason=PLANTED["asked"], due_on="2026-12-04")
    assert asked.status_code == 200, asked.text
    more = await update(api, number, text=PLANTED["more"], conversation_id=conversation)
    assert more.status_code < 300, more.text
    letter = await api.get(f"/api/v1/cases/{number}/timeline", headers=STAFF)
    assert letter.status_code == 200
    for digits in (PLANTED["phone"][-4:], "0000"):
        await api.post("/api/v1/cases:lookup", json={"case_no": number, "phone_last4": digits})
    return number


async def stumble(api: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever can be done wrong with personal data in hand."""
    key = {"Idempotency-Key": new_key()}
    refused = [
        await api.post(
            "/api/v1/cases", json=complaint(complainant__phone=bare(PLANTED["phone"])), headers=key
        ),
        await api.post("/api/v1/cases", json=complaint(demand_text=PLANTED["demand"] * 99), headers=key),
        await api.post("/api/v1/cases", json=complaint() | {PLANTED["name"]: 1}, headers=key),
        await api.post(
            "/api/v1/cases", json=complaint(), headers={"Idempotency-Key": PLANTED["name"].encode()}
        ),
        await api.post(
            "/api/v1/cases",
            content=json.dumps(complaint(), ensure_ascii=False).encode()[:-9],
            headers={**key, "Content-Type": "application/json"},
        ),
        await api.get(f"/api/v1/cases/{PLANTED['name']}"),
        await api.get(f"/api/v1/{PLANTED['name']}"),
        await api.get(f"/api/v1/cases?state={PLANTED['name']}"),
        await api.get(f"/webchat/api/messages?after={PLANTED['openid']}"),
        await api.post(
            "/api/v1/cases:lookup", json={"case_no": PLANTED["name"], "phone_last4": PLANTED["phone"]}
        ),
        await api.post("/api/v1/persons/export", json={"phone": PLANTED["name"]}, headers=PRIVACY),
    ]
    assert all(400 <= answer.status_code < 500 for answer in refused), [a.status_code for a in refused]

    async def crash(*_args: Any, **_named: Any) -> None:
        raise RuntimeError(f"cannot read {PLANTED['story']} of {PLANTED['name']}")

    with monkeypatch.context() as broken:
        broken.setattr(filing_room, "file_case", crash)
        broken.setattr("desk.cases.api.filing.file_case", crash)
        crashed = await api.post("/api/v1/cases", json=complaint(), headers={"Idempotency-Key": new_key()})
    assert crashed.status_code == 500


async def test_what_was_told_lies_nowhere_in_clear(
    api: httpx.AsyncClient,
    settings: Settings,
    database: Database,
    vault: Vault,
    clock: FakeClock,
    lines: Lines,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = await converse(api)
    async with database.write() as session:
        await open_conversation(session, vault, channel="wechat", person=PLANTED["openid"], now=clock())
        conversation = (
            await session.scalars(select(Attachment.conversation_id).where(Attachment.id == file))
        ).one()
    assert conversation is not None
    await handle(api, conversation, file)
    await stumble(api, monkeypatch)
    whose = {"phone": PLANTED["phone"]}
    told = await api.post("/api/v1/persons/export", json=whose, headers=PRIVACY)
    for name in ("name", "phone", "address", "order", "story", "demand", "said", "file", "where", "more"):
        assert PLANTED[name] in told.text, name  # it is all held …
    before = everywhere(settings, lines)
    erasure = whose | {"reason": PLANTED["reason"]}
    assert (await api.post("/api/v1/persons/erase", json=erasure, headers=PRIVACY)).status_code == 200
    for contents in (before, everywhere(settings, lines)):
        found = [hit for where, content in contents.items() for hit in found_in(where, content)]
        assert found == []  # … and lies nowhere in clear
    assert any(found_in(where, content, {"control": CONTROL}) for where, content in before.items())
    assert {where.split()[0] for where in before} == {"database", "files", "redis", "logs"}
    assert all(content for content in before.values())


def everywhere(settings: Settings, lines: Lines) -> dict[str, bytes]:
    """All bytes the desk has left so far."""
    assert settings.redis_url is not None
    kept = {
        "database": database_bytes(settings.database_url),
        "files": folder_bytes(Path(settings.files)),
        "redis": redis_bytes(settings.redis_url),
        "logs": {"stderr": lines.content},
    }
    return {
        f"{place} {name}": content
        for place, found in kept.items()
        for name, content in found.items()
        if content
    }


async def test_the_search_finds_what_was_put_there_in_clear(
    api: httpx.AsyncClient, settings: Settings, database: Database, lines: Lines
) -> None:
    """It must be able to fail: in each place, something in clear is found."""
    file = await converse(api)
    planted = {"name": PLANTED["name"]}
    async with database.write() as session:
        await session.execute(sa.update(Attachment).values(media_type=PLANTED["name"]))
    Path(settings.files, file).write_bytes(b"\0" + PLANTED["name"].encode("utf-16-le"))
    import redis

    assert settings.redis_url is not None
    client = redis.Redis.from_url(settings.redis_url)
    client.set("xiaobao:control", PLANTED["name"])
    logging.getLogger("desk.control").debug("said by %s", PLANTED["name"])
    found = {
        where.split()[0]
        for where, content in everywhere(settings, lines).items()
        if found_in(where, content, planted)
    }
    client.delete("xiaobao:control")
    client.close()
    assert found == {"database", "files", "redis", "logs"}


@pytest.mark.parametrize("name", sorted(PLANTED))
def test_every_form_is_found_within_other_bytes(name: str) -> None:
    value = bare(PLANTED[name])
    for form, written in forms(value):
        assert len(written) >= 8, form
        assert found_in("x", b"\x07 a" + written + b"z\xff", {name: PLANTED[name]}), form


@pytest.mark.parametrize("shift", range(9))
def test_base64_is_found_wherever_it_begins(shift: int) -> None:
    import base64

    content = base64.b64encode(b"q" * shift + PLANTED["name"].encode() + b"after")
    assert found_in("x", content, {"name": PLANTED["name"]})


@on_sqlite
async def test_nothing_sealed_lies_under_a_name_that_does_not_say_so(
    api: httpx.AsyncClient, database: Database
) -> None:
    """The rotation of keys finds sealed columns by name; a sealed value elsewhere would be lost with its key."""
    file = await converse(api)
    await handle(api, "c-1", file)
    token = "gAAAA"  # how every Fernet token begins
    misplaced, placed = [], 0
    async with database.read() as session:
        for table in Base.metadata.sorted_tables:
            for row in (await session.execute(sa.select(table))).mappings():
                for column, value in row.items():
                    if isinstance(value, dict | list):
                        value = json.dumps(value)
                    if isinstance(value, str | bytes) and token in str(value):
                        if MARK in str(column):
                            placed += 1
                        else:
                            misplaced.append(f"{table.name}.{column}")
    assert misplaced == []
    assert placed > 5
