"""The chat page in a real browser, against page_stub.py: what a person on a bad phone lives through."""

from typing import Any

import pytest
from playwright.sync_api import APIResponse, BrowserContext, Page, Route, expect

from tests.connectors.webchat.browsing import (
    Held,
    Stub,
    mine,
    open_quick_replies,
    replies,
    say,
)

SMALLEST_TOUCH_PX = 44
TEXT_SIZES = ["standard", "large", "huge"]


def test_opening_the_page_sends_nothing(page: Page, stub: Stub) -> None:
    assert stub.received() == []
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.includes('session')).length") == 0


def test_a_suggested_entry_is_sent_as_ordinary_text(page: Page, stub: Stub) -> None:
    page.locator(".entry").nth(1).click()
    expect(replies(page)).to_have_count(1)
    assert list(stub.received()[0]) == ["message_id", "text"]


def test_enter_sends_and_shift_enter_breaks_the_line(page: Page, stub: Stub) -> None:
    page.fill("#text", "第一行")
    page.press("#text", "Shift+Enter")
    page.type("#text", "第二行")
    assert stub.received() == []
    page.press("#text", "Enter")
    expect(mine(page).locator(".bubble__text")).to_have_text("第一行\n第二行", use_inner_text=True)
    expect(page.locator("#text")).to_have_value("")


@pytest.mark.parametrize("event", [{"isComposing": True}, {"keyCode": 229}])
def test_enter_during_composition_does_not_send(page: Page, event: dict[str, Any]) -> None:
    page.fill("#text", "tousu")
    page.evaluate(
        "(init) => document.querySelector('#text').dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'Enter', bubbles: true, ...init}))",
        event,
    )
    expect(page.locator("#text")).to_have_value("tousu")
    expect(mine(page)).to_have_count(0)


def test_enter_that_picks_a_word_in_the_input_method_does_not_send(
    page: Page, context: BrowserContext
) -> None:
    page.focus("#text")
    devtools = context.new_cdp_session(page)
    devtools.send("Input.imeSetComposition", {"text": "投诉", "selectionStart": 2, "selectionEnd": 2})
    devtools.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": "Enter", "windowsVirtualKeyCode": 13})
    expect(mine(page)).to_have_count(0)


def test_a_blank_message_is_not_sent(page: Page) -> None:
    say(page, "  \n ")
    expect(page.locator("#send")).to_be_disabled()
    expect(mine(page)).to_have_count(0)


def test_a_message_refused_with_503_is_sent_again_under_the_same_id(page: Page, stub: Stub) -> None:
    stub.fail("POST messages", 503, 429)
    say(page, "编号")
    expect(mine(page)).to_have_attribute("data-state", "retrying")
    expect(page.locator(".case__no")).to_be_visible()
    assert len({message["message_id"] for message in stub.received()}) == 1


def test_the_same_answer_comes_once_when_the_202_was_lost(page: Page, stub: Stub) -> None:
    lost: list[str] = []

    def deliver_but_drop_the_answer(route: Any) -> None:
        if route.request.method != "POST" or lost:
            route.continue_()
            return
        lost.append(route.request.post_data)
        route.fetch()
        route.abort()

    page.route("**/webchat/api/messages", deliver_but_drop_the_answer)
    say(page, "编号")
    expect(mine(page)).to_have_attribute("data-state", "delivered")
    expect(page.locator(".case__no")).to_have_count(1)
    assert len({message["message_id"] for message in stub.received()}) == 1


def test_an_unsent_message_survives_a_reload(page: Page, stub: Stub) -> None:
    stub.fail("POST messages", *[503] * 3)
    say(page, "这句话不能丢")
    expect(mine(page)).to_have_attribute("data-state", "retrying")
    page.reload()
    expect(mine(page)).to_have_count(1)
    expect(mine(page)).to_have_attribute("data-state", "delivered")
    assert [message["text"] for message in stub.received()] == ["这句话不能丢"]


def test_a_message_that_could_not_be_sent_goes_out_at_a_tap(page: Page, stub: Stub) -> None:
    page.clock.install()
    stub.fail("POST messages", *[500] * 6)
    say(page, "编号")
    for _ in range(6):
        page.wait_for_timeout(200)
        page.clock.run_for(40_000)
    expect(mine(page)).to_have_attribute("data-state", "failed")
    page.locator(".msg__again").click()
    expect(page.locator(".case__no")).to_be_visible()


