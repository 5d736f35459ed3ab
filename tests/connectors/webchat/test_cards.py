"""Cards: sources unfolding, consent, the summary with its rows, a case and how far it has come."""

from playwright.sync_api import Page, expect

from tests.connectors.webchat.browsing import Stub, mine, open_quick_replies, replies, say


def test_sources_unfold_at_a_tap(page: Page) -> None:
    say(page, "七天")
    laws = page.locator(".sources__list")
    expect(page.locator(".sources summary")).to_contain_text("依据 3 条")
    expect(laws).to_be_hidden()
    page.locator(".sources summary").click()
    expect(laws).to_be_visible()
    expect(laws.locator("li")).to_have_count(2)  # articles of one law stand on one line


def test_what_the_data_are_for_can_be_read_before_agreeing(page: Page, stub: Stub) -> None:
    say(page, "登记")
    page.locator(".consent-more").click()
    sheet = page.locator("#consent")
    expect(sheet).to_be_visible()
    for part in ("姓名", "存多久", "180 天", "删除我的信息"):
        expect(sheet).to_contain_text(part)
    sheet.get_by_role("button", name="同意，开始").click()
    expect(sheet).to_be_hidden()
    expect(mine(page).nth(1)).to_contain_text("同意，开始")
    assert [list(message) for message in stub.received()] == [
        ["message_id", "text"],
        ["message_id", "payload"],
    ]
    expect(page.locator(".consent-more")).to_have_count(0)


def test_consent_is_only_offered_where_it_is_asked_for(page: Page) -> None:
    say(page, "投诉")
    expect(open_quick_replies(page)).to_have_count(2)
    expect(page.locator(".consent-more")).to_have_count(0)
    expect(page.locator("#consent .sheet__actions button")).to_have_count(0)


def test_the_summary_stands_in_rows_and_each_can_be_changed(page: Page, stub: Stub) -> None:
    say(page, "核对")
    card = page.locator(".summary")
    expect(card.locator("dt")).to_have_count(9)
    expect(card).to_contain_text("1,280元")
    expect(card.locator("button")).to_have_count(8)  # how many files there are is no field to retype
    card.locator("[data-slot=amount] button").click()
    expect(replies(page)).to_have_count(2)
    assert stub.received()[1]["text"] == "修改涉及金额"
    expect(card.locator("button")).to_have_count(0)  # of a question that has passed


def test_a_case_shows_how_far_it_has_come_at_a_tap(page: Page) -> None:
    say(page, "编号")
    card = page.locator(".case")
    expect(card.locator(".Step")).to_have_count(0)
    card.get_by_role("button", name="查看进度").click()
    expect(card.locator(".Step")).to_have_count(4)
    for part in (
        "要求补充材料",
        "请补一张购物小票。",
        "2026年11月23日",
        "看是否都同意调解",
        "调解 2027年1月24日",
    ):
        expect(card).to_contain_text(part)
    expect(card.locator(".case__state")).to_contain_text("已受理")


def test_a_progress_that_cannot_be_had_is_said_and_can_be_asked_for_again(page: Page, stub: Stub) -> None:
    say(page, "编号")
    stub.fail("GET XB26-7K3M-94QF", 503)
    card = page.locator(".case")
    card.get_by_role("button", name="查看进度").click()
    expect(card.locator(".msg__problem")).to_be_visible()
    card.get_by_role("button", name="再查一次").click()
    expect(card.locator(".Step")).to_have_count(4)
    expect(card.locator(".msg__problem")).to_have_count(0)


def test_of_a_case_filed_elsewhere_the_way_to_its_progress_is_told(page: Page, stub: Stub) -> None:
    say(page, "你好")
    expect(replies(page)).to_have_count(1)
    stub.tell("push", {"sender": "bot", "case": {"case_no": "XB-1", "status": "已登记"}})
    page.locator(".case").get_by_role("button", name="查看进度").click()
    expect(page.locator(".case .msg__problem")).to_contain_text("手机后四位")


def test_who_speaks_is_marked(page: Page) -> None:
    say(page, "七天")
    expect(page.locator(".msg--bot .Message-author")).to_contain_text("AI 生成")
    say(page, "转人工")
    expect(page.locator(".msg--staff .Message-author")).to_have_text("工作人员")
    expect(page.locator(".msg--system .Message-author")).to_have_count(0)


def test_an_answer_is_judged_at_a_tap_and_shows_it_after_the_page_was_opened_again(page: Page) -> None:
    say(page, "七天")
    word = page.locator(".feedback__button--unhelpful")
    word.click()
    expect(word).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".feedback__note")).to_contain_text("我们会看这条回答")
    page.reload()
    expect(word).to_have_attribute("aria-pressed", "true")
    word.click()
    expect(word).to_have_attribute("aria-pressed", "false")
    page.locator(".feedback__button--helpful").click()
    expect(page.locator("[aria-pressed=true]")).to_have_text("有用")


def test_a_word_that_did_not_arrive_is_taken_back_and_said(page: Page, stub: Stub) -> None:
    say(page, "七天")
    expect(page.locator(".feedback")).to_be_visible()
    stub.fail("PUT feedback", 503)
    page.locator(".feedback__button--helpful").click()
    expect(page.locator(".feedback__note")).to_contain_text("再点一次")
    expect(page.locator(".feedback__button--helpful")).to_have_attribute("aria-pressed", "false")


def test_only_answers_are_judged(page: Page) -> None:
    say(page, "投诉")
    expect(open_quick_replies(page)).to_have_count(2)
    expect(page.locator(".feedback")).to_have_count(0)
