"""Two staff members and the people who write to them, in two browsers and over the real web chat API."""

import asyncio

from playwright.async_api import Page, Route, expect
from sqlalchemy import select

from desk.handoff.model import Note
from desk.staff.roles import Role
from desk.staff.sessions import end_all
from desk.store.database import Database
from tests.desk.builders import on_sqlite
from tests.desk.console.conftest import OpenPage, SignIn
from tests.desk.console.inbox.browsing import claim, messages, open_first, reply, rows
from tests.desk.console.inbox.conftest import Begin
from tests.desk.console.staffing import PASSWORD

pytestmark = on_sqlite


async def test_whoever_asks_for_staff_appears_in_an_open_list(someone: Begin, opened: OpenPage) -> None:
    page = await opened(Role.AGENT, "/inbox")
    await expect(page.locator("#rows-none")).to_be_visible()
    await someone("健身卡能退吗？")
    await expect(rows(page)).to_have_count(1)
    await expect(rows(page).first).to_contain_text("预付卡退款")
    await expect(page.locator("[data-count=waiting]")).to_have_text("1")
    assert (await page.title()).startswith("(1) ")


async def test_of_two_who_claim_at_once_one_wins_and_the_other_is_told_who(
    someone: Begin, opened: OpenPage, signed_in: SignIn
) -> None:
    await someone("健身卡能退吗？")
    li = await opened(await signed_in(Role.AGENT, display_name="李娜"), "/inbox")
    wu = await opened(await signed_in(Role.AGENT, display_name="吴刚"), "/inbox")
    await open_first(li)
    await open_first(wu)
    await asyncio.gather(*(page.locator("#talk-head [data-act=claim]").click() for page in (li, wu)))
    await expect(li.locator("#talk-head:is([data-whose=mine], [data-whose=theirs])")).to_be_visible()
    await expect(wu.locator("#talk-head:is([data-whose=mine], [data-whose=theirs])")).to_be_visible()
    whose = [await page.locator("#talk-head").get_attribute("data-whose") for page in (li, wu)]
    assert sorted(str(one) for one in whose) == ["mine", "theirs"]
    winner, loser = ("李娜", wu) if whose[0] == "mine" else ("吴刚", li)
    await expect(loser.locator("#notices")).to_contain_text(f"已由{winner}接入")
    await expect(loser.locator("#send")).to_be_disabled()
    await expect(loser.locator("#composer-closed")).to_contain_text(winner)


async def test_what_is_said_arrives_on_both_sides(someone: Begin, opened: OpenPage) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)
    await reply(page, "您好，合同在手边吗？")
    await expect(messages(page, "staff")).to_have_count(1)
    await expect(page.locator(".msg--own")).to_have_count(0)
    assert ("staff", "您好，合同在手边吗？") in await person.heard()
    await person.say("在，我拍给您", waits=False)
    await expect(messages(page, "user").last).to_contain_text("在，我拍给您")
    await expect(page.locator("#heard")).to_contain_text("在，我拍给您")


async def test_a_colleague_sees_it_live_but_cannot_send(
    someone: Begin, opened: OpenPage, signed_in: SignIn
) -> None:
    person = await someone("健身卡能退吗？")
    li = await opened(await signed_in(Role.AGENT, display_name="李娜"), "/inbox")
    wu_client = await signed_in(Role.AGENT, display_name="吴刚")
    wu = await opened(wu_client, "/inbox")
    await open_first(li)
    await open_first(wu)
    await claim(li)
    await reply(li, "您好")
    await expect(messages(wu, "staff")).to_have_count(1)
    await expect(wu.locator("#send")).to_be_disabled()
    await expect(wu.locator("#there")).to_contain_text("李娜")
    # The button is a courtesy; the desk itself refuses.
    conversation = await wu.locator("#talk [data-conversation]").get_attribute("data-conversation")
    refused = await wu_client.post(
        f"/inbox/c/{conversation}/say",
        {"text": "我来", "client_id": "client-0001"},
        headers={"Accept": "application/json"},
    )
    assert (refused.status_code, refused.json()["code"]) == (409, "conversation_not_yours")
    assert "我来" not in str(await person.heard())


