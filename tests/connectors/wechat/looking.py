"""What tests of the whole desk share: who is reached, what was said, and waiting for it."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from PIL import Image
from sqlalchemy import select

from desk.channels.model import Recipient
from desk.channels.rules import Reach
from desk.conversations.messages import unseal
from desk.conversations.model import Message
from desk.privacy.vault import Vault
from desk.store.database import Database
from tests.connectors.wechat.conftest import HURRIED
from tests.desk.conversations.scripted import reply

in_a_hurry = pytest.mark.parametrize("numbers", [HURRIED])
YES_OR_NO = reply("要登记投诉吗？", ("要", "/affirm"), ("不要", "/deny"))


async def eventually(look: Callable[[], Awaitable[Any]], wanted: Any) -> None:
    async with asyncio.timeout(20):
        while (found := await look()) != wanted:
            await asyncio.sleep(0.05)
    assert found == wanted


async def recipient(database: Database) -> Recipient | None:
    async with database.read() as session:
        return (await session.execute(select(Recipient))).scalar_one_or_none()


async def reach(database: Database) -> Reach | None:
    known = await recipient(database)
    return known and known.reach


async def said(database: Database, vault: Vault) -> list[tuple[str, str | None]]:
    async with database.read() as session:
        found = await session.execute(select(Message).order_by(Message.position))
        return [(message.sender, unseal(vault, message).text) for message in found.scalars()]


def picture(colour: int = 0) -> bytes:
    drawn = io.BytesIO()
    Image.new("RGB", (40, 30), (colour, 100, 100)).save(drawn, "JPEG")
    return drawn.getvalue()
