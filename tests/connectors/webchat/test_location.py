"""Sending where one is: asked only after a tap, sent inexactly, and no harm when it cannot be had."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.connectors.webchat.browsing import Stub, mine, replies, say

FOUND = "{coords: {latitude: 43.88, longitude: 125.32, accuracy: 20}}"
EXACT = {"latitude": 43.88123, "longitude": 125.32456, "accuracy": 34.5}


def allow(context: BrowserContext) -> None:
    context.grant_permissions(["geolocation"])
    context.set_geolocation(EXACT)  # type: ignore[arg-type]


def open_sheet(page: Page) -> None:
    page.click("#menu-open")
    page.get_by_role("button", name="发送位置", exact=True).click()
    expect(page.locator("#location")).to_be_visible()


def tap(page: Page, title: str) -> None:
    page.locator("#location").get_by_role("button", name=title, exact=True).click()


def answering(page: Page, script: str | None) -> None:
    """Let the browser's geolocation do as `script` says, a function of its three arguments; None: have none."""
    value = f"{{getCurrentPosition: {script}}}" if script else "undefined"
    page.evaluate(
        f"void Object.defineProperty(navigator, 'geolocation', {{configurable: true, value: {value}}})"
    )


def test_an_allowed_location_is_sent_no_more_exactly_than_needed(
    page: Page, context: BrowserContext, stub: Stub
) -> None:
    allow(context)
    open_sheet(page)
    tap(page, "发送")
    expect(replies(page)).to_have_count(1)
    expect(page.locator("#location")).to_be_hidden()
    (sent,) = stub.received()
    assert sent["location"] == {"latitude": 43.88, "longitude": 125.32, "accuracy": 35}
    assert set(sent) == {"message_id", "location"}
    expect(mine(page)).to_have_count(1)


def test_nothing_is_asked_or_sent_before_the_tap(page: Page, stub: Stub) -> None:
    answering(page, "() => { window.asked = true; }")
    open_sheet(page)
    told = page.locator("#location")
    for part in ("当地的投诉电话", "也会填成事情发生的地区", "能看、能改", "不保存具体位置"):
        expect(told).to_contain_text(part)
    tap(page, "先不发")
    expect(page.locator("#location")).to_be_hidden()
    assert page.evaluate("window.asked") is None
    assert stub.received() == []


def test_delivered_it_leaves_no_coordinates_on_the_device(page: Page, context: BrowserContext) -> None:
    allow(context)
    open_sheet(page)
    tap(page, "发送")
    expect(replies(page)).to_have_count(1)
    assert "125.32" not in page.evaluate("JSON.stringify(localStorage)")


@pytest.mark.parametrize("accuracy", ["Infinity", "NaN", "undefined", "null"])
def test_an_accuracy_the_device_cannot_tell_is_left_out(page: Page, stub: Stub, accuracy: str) -> None:
    point = f"{{coords: {{latitude: 43.88, longitude: 125.32, accuracy: {accuracy}}}}}"
    answering(page, f"(found) => found({point})")
    open_sheet(page)
    tap(page, "发送")
    expect(replies(page)).to_have_count(1)
    assert stub.received()[0]["location"] == {"latitude": 43.88, "longitude": 125.32}


def unsent(page: Page, context: BrowserContext, stub: Stub) -> None:
    """A location that the server did not take, however often it was tried."""
    allow(context)
    page.clock.install()
    stub.fail("POST messages", *[503] * 6)
    open_sheet(page)
    tap(page, "发送")
    for _ in range(6):
        page.wait_for_timeout(200)
        page.clock.run_for(40_000)
    expect(mine(page)).to_have_attribute("data-state", "failed")


def test_a_location_that_could_not_be_sent_goes_out_at_a_tap_while_it_is_new(
    page: Page, context: BrowserContext, stub: Stub
) -> None:
    unsent(page, context, stub)
    page.locator(".msg__again").click()
    expect(mine(page)).to_have_attribute("data-state", "delivered")
    assert [list(message) for message in stub.received()] == [["message_id", "location"]]


