"""Links with a region, an occasion, or a matter to go on with."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.connectors.webchat.browsing import Stub, mine, replies, say


@pytest.fixture
def opened(context: BrowserContext, stub: Stub) -> Page:
    return context.new_page()


def test_region_and_scene_go_with_the_first_message_and_are_shown(opened: Page, stub: Stub) -> None:
    opened.goto(f"{stub.url}/?region=220100&scene=prepaid")
    expect(opened.locator(".entry").first).to_contain_text("预付卡退款")
    assert stub.begun() == []
    say(opened, "七天")
    expect(opened.locator(".separator").filter(has_text="吉林省长春市")).to_have_count(1)
    assert stub.begun() == [{"region": "220100", "scene": "prepaid"}]
    expect(replies(opened)).to_have_count(1)
    assert "长春" not in opened.evaluate("JSON.stringify(localStorage)")


@pytest.mark.parametrize("query", ["region=abc&scene=A%20B", "region=99", ""])
def test_a_link_printed_wrong_keeps_nobody_out(opened: Page, stub: Stub, query: str) -> None:
    opened.goto(f"{stub.url}/?{query}")
    say(opened, "七天")
    expect(replies(opened)).to_have_count(1)
    assert stub.begun()[-1] == {}


def test_a_matter_is_gone_on_with_after_a_tap_only(opened: Page, stub: Stub) -> None:
    opened.goto(f"{stub.url}/?resume=abcdefgh12345678")
    card = opened.locator(".resume")
    expect(card).to_be_visible()
    assert stub.begun() == []
    card.get_by_role("button", name="继续").click()
    expect(opened.locator(".separator").filter(has_text="已接上您在电话里说的事")).to_have_count(1)
    expect(replies(opened)).to_contain_text("商家叫什么名字")
    expect(card).to_have_count(0)
    assert stub.begun() == [{"resume": "abcdefgh12345678"}]
    assert "resume" not in opened.url
    say(opened, "编号")
    expect(replies(opened)).to_have_count(2)
    assert len(stub.begun()) == 1


def test_a_link_that_is_over_says_so_and_the_page_still_works(opened: Page, stub: Stub) -> None:
    opened.goto(f"{stub.url}/?resume=expired-token")
    opened.locator(".resume").get_by_role("button", name="继续").click()
    expect(opened.locator(".resume [role=alert]")).to_contain_text("已经失效")
    say(opened, "七天")
    expect(replies(opened)).to_have_count(1)


def test_who_does_not_want_to_go_on_keeps_the_conversation_of_this_device(opened: Page, stub: Stub) -> None:
    opened.goto(stub.url)
    say(opened, "七天")
    expect(replies(opened)).to_have_count(1)
    opened.goto(f"{stub.url}/?resume=abcdefgh12345678")
    opened.locator(".resume").get_by_role("button", name="先不用").click()
    expect(opened.locator(".resume")).to_have_count(0)
    expect(mine(opened)).to_have_count(1)
    assert len(stub.begun()) == 1