def test_a_refused_message_can_be_taken_back_and_changed(page: Page) -> None:
    say(page, "不收")
    expect(page.locator(".msg__problem")).to_be_visible()
    page.locator(".msg__again").click()
    expect(mine(page)).to_have_count(0)
    expect(page.locator("#text")).to_have_value("不收")


def test_a_refused_message_stays_where_it_was_said(page: Page) -> None:
    say(page, "不收")
    expect(page.locator(".msg__problem")).to_be_visible()
    say(page, "编号")
    expect(page.locator(".case__no")).to_be_visible()
    assert mine(page).locator(".bubble__text").all_inner_texts() == ["不收", "编号"]


def test_a_draft_survives_a_reload(page: Page) -> None:
    page.fill("#text", "写了一半")
    page.reload()
    expect(page.locator("#text")).to_have_value("写了一半")


def test_html_is_shown_as_text(page: Page) -> None:
    typed = "脚本 <script>alert(1)</script> &amp;"
    say(page, typed)
    expect(replies(page)).to_have_count(1)
    expect(mine(page).locator(".bubble__text")).to_have_text(typed)
    expect(replies(page).locator(".bubble__text")).to_contain_text("<img src=x")
    assert page.locator("#log .Bubble img, #log script, #log b").count() == 0


def test_returning_shows_the_same_conversation(page: Page) -> None:
    page.locator(".entry").nth(1).click()
    expect(open_quick_replies(page)).to_have_count(3)
    open_quick_replies(page).first.click()
    expect(open_quick_replies(page)).to_have_count(2)
    before = page.locator(".bubble__text").all_inner_texts()
    page.reload()
    expect(page.locator(".bubble__text")).to_have_count(len(before))
    assert page.locator(".bubble__text").all_inner_texts() == before
    expect(page.locator(".quick__button")).to_have_count(2)  # only the offers not answered yet


def test_a_quick_reply_is_sent_once_as_payload_and_shown_as_said(page: Page, stub: Stub) -> None:
    say(page, "投诉")
    chosen = open_quick_replies(page).first
    title = chosen.inner_text()
    chosen.dblclick()
    expect(mine(page).nth(1)).to_contain_text(title)
    expect(replies(page)).to_have_count(3)
    assert [list(message) for message in stub.received()] == [
        ["message_id", "text"],
        ["message_id", "payload"],
    ]
    expect(page.locator(".quick__button--chosen")).to_be_disabled()


def test_only_the_newest_turn_s_quick_replies_stay_open(page: Page, stub: Stub) -> None:
    say(page, "你好")
    expect(open_quick_replies(page)).to_have_count(3)
    for second, title in [("01", "甲"), ("02", "乙"), ("02", "丙")]:
        choice = {"title": title, "payload": title}
        stub.tell(
            "push", {"sender": "bot", "quick_replies": [choice], "created_at": f"2099-01-01T00:00:{second}Z"}
        )
    expect(page.locator(".quick__button")).to_have_count(6)
    assert open_quick_replies(page).all_inner_texts() == ["乙", "丙"]


def test_replies_come_by_polling_where_streams_do_not(page: Page, stub: Stub) -> None:
    stub.tell("faults", {"streaming": False})
    say(page, "编号")
    expect(page.locator(".case__no")).to_be_visible()
    expect(page.locator("#state")).to_have_attribute("data-state", "online")


def test_a_message_that_comes_by_stream_and_history_is_shown_once(page: Page, stub: Stub) -> None:
    say(page, "编号")
    expect(replies(page)).to_have_count(1)
    stub.tell("push", {"sender": "staff", "text": "您好，我是工作人员。"})
    expect(page.locator(".msg--staff")).to_have_count(1)
    with page.expect_response(lambda response: "/messages?" in response.url):
        page.evaluate("window.dispatchEvent(new Event('online'))")  # reads the history again
    page.wait_for_timeout(200)
    expect(page.locator(".msg--staff")).to_have_count(1)
    expect(mine(page)).to_have_count(1)


