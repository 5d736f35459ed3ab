"""POST /webchat/api/attachments on the whole app: sealed, counted, limited."""

import asyncio
import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from PIL import Image
from sqlalchemy import select, update

from connectors.webchat.limits import UPLOADS
from desk.attachments.model import Attachment
from desk.privacy.vault import Vault
from desk.settings import Settings
from desk.store.database import Database
from tests.desk.builders import FakeClock, on_sqlite

MARK = "secret place"


def photo() -> bytes:
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x010E] = MARK  # ImageDescription
    Image.new("RGB", (60, 40), "red").save(out, "JPEG", exif=exif)
    return out.getvalue()


@pytest.fixture
async def page(served: str) -> AsyncIterator[httpx.AsyncClient]:
    """A page with a session of its own."""
    async with httpx.AsyncClient(base_url=served, trust_env=False, timeout=30) as client:
        token = (await client.post("/webchat/api/sessions")).json()["token"]
        client.headers["Authorization"] = f"Bearer {token}"
        yield client


async def upload(page: httpx.AsyncClient) -> httpx.Response:
    files = {"file": ("小票.jpg", photo(), "image/jpeg")}
    return await page.post("/webchat/api/attachments", files=files)


async def test_what_is_kept_is_sealed_and_holds_nothing_the_camera_wrote(
    page: httpx.AsyncClient, settings: Settings, vault: Vault
) -> None:
    kept = (await upload(page)).json()
    sealed = (Path(settings.files) / kept["attachment_id"]).read_bytes()
    content = vault.open_bytes(sealed)
    assert MARK.encode() in photo()
    assert MARK.encode() not in content
    image = Image.open(io.BytesIO(content))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (60, 40), {})
    assert content not in sealed
    assert (kept["name"], kept["media_type"], kept["size"]) == ("小票.jpg", "image/jpeg", len(content))


async def test_files_sent_at_once_do_not_slip_past_the_limit(
    page: httpx.AsyncClient, settings: Settings, database: Database
) -> None:
    answers = await asyncio.gather(*(upload(page) for _ in range(settings.max_attachments + 3)))
    assert sorted(answer.status_code for answer in answers) == [201] * settings.max_attachments + [422] * 3
    async with database.read() as session:
        assert len((await session.execute(select(Attachment.id))).all()) == settings.max_attachments


async def test_files_of_a_filed_case_leave_room_for_the_next_one(
    page: httpx.AsyncClient, settings: Settings, database: Database
) -> None:
    for _ in range(settings.max_attachments):
        assert (await upload(page)).status_code == 201
    assert (await upload(page)).json()["code"] == "too_many_attachments"
    async with database.write() as session:
        await session.execute(update(Attachment).values(case_id="case-1"))
    assert (await upload(page)).status_code == 201


@on_sqlite
async def test_uploads_are_limited_by_time(
    page: httpx.AsyncClient, clock: FakeClock, database: Database
) -> None:
    for _ in range(UPLOADS.times):
        await upload(page)
    refused = await upload(page)
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many_requests")
    assert int(refused.headers["retry-after"]) > 0
    clock.advance(minutes=10)
    assert (await upload(page)).status_code == 422  # counted anew; the files are still too many
