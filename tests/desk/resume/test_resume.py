"""H13: links that open once, within a day, and nothing else."""

import asyncio
import datetime as dt

import pytest
from sqlalchemy import select

from desk.conversations.service import open_conversation
from desk.errors import DeskError
from desk.ids import new_id
from desk.privacy.vault import Vault
from desk.resume import rules, service
from desk.resume.errors import ResumeExpired, ResumeUnknown, ResumeUsed
from desk.resume.model import ResumeToken
from desk.store.database import Database
from tests.desk.builders import NOW, on_sqlite

DAY = dt.timedelta(hours=24)


async def conversation(database: Database, vault: Vault) -> str:
    async with database.write() as session:
        opened = await open_conversation(session, vault, channel="hotline", person=new_id(), now=NOW)
    return opened.id


async def issued(database: Database, conversation_id: str, *, now: dt.datetime = NOW) -> str:
    async with database.write() as session:
        return await service.issue(session, conversation_id, now=now)


async def redeemed(database: Database, token: str, *, now: dt.datetime = NOW) -> str:
    async with database.write() as session:
        return await service.redeem(session, token, now=now)


async def test_a_token_opens_its_conversation_once(database: Database, vault: Vault) -> None:
    told_in = await conversation(database, vault)
    token = await issued(database, told_in)
    assert await redeemed(database, token) == told_in
    with pytest.raises(ResumeUsed):
        await redeemed(database, token)


async def test_of_two_who_open_it_at_once_one_goes_on(database: Database, vault: Vault) -> None:
    told_in = await conversation(database, vault)
    token = await issued(database, told_in)
    came = await asyncio.gather(*(redeemed(database, token) for _ in range(5)), return_exceptions=True)
    assert came.count(told_in) == 1
    assert sum(isinstance(one, ResumeUsed) for one in came) == 4


@on_sqlite
async def test_the_token_itself_is_nowhere(database: Database, vault: Vault) -> None:
    token = await issued(database, await conversation(database, vault))
    assert rules.TOKEN.fullmatch(token)
    async with database.read() as session:
        (row,) = (await session.scalars(select(ResumeToken))).all()
    assert token not in repr(vars(row))


@on_sqlite
async def test_it_runs_out_after_a_day(database: Database, vault: Vault) -> None:
    told_in = await conversation(database, vault)
    token = await issued(database, told_in)
    with pytest.raises(ResumeExpired):
        await redeemed(database, token, now=NOW + DAY)
    assert await redeemed(database, token, now=NOW + DAY - dt.timedelta(seconds=1)) == told_in


@on_sqlite
@pytest.mark.parametrize(
    "token", ["", "x", "A" * 22, "A" * 23, "A" * 100_000, "中" * 22, "A" * 21 + "\n", "A" * 22 + "="]
)
async def test_what_is_no_token_of_ours_is_unknown(database: Database, token: str) -> None:
    with pytest.raises(ResumeUnknown):
        await redeemed(database, token)


@on_sqlite
async def test_a_second_link_ends_the_first(database: Database, vault: Vault) -> None:
    told_in = await conversation(database, vault)
    first, second = await issued(database, told_in), await issued(database, told_in)
    with pytest.raises(ResumeExpired):
        await redeemed(database, first)
    assert await redeemed(database, second) == told_in


@on_sqlite
async def test_another_conversations_link_stays(database: Database, vault: Vault) -> None:
    one, other = await conversation(database, vault), await conversation(database, vault)
    token = await issued(database, one)
    await issued(database, other)
    assert await redeemed(database, token) == one


@on_sqlite
async def test_no_link_leads_to_what_was_erased(database: Database, vault: Vault) -> None:
    told_in = await conversation(database, vault)
    token = await issued(database, told_in)
    async with database.write() as session:
        await service.revoke(session, told_in)
    with pytest.raises(ResumeUnknown):
        await redeemed(database, token)


@on_sqlite
async def test_old_tokens_go(database: Database, vault: Vault) -> None:
    await issued(database, await conversation(database, vault))
    async with database.write() as session:
        assert await service.purge(session, now=NOW + DAY + rules.KEPT) == 0
        assert await service.purge(session, now=NOW + DAY + rules.KEPT + dt.timedelta(seconds=1)) == 1


@pytest.mark.parametrize("error", [ResumeUnknown, ResumeExpired, ResumeUsed])
def test_every_refusal_says_what_to_do_instead(error: type[DeskError]) -> None:
    assert error.status in (404, 410)
    assert "，" in error.title
    assert error.code.startswith("resume_")


def test_tokens_hold_128_random_bits() -> None:
    assert len({rules.new_token() for _ in range(1000)}) == 1000
    assert rules.TOKEN_BYTES * 8 == 128