def test_a_reset_reads_the_history_again_and_keeps_what_is_unsent(page: Page, stub: Stub) -> None:
    say(page, "编号")
    expect(replies(page)).to_have_count(1)
    stub.fail("POST messages", *[503] * 9)
    say(page, "还没发出去")
    expect(mine(page).nth(1)).to_have_attribute("data-state", "retrying")
    with page.expect_response(lambda response: "/messages?" in response.url):
        stub.tell("event", {"event": "reset", "data": {}})
    expect(replies(page)).to_have_count(1)
    expect(mine(page)).to_have_count(2)
    expect(mine(page).last).to_contain_text("还没发出去")


def test_a_dropped_stream_is_resumed_from_the_last_event(page: Page, stub: Stub) -> None:
    say(page, "编号")
    expect(replies(page)).to_have_count(1)
    with page.expect_request("**/webchat/api/events") as resumed:
        stub.tell("event", {"event": "close", "data": {}})
    assert resumed.value.headers["last-event-id"] == "m000002"
    stub.tell("push", {"sender": "staff", "text": "您好，我是工作人员。"})
    expect(page.locator(".msg--staff")).to_have_count(1)


def test_an_answer_that_overtakes_the_receipt_stands_below_its_question(page: Page, stub: Stub) -> None:
    receipts: list[tuple[Route, APIResponse]] = []
    stub.tell("faults", {"pace_seconds": 1})
    page.route("**/webchat/api/messages?**", lambda route: route.abort())
    page.route("**/webchat/api/messages", lambda route: receipts.append((route, route.fetch())))
    stream = Held(page, "**/webchat/api/events")
    say(page, "编号")
    while not receipts:
        page.wait_for_timeout(20)
    stream.let_go()
    expect(replies(page)).to_have_count(1)
    expect(page.locator(".msg").first).to_contain_class("msg--mine")
    for route, receipt in receipts:
        route.fulfill(response=receipt)
    expect(page.locator(".msg").first).to_have_attribute("data-state", "delivered")


def test_an_expired_session_starts_a_new_conversation_and_says_so(page: Page, stub: Stub) -> None:
    say(page, "你好")
    expect(open_quick_replies(page)).to_have_count(3)
    separators = page.locator(".separator").count()
    stub.tell("expire")
    say(page, "编号")
    expect(page.locator(".case__no")).to_be_visible()
    expect(page.locator(".separator")).to_have_count(separators + 1)


def test_an_offer_of_an_expired_conversation_is_not_sent_to_the_new_one(page: Page, stub: Stub) -> None:
    say(page, "你好")
    expect(open_quick_replies(page)).to_have_count(3)
    stub.tell("expire")
    open_quick_replies(page).first.click()
    expect(mine(page).nth(1)).to_have_attribute("data-state", "refused")
    assert len(stub.received()) == 1


def test_a_failed_turn_can_be_tried_again_as_a_new_message(page: Page, stub: Stub) -> None:
    say(page, "你好")
    expect(replies(page)).to_have_count(1)
    say(page, "失败")
    expect(mine(page).nth(1)).to_have_attribute("data-state", "turn_failed")
    page.locator(".msg__again").click()
    expect(mine(page).nth(2)).to_have_attribute("data-state", "turn_failed")
    expect(page.locator(".msg__again")).to_have_count(1)
    assert len({message["message_id"] for message in stub.received()}) == 3


def test_typing_is_shown_while_a_turn_runs_and_not_afterwards(page: Page, stub: Stub) -> None:
    stub.tell("faults", {"pace_seconds": 1})
    say(page, "编号")
    expect(page.locator("#typing")).to_be_visible()
    expect(replies(page)).to_have_count(1)
    expect(page.locator("#typing")).to_be_hidden()


def test_a_text_beyond_five_thousand_characters_is_kept_and_not_sent(page: Page, stub: Stub) -> None:
    say(page, "长" * 5_001)
    expect(page.locator("#hint")).to_contain_class("hint--problem")
    assert len(page.input_value("#text")) == 5_001
    assert stub.received() == []


def test_five_thousand_characters_are_sent_whole(page: Page, stub: Stub) -> None:
    say(page, "长" * 5_000)
    expect(replies(page)).to_have_count(1)
    assert len(stub.received()[0]["text"]) == 5_000


def test_a_picture_is_uploaded_and_then_sent_by_its_id(page: Page, stub: Stub) -> None:
    page.set_input_files("#file", {"name": "小票.png", "mimeType": "image/png", "buffer": b"\x89PNG" * 500})
    expect(mine(page)).to_contain_text("小票.png")
    expect(mine(page)).to_have_attribute("data-state", "delivered")
    assert list(stub.received()[0]) == ["message_id", "attachment_id"]


