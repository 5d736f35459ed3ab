"""How much of the consumer reaches the enterprise: what it needs to answer, and nothing else."""

import datetime as dt
import re

import httpx
import pytest
from sqlalchemy import update

from desk.cases.model import Case
from desk.cases.sealing import Person
from desk.privacy.vault import Vault
from desk.privacy.words import words_of
from desk.reconciliation import rules
from desk.reconciliation.telling import erase_words
from desk.store.database import Database
from tests.desk.builders import NOW, file_case, on_sqlite
from tests.desk.reconciliation.parties import Consumer, Shop

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NAME, PHONE, ADDRESS = "欧阳明", "13912345678", "长春市朝阳区同志街100号3单元"
PLANTED = (
    NAME,
    PHONE,
    "139 1234 5678",
    "5678",
    ADDRESS,
    "同志街",
    "6222020200112233445",
    "0431-85551234",
    "85551234",
)
STORY = (
    f"我叫{NAME}，电话139 1234 5678，住{ADDRESS}，家里座机0431-85551234，卡号6222020200112233445，"
    "用了两次就不加热了。"
)


async def planted(api: httpx.AsyncClient) -> Consumer:
    response = await file_case(
        api,
        consent__reconciliation=True,
        problem=STORY,
        demand_text=f"退到{PHONE}的微信",
        purchase__order_no="E2026100200001",
    )
    return Consumer(api, response.json()["case_no"])


async def test_planted_personal_data_does_not_reach_the_enterprise(
    api: httpx.AsyncClient, shop: Shop
) -> None:
    consumer = await planted(api)
    await consumer.say(STORY)
    one = await shop.offered()
    proposal = (await shop.propose(one)).json()["proposal"]["id"]
    await consumer.decline(proposal, reason=STORY)
    case = await consumer.case()
    for response in (await shop.get(), await shop.get(f"/{one}")):
        words = UUID.sub("", response.text)  # four digits stand in some id by chance
        for secret in (*PLANTED, consumer.case_no, f'"{case["conversation_id"]}"'):
            assert secret not in words, secret
        assert case["id"] not in response.text
        assert "用了两次就不加热了" in response.text
        assert "E2026100200001" in response.text  # else it could not find the purchase
    assert (await shop.offers())[0]["consumer"] == {"name": "欧**", "phone": "139********"}


async def test_phone_is_shown_while_the_consumer_agrees_and_it_is_needed(
    api: httpx.AsyncClient, shop: Shop
) -> None:
    consumer = await planted(api)
    one = await shop.offered()

    async def phone() -> str:
        return str((await shop.get(f"/{one}")).json()["consumer"]["phone"])

    assert await phone() == "139********"
    await consumer.choose(share_contact=True)
    assert await phone() == f"+86{PHONE}"
    await consumer.choose(share_contact=False)
    assert await phone() == "139********"
    await consumer.choose(share_contact=True)
    await consumer.end()
    assert await phone() == "139********"


@on_sqlite
async def test_story_stays_starred_where_the_phone_is_shown(api: httpx.AsyncClient, shop: Shop) -> None:
    consumer = await planted(api)
    await consumer.choose(share_contact=True)
    await consumer.say("打我电话13912345678")
    seen = (await shop.get(f"/{await shop.offered()}")).json()
    for secret in PLANTED:
        assert secret not in seen["complaint"]["problem"]
    assert seen["messages"][0]["text"] == "打我电话13912345678"  # they agreed, and wrote it to the enterprise


async def test_other_enterprise_sees_and_does_nothing(
    consumer: Consumer, shop: Shop, other_shop: Shop
) -> None:
    one = await shop.offered()
    assert await other_shop.offers() == []
    for response in (
        await other_shop.get(f"/{one}"),
        await other_shop.say(one, "您好"),
        await other_shop.propose(one),
        await other_shop.refuse(one),
        await other_shop.get("/none"),
    ):
        assert (response.status_code, response.json()["code"]) == (404, "reconciliation_not_found")
    assert (await consumer.talk())["messages"] == []