async def test_after_a_cut_nothing_is_missing_and_nothing_is_there_twice(
    someone: Begin, opened: OpenPage
) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)
    await person.say("断网前", waits=False)
    await expect(messages(page, "user").last).to_contain_text("断网前")
    await page.context.set_offline(True)
    await expect(page.locator("#line")).to_contain_text("正在重连")
    for text in ("第一句", "第二句", "第三句"):
        await person.say(text, waits=False)
    other = await someone("电饭煲坏了")
    await page.fill("#text", "写了一半")
    await page.context.set_offline(False)
    await expect(page.locator("#line")).to_have_text("")
    await expect(messages(page, "user").last).to_contain_text("第三句")
    said = await messages(page, "user").locator(".msg__text").all_inner_texts()
    assert said[-4:] == ["断网前", "第一句", "第二句", "第三句"]
    await expect(rows(page)).to_have_count(1)
    await expect(page.locator("#text")).to_have_value("写了一半")
    await other.say("还在吗", waits=False)
    await expect(rows(page).first).to_contain_text("还在吗")


async def test_a_reply_that_does_not_get_through_is_kept_and_sent_once(
    someone: Begin, opened: OpenPage
) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)

    async def lose_the_answer(route: Route) -> None:
        await route.fetch()  # the desk has it …
        await route.abort()  # … and the browser does not know

    await page.route("**/say", lose_the_answer)
    await reply(page, "请把合同拍给我")
    await expect(page.locator(".msg--failed")).to_contain_text("没有发出去")
    await page.unroute("**/say")
    await page.click("[data-again]")
    await expect(page.locator(".msg--own")).to_have_count(0)
    await expect(messages(page, "staff")).to_have_count(1)
    assert [text for who, text in await person.heard() if who == "staff"] == ["请把合同拍给我"]


async def test_a_reply_that_failed_is_still_there_after_a_reload(someone: Begin, opened: OpenPage) -> None:
    await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)
    await page.route("**/say", lambda route: route.abort())
    await reply(page, "别丢了我")
    await expect(page.locator(".msg--failed")).to_be_visible()
    await page.unroute("**/say")
    await page.reload()
    await expect(page.locator(".msg--failed")).to_contain_text("别丢了我")
    await page.click("[data-take-back]")
    await expect(page.locator("#text")).to_have_value("别丢了我")
    await expect(page.locator(".msg--failed")).to_have_count(0)


async def test_script_that_a_person_writes_is_text(someone: Begin, opened: OpenPage) -> None:
    evil = "<script>document.title='x'</script><img src=x onerror=document.title='y'>"
    await someone(evil)
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await expect(messages(page, "user").first.locator(".msg__text")).to_have_text(evil)
    assert "会话" in await page.title()
    assert await page.locator("#messages img, #messages script").count() == 0


async def test_a_note_is_for_colleagues_alone(someone: Begin, opened: OpenPage, database: Database) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await page.keyboard.press("n")
    await page.keyboard.type("老客户，先安抚")
    await page.keyboard.press("Enter")
    await expect(messages(page, "note")).to_contain_text("老客户，先安抚")
    await expect(page.locator("#text")).to_have_value("")
    assert "安抚" not in str(await person.heard())
    async with database.read() as session:
        (note,) = await session.scalars(select(Note))
    assert "安抚" not in note.text_sealed


async def test_who_types_is_seen_on_the_other_side(someone: Begin, opened: OpenPage) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await expect(page.locator("#typing")).to_be_hidden()
    await person.types()
    await expect(page.locator("#typing")).to_be_visible()
    await claim(page)
    async with person.http.stream(
        "GET", "/events", headers={"Authorization": f"Bearer {person.token}"}
    ) as stream:
        await page.type("#text", "您好")
        async for line in stream.aiter_lines():
            if line == "event: typing":
                break