@pytest.mark.parametrize(("media_type", "size"), [("image/png", 10 * 1024 * 1024 + 1), ("text/html", 10)])
def test_a_file_too_large_or_of_another_kind_is_not_uploaded(page: Page, media_type: str, size: int) -> None:
    page.set_input_files("#file", {"name": "x", "mimeType": media_type, "buffer": b"x" * size})
    expect(page.locator("#hint")).to_contain_class("hint--problem")
    expect(mine(page)).to_have_count(0)


def test_times_are_those_of_china_and_a_new_day_gets_a_line(page: Page, stub: Stub) -> None:
    say(page, "你好")
    expect(replies(page)).to_have_count(1)
    for created_at in ["2020-01-02T17:30:00Z", "2020-01-02T17:31:00Z", "2020-01-03T17:00:00Z"]:
        stub.tell("push", {"sender": "staff", "text": "您好", "created_at": created_at})
    expect(page.locator(".separator")).to_have_count(3)
    assert page.locator(".separator").all_inner_texts()[1:] == ["2020年1月3日 01:30", "2020年1月4日 01:00"]


def test_a_state_not_known_to_the_page_is_shown_as_it_came(page: Page, stub: Stub) -> None:
    say(page, "你好")
    expect(replies(page)).to_have_count(1)
    stub.tell("push", {"sender": "system", "case": {"case_no": "XB-1", "status": "some_new_state"}})
    expect(page.locator(".case__state")).to_contain_text("some_new_state")


def test_a_long_answer_is_shown_from_its_first_line(page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 500})
    say(page, "长")
    expect(replies(page).locator(".Message-author")).to_be_in_viewport()
    expect(page.locator("#jump")).to_be_visible()
    page.click("#jump")
    expect(page.locator("#jump")).to_be_hidden()


def test_clearing_the_device_leaves_nothing_on_it(page: Page) -> None:
    say(page, "编号")
    expect(replies(page)).to_have_count(1)
    page.click("#menu-open")
    page.locator("#menu .sheet__item--danger").click()
    page.locator("#clear .sheet__button--danger").click()
    expect(mine(page)).to_have_count(0)
    assert page.evaluate("Object.keys(localStorage).filter((key) => !key.endsWith('draft'))") == []


def choose_text_size(page: Page, size: str) -> None:
    page.click("#menu-open")
    page.check(f"input[value={size}]", force=True)
    page.keyboard.press("Escape")


@pytest.mark.parametrize("size", TEXT_SIZES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_nothing_scrolls_sideways(page: Page, width: int, size: str) -> None:
    page.set_viewport_size({"width": width, "height": 640})
    choose_text_size(page, size)
    for text in ["七天", "编号", "长" + "8" * 90, "https://example.com/" + "x" * 300]:
        say(page, text)
    expect(page.locator(".case__no")).to_be_visible()
    expect(mine(page)).to_have_count(4)
    overflow = page.evaluate(
        "['html', '#scroller', '.bar', '.foot'].map((s) => document.querySelector(s))"
        ".filter((node) => node.scrollWidth > node.clientWidth).map((node) => node.className)"
    )
    assert overflow == []


def test_the_text_size_is_remembered(page: Page) -> None:
    choose_text_size(page, "large")
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-size", "large")


def test_every_control_has_a_name_and_is_big_enough_to_tap(page: Page) -> None:
    say(page, "编号")
    say(page, "七天")
    expect(open_quick_replies(page)).to_have_count(3)
    page.click("#menu-open")
    for control in page.locator("button:visible:enabled, summary:visible, textarea:visible").all():
        name = (control.inner_text() or control.get_attribute("aria-label") or "").strip()
        box = control.bounding_box()
        assert name or control.get_attribute("id") == "text"
        assert box is not None
        assert min(box["width"], box["height"]) >= SMALLEST_TOUCH_PX, name


def test_the_conversation_works_with_the_keyboard_alone(page: Page) -> None:
    page.focus("#text")
    page.keyboard.type("投诉")
    page.keyboard.press("Enter")
    expect(open_quick_replies(page)).to_have_count(2)
    open_quick_replies(page).first.focus()
    page.keyboard.press("Enter")
    expect(replies(page)).to_have_count(3)
    expect(page.locator("#text")).to_be_focused()