async def test_other_conversation_learns_nothing_and_does_nothing(
    api: httpx.AsyncClient, consumer: Consumer, shop: Shop
) -> None:
    proposal = (await shop.propose(await shop.offered())).json()["proposal"]["id"]
    for where in ("c-2", None):
        stranger = Consumer(api, consumer.case_no, where)
        for response in (
            await stranger.read(),
            await stranger.choose(share_contact=True),
            await stranger.say("您好"),
            await stranger.accept(proposal),
            await stranger.decline(proposal),
            await stranger.end(),
        ):
            assert (response.status_code, response.json()["code"]) == (404, "case_not_found")
    assert (await consumer.talk())["state"] == "proposed"


@on_sqlite
async def test_enterprise_scope_opens_no_case_and_a_client_without_enterprise_nothing(
    api: httpx.AsyncClient, consumer: Consumer, shop: Shop
) -> None:
    for path in ("", "/reconciliation"):
        assert (await api.get(consumer.path + path, headers=shop.headers)).status_code == 403
    nobody = Shop(api, "nobody")
    for response in (await nobody.get(), await nobody.say(await shop.offered(), "您好")):
        assert (response.status_code, response.json()["code"]) == (403, "not_an_enterprise")
    assert (await api.get("/api/v1/reconciliations")).status_code == 403  # the assistant is none


@on_sqlite
@pytest.mark.parametrize("column", [Case.restricted_at, Case.erased_at])
async def test_what_is_kept_by_law_only_is_not_shown(
    shop: Shop, consumer: Consumer, database: Database, column: object
) -> None:
    async with database.write() as session:
        await session.execute(update(Case).values({column: NOW}))
    shown = (await shop.offers())[0]
    assert shown["consumer"] is None
    assert (shown["complaint"]["problem"], shown["complaint"]["order_no"]) == ("", None)


async def test_erased_words_are_gone_and_the_figures_stay(
    shop: Shop, consumer: Consumer, database: Database
) -> None:
    one = await shop.offered()
    await shop.propose(one, "原路退款", 100)
    await consumer.choose(share_contact=True)
    case_id = (await consumer.case())["id"]
    async with database.write() as session:
        await erase_words(session, [case_id])
    talk = await consumer.talk()
    assert [(m["text"], m["refund_fen"]) for m in talk["messages"]] == [(None, 100)]
    assert talk["contact_shared"] is False


@pytest.mark.parametrize(
    ("told", "seen"),
    [
        ("电话13912345678", "电话139********"),
        ("电话+86 139-1234-5678", "电话139********"),
        ("找 13800138000", "找 138********"),
        ("订单123456789012", "订单123456789012"),
        ("身份证220102199001011234", "身份证220***************"),
        ("欧阳明住长春市朝阳区同志街100号3单元", "欧**住长春市朝阳区****"),
    ],
)
def test_what_was_written_freely_is_starred(told: str, seen: str) -> None:
    assert rules.hide(told, [Person(NAME, f"+86{PHONE}", ADDRESS)]) == seen


def test_foreign_phone_is_hidden_too() -> None:
    assert rules.hide_phone("+447911123456") == "447*********"


def test_last_day_counts_as_a_whole_in_china() -> None:
    last = dt.date(2026, 12, 4)
    assert rules.in_time(last, now=dt.datetime(2026, 12, 4, 15, 59, tzinfo=dt.UTC))
    assert not rules.in_time(last, now=dt.datetime(2026, 12, 4, 16, 0, tzinfo=dt.UTC))


async def test_an_export_holds_the_consumers_words_whole_and_stars_numbers_in_the_enterprises(
    shop: Shop, consumer: Consumer, database: Database, vault: Vault
) -> None:
    await consumer.say("我的电话13912345678")
    await shop.say(await shop.offered(), "请打13800001111找孙店长")
    async with database.read() as session:
        said = await words_of(session, vault, (await consumer.case())["id"])
    told = [(one.by, one.text) for one in said if one.by != "system"]
    assert told == [("consumer", "我的电话13912345678"), ("enterprise", "请打138****1111找孙店长")]
