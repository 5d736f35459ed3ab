"""One day in the console: two members of staff, three people who write at once, and an assistant that learns from it.

The real three processes, the real chat page and the real console in Chromium, the real training. The scenes follow one
another and use what the ones before left.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from operations.processes import Stack
from operations.webchat import WebChat
from tests.connectors.webchat.browsing import BROWSER, BROWSER_FLAGS, PHONE, replies, say
from tests.end_to_end.teaching import command, copied
from tests.requirements import absent

ODD = "办的那种攒印花的小册子，印花还剩一大半，柜台的人说不算数了"  # nobody in the data says it like this
LABEL = "ask/prepaid_merchant_vanished"
TOPIC = "prepaid_merchant_vanished"
DESKTOP = {"width": 1440, "height": 900}
ONES_OWN = "挂历 台灯 毛笔 四样东西"  # what a member of staff chooses after the one-time password
ALWAYS = "always"


@dataclass
class Scene:
    """Who takes part."""

    stack: Stack
    project: Path
    li: Page  # an agent
    wu: Page  # a supervisor
    page: Page  # the first person's phone
    second: WebChat
    third: WebChat


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if BROWSER is None:
        absent("browser", "Chromium is not installed (apt-get install chromium)")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=BROWSER, args=BROWSER_FLAGS)
        yield running
        running.close()


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory, browser: Browser) -> Iterator[Scene]:
    project = tmp_path_factory.mktemp("project")
    model = copied(project)
    folder = tmp_path_factory.mktemp("console")
    with Stack(folder, model=model, extra={"XIAOBAO_SERVICE_HOURS": ALWAYS}) as stack:
        yield Scene(
            stack,
            project,
            signed_in(browser, stack, "li", "李娜", "agent"),
            signed_in(browser, stack, "wu", "吴刚", "supervisor"),
            browser.new_page(viewport=PHONE, locale="zh-CN"),
            WebChat(stack.url).open(),
            WebChat(stack.url).open(),
        )


def signed_in(browser: Browser, stack: Stack, name: str, shown: str, role: str) -> Page:
    """Their first day: a one-time password from the operator, and one of their own."""
    once = command(stack, "desk.staff", "add", name, "--role", role, "--display-name", shown).strip()
    page = browser.new_page(viewport=DESKTOP, locale="zh-CN")
    page.goto(f"{stack.url}/console/")
    page.fill("[name=name]", name)
    page.fill("[name=password]", once)
    page.press("[name=password]", "Enter")
    page.fill("[name=old]", once)
    page.fill("[name=new]", ONES_OWN)
    page.fill("[name=again]", ONES_OWN)
    page.press("[name=again]", "Enter")
    expect(page.locator("[name=again]")).to_have_count(0)
    page.goto(f"{stack.url}/console/inbox")
    expect(page.locator("#rows, #rows-none").first).to_be_attached()
    return page


def rows(page: Page) -> Locator:
    return page.locator("#rows .entry")


def said(page: Page, sender: str) -> Locator:
    return page.locator(f"#messages > .msg[data-from={sender}]")


def answer(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def open_row(page: Page, text: str) -> None:
    rows(page).filter(has_text=text).first.click()
    expect(page.locator("#stream")).to_be_visible()


def asks_for_staff(chat: WebChat) -> None:
    chat.post({"text": "转人工"}, wait=20)


def test_three_who_ask_for_staff_stand_in_the_queue_of_both(scene: Scene) -> None:
    scene.page.goto(scene.stack.url)
    say(scene.page, "健身房关门了卡里的钱怎么办")
    expect(replies(scene.page).first).to_be_visible(timeout=30_000)
    say(scene.page, "转人工")
    scene.second.say(ODD)
    asks_for_staff(scene.second)
    scene.third.say("网上买的鞋子不喜欢能退吗")
    asks_for_staff(scene.third)
    for staff in (scene.li, scene.wu):
        expect(rows(staff)).to_have_count(3, timeout=20_000)
        expect(staff.locator("[data-count=waiting]")).to_have_text("3")
        assert staff.title().startswith("(3) ")


def test_of_two_claims_one_wins_and_the_other_is_told_who(scene: Scene) -> None:
    for staff in (scene.li, scene.wu):
        rows(staff).first.click()
        expect(staff.locator("#talk-head [data-act=claim]")).to_be_visible()
    for staff in (scene.li, scene.wu):
        staff.evaluate("document.querySelector('#talk-head [data-act=claim]').click()")
    expect(scene.li.locator("#talk-head")).to_have_attribute("data-whose", "mine")
    expect(scene.wu.locator("#talk-head")).to_have_attribute("data-whose", "theirs")
    expect(scene.wu.locator("#send")).to_be_disabled()
    expect(scene.wu.locator("#composer-closed")).to_contain_text("李娜")


def test_they_talk_both_ways_and_the_assistant_keeps_silent(scene: Scene) -> None:
    answer(scene.li, "您好，我是李娜，合同还在吗？")
    expect(replies(scene.page).last).to_contain_text("合同还在吗")
    say(scene.page, "在的，在我手里")
    expect(said(scene.li, "user").last).to_contain_text("在的，在我手里")
    expect(said(scene.wu, "staff").last).to_contain_text("合同还在吗")
    assert said(scene.li, "bot").last.inner_text() == said(scene.wu, "bot").last.inner_text()
    expect(replies(scene.page).last).to_contain_text("合同还在吗")


def test_a_cut_line_loses_nothing_and_repeats_nothing(scene: Scene) -> None:
    scene.li.context.set_offline(True)
    expect(scene.li.locator("#line")).to_contain_text("正在重连")
    texts = ["第一页有店名", "第二页是金额", "第三页盖了章"]
    for text in texts:
        say(scene.page, text)
        expect(scene.page.locator(".msg--mine").last).to_contain_text(text)
    scene.li.fill("#text", "写了一半的话")
    scene.li.context.set_offline(False)
    expect(said(scene.li, "user").last).to_contain_text(texts[-1], timeout=40_000)
    heard = said(scene.li, "user").locator(".msg__text").all_inner_texts()
    assert heard[-3:] == texts
    assert all(heard.count(text) == 1 for text in texts)
    expect(scene.li.locator("#text")).to_have_value("写了一半的话")


def test_handed_back_the_assistant_answers_again(scene: Scene) -> None:
    before = replies(scene.page).count()
    scene.li.click("#talk-head .talk__acts > [data-act=return]")
    expect(scene.li.locator("#talk-head")).to_have_attribute("data-whose", "ended")
    say(scene.page, "七天无理由怎么算")
    expect(replies(scene.page).last).to_contain_text("七", timeout=30_000)
    assert replies(scene.page).count() > before
    expect(replies(scene.page).last.locator(".card, .answer, .sources").first).to_be_attached()


def test_the_others_are_taken_and_closed_and_are_told_so(scene: Scene) -> None:
    shown = scene.wu.locator("#talk [data-conversation]")
    for left in (1, 0):
        before = shown.get_attribute("data-conversation") or ""
        rows(scene.wu).first.click()
        expect(shown).not_to_have_attribute("data-conversation", before)
        scene.wu.click("#talk-head [data-act=claim]")
        expect(scene.wu.locator("#talk-head")).to_have_attribute("data-whose", "mine")
        answer(scene.wu, "这件事我记下了")
        expect(said(scene.wu, "staff").last).to_contain_text("这件事我记下了")
        scene.wu.click("#talk-head .talk__acts > [data-ask$='/ask/close']")
        close(scene.wu)
        expect(scene.wu.locator("#talk-head")).to_have_attribute("data-whose", "ended")
        expect(scene.wu.locator("[data-count=waiting]")).to_have_text(str(left))
    for chat in (scene.second, scene.third):
        told = chat.history()
        assert any(one["from"] == "staff" and "记下了" in one["text"] for one in told)
        assert told[-1]["from"] == "system"


def close(page: Page) -> None:
    form = page.locator("form[action$='/close']")
    form.locator("select[name=reason]").select_option("solved")
    form.locator(".button--main").click()


def test_what_was_misunderstood_is_corrected_in_the_review(scene: Scene) -> None:
    scene.wu.goto(f"{scene.stack.url}/console/review")
    scene.wu.locator(".review-row").filter(has_text=ODD[:12]).click()
    scene.wu.locator("input[name=choice][value='+'], input[name=choice][data-key=t]").first.check()
    scene.wu.fill("input[name=label]", LABEL)
    scene.wu.fill("textarea[name=wording]", ODD)
    scene.wu.check("input[name=anonymous]")
    scene.wu.click("form[data-review] .button--main")
    scene.wu.goto(f"{scene.stack.url}/console/review/batches")
    expect(scene.wu.locator(".sentences").first).to_contain_text(ODD)


def test_exported_and_learned_it_is_answered_right(scene: Scene) -> None:
    chat = WebChat(scene.stack.url).open()
    assert not answered_with(chat.say(ODD), TOPIC)
    scene.wu.click("form[action$='/batches/export'] button")
    expect(scene.wu.locator("body")).to_contain_text("第 1 批")
    where = ("--project", str(scene.project), "--model", str(scene.stack.model))
    told = command(scene.stack, "operations.teach", *where)
    assert "taken up" in told
    scene.wu.goto(f"{scene.stack.url}/console/review/batches")
    expect(scene.wu.locator("main")).to_contain_text("最近一次训练")
    assert answered_with(WebChat(scene.stack.url).open().say(ODD), TOPIC)


def answered_with(given: list[dict[str, object]], topic: str) -> bool:
    answers = [one["answer"] for one in given if isinstance(one.get("answer"), dict)]
    return any(isinstance(one, dict) and one.get("topic") == topic for one in answers)