async def test_earlier_messages_come_when_they_are_wanted(someone: Begin, opened: OpenPage) -> None:
    person = await someone("健身卡能退吗？")
    for number in range(45):
        await person.say(f"第{number}句", waits=False)
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await expect(messages(page, "user").last).to_contain_text("第44句")
    assert "健身卡能退吗" not in await page.locator("#messages").inner_text()
    await page.click("#earlier")
    await expect(messages(page, "user").first).to_contain_text("健身卡能退吗")
    await expect(page.locator("#earlier")).to_be_hidden()
    positions = [
        int(str(await one.get_attribute("data-position")))
        for one in await page.locator("#messages > [data-position]").all()
    ]
    assert positions == sorted(set(positions))


async def test_why_the_assistant_answered_so_is_one_click_away(someone: Begin, opened: OpenPage) -> None:
    await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await page.locator(".why summary").first.click()
    await expect(page.locator(".why__body").first).to_contain_text("话题明显：0.83 ≥ 0.65")


async def _given_back(page: Page) -> None:
    await page.click("#talk-head [data-act=return] >> visible=true")
    await expect(page.locator("#talk-head")).to_have_attribute("data-whose", "ended")


async def test_given_back_the_assistant_answers_again(someone: Begin, opened: OpenPage) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)
    await _given_back(page)
    await person.say("那我再问一句")
    assert (await person.heard())[-1][0] == "bot"


async def test_closed_with_a_reason_and_the_person_is_asked_how_it_was(
    someone: Begin, opened: OpenPage
) -> None:
    person = await someone("健身卡能退吗？")
    page = await opened(Role.AGENT, "/inbox")
    await open_first(page)
    await claim(page)
    await reply(page, "已经帮您登记了")
    await expect(messages(page, "staff")).to_have_count(1)
    await page.keyboard.press("Escape")
    await page.keyboard.press("e")
    await page.select_option("#f-reason", "filed")
    await page.click("#ask .button--main")
    await expect(page.locator("#talk-head")).to_have_attribute("data-whose", "ended")
    await expect(page.locator("#about")).to_contain_text("已登记成案件")
    assert "满意吗" in str((await person.heard())[-1][1])
    await page.click("[data-queue=ended]")
    await expect(rows(page)).to_have_count(1)


async def test_transferred_to_a_colleague_who_sees_it_among_theirs(
    someone: Begin, opened: OpenPage, signed_in: SignIn
) -> None:
    await someone("健身卡能退吗？")
    li = await opened(await signed_in(Role.AGENT, display_name="李娜"), "/inbox")
    wu = await opened(await signed_in(Role.AGENT, display_name="吴刚"), "/inbox?queue=mine")
    await open_first(li)
    await claim(li)
    await li.fill("#text", "写了一半的话")
    await li.click("#talk-head summary")
    await li.click("text=转给同事或交回队列")
    await li.select_option("#f-to", label="吴刚（坐席）")
    await li.click("#ask .button--main")
    await expect(li.locator("#talk-head")).to_have_attribute("data-whose", "theirs")
    await expect(li.locator("#text")).to_have_value("写了一半的话")
    await expect(rows(wu)).to_have_count(1)


async def test_a_session_that_is_over_keeps_the_draft_and_leads_back(
    someone: Begin, opened: OpenPage, signed_in: SignIn, database: Database
) -> None:
    await someone("健身卡能退吗？")
    client = await signed_in(Role.AGENT)
    page = await opened(client, "/inbox")
    await open_first(page)
    await claim(page)
    here = page.url
    async with database.write() as session:
        await end_all(session, client.account.id)
    await reply(page, "这句不能丢")
    await expect(page.locator("#notices")).to_contain_text("登录已过期")
    await page.fill("#text", "还有半句")
    await page.click("#notices a")
    await page.fill("#f-name", client.account.name)
    await page.fill("#f-password", PASSWORD)
    await page.click("button.button--main")
    await expect(page.locator("#text")).to_have_value("还有半句")
    await expect(page.locator(".msg--failed")).to_contain_text("这句不能丢")
    assert page.url == here