def test_an_old_location_is_neither_kept_nor_sent(page: Page, context: BrowserContext, stub: Stub) -> None:
    unsent(page, context, stub)
    assert "125.32" in page.evaluate("JSON.stringify(localStorage)")
    page.clock.run_for(10 * 60_000)
    assert "125.32" not in page.evaluate("JSON.stringify(localStorage)")
    page.locator(".msg__again").click()
    expect(mine(page)).to_have_attribute("data-state", "refused")
    expect(mine(page).locator(".msg__problem")).to_contain_text("直接打字")
    expect(mine(page).locator(".msg__again")).to_have_count(0)
    assert stub.received() == []


def test_a_location_of_an_earlier_visit_is_dropped_once_it_is_old(page: Page, stub: Stub) -> None:
    entry = {
        "message_id": "an-earlier-one", "session_id": None, "state": "failed", "text": "[位置]",
        "created_at": "2026-01-02T03:04:05.000Z", "body": {"location": {"latitude": 43.88, "longitude": 125.32}},
    }  # fmt: skip
    page.evaluate(
        "(entry) => localStorage.setItem('xiaobao.outbox.' + entry.message_id, JSON.stringify(entry))", entry
    )
    page.reload()
    say(page, "你好")
    expect(replies(page)).to_have_count(1)
    expect(mine(page)).to_have_count(1)
    assert "125.32" not in page.evaluate("JSON.stringify(localStorage)")
    assert [list(message) for message in stub.received()] == [["message_id", "text"]]


def test_a_refused_location_is_not_put_into_what_is_being_written(
    page: Page, context: BrowserContext, stub: Stub
) -> None:
    allow(context)
    stub.fail("POST messages", 422)
    open_sheet(page)
    tap(page, "发送")
    expect(mine(page)).to_have_attribute("data-state", "refused")
    expect(page.locator(".msg__again")).to_have_count(0)
    assert "125.32" not in page.evaluate("JSON.stringify(localStorage)")


@pytest.mark.parametrize(
    "script",
    [
        "(_found, failed) => failed({code: 1})",  # refused, or plain http
        "(_found, failed) => failed({code: 2})",  # not to be had
        "(_found, failed) => setTimeout(failed, 20, {code: 3})",  # too slow
    ],
)
def test_without_a_location_the_person_is_kindly_asked_to_type(page: Page, stub: Stub, script: str) -> None:
    answering(page, script)
    open_sheet(page)
    tap(page, "发送")
    expect(page.locator("#location [role=status]")).to_have_text("没拿到位置，直接打字告诉我在哪个城市就行。")
    tap(page, "我来打字")
    expect(page.locator("#location")).to_be_hidden()
    expect(page.locator("#text")).to_be_focused()
    assert stub.received() == []


def test_where_the_browser_knows_no_location_the_person_is_asked_to_type(page: Page) -> None:
    answering(page, None)
    open_sheet(page)
    tap(page, "发送")
    expect(page.locator("#location [role=status]")).to_contain_text("直接打字")


def test_after_a_refusal_it_can_be_tried_again(page: Page, stub: Stub) -> None:
    answering(page, "(_found, failed) => failed({code: 1})")
    open_sheet(page)
    tap(page, "发送")
    answering(page, f"(found) => found({FOUND})")
    tap(page, "再试一次")
    expect(replies(page)).to_have_count(1)
    assert len(stub.received()) == 1


def test_a_location_that_comes_after_the_sheet_was_closed_is_not_sent(page: Page, stub: Stub) -> None:
    answering(page, "(found) => { window.answer = found; }")
    open_sheet(page)
    tap(page, "发送")
    tap(page, "先不发")
    page.evaluate(f"window.answer({FOUND})")
    open_sheet(page)  # the answer has been dealt with by now
    assert stub.received() == []
    expect(mine(page)).to_have_count(0)
    expect(page.locator("#location").get_by_role("button", name="发送", exact=True)).to_be_enabled()


def test_in_a_session_renewed_meanwhile_it_is_still_sent(
    page: Page, context: BrowserContext, stub: Stub
) -> None:
    allow(context)
    open_sheet(page)
    tap(page, "发送")
    expect(replies(page)).to_have_count(1)
    stub.tell("expire")
    open_sheet(page)
    tap(page, "发送")
    expect(replies(page)).to_have_count(2)
    expect(mine(page)).to_have_count(2)
