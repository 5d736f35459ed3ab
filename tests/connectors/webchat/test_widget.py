"""The widget on somebody else's page, on another origin and under a strict policy of its own."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import BrowserContext, Frame, Page, expect

from tests.connectors.webchat.browsing import Stub

WHOLE = {"width": 1280, "height": 800}


@pytest.fixture
def host(context: BrowserContext, stub: Stub) -> Iterator[Page]:
    """Another site's page. Its own policy may have nothing to stop, and no script may fail."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None
    )
    opened.set_viewport_size(WHOLE)  # type: ignore[arg-type]
    opened.goto(f"{stub.host}?region=220100&scene=returns&position=left")
    expect(opened.locator("xiaobao-widget")).to_have_count(1)
    yield opened
    assert complaints == []


def tab_to_the_widget(host: Page) -> None:
    host.focus("#own")
    host.keyboard.press("Tab")


def opened_by_keyboard(host: Page) -> Frame:
    """The page inside."""
    tab_to_the_widget(host)
    with host.expect_event("frameattached") as attached:
        host.keyboard.press("Enter")
    frame: Frame = attached.value
    expect(frame.locator(".entry").first).to_be_visible()
    return frame


def test_it_loads_nothing_before_it_is_opened(host: Page) -> None:
    assert len(host.frames) == 1


def test_it_opens_with_the_keyboard_and_carries_region_and_scene(host: Page, stub: Stub) -> None:
    frame = opened_by_keyboard(host)
    expect(frame.locator(".entry").first).to_contain_text("七天无理由")
    frame.locator("#text").fill("七天")
    frame.locator("#text").press("Enter")
    expect(frame.locator(".msg--theirs")).to_have_count(1)
    assert stub.begun() == [{"region": "220100", "scene": "returns"}]


def test_escape_closes_it_and_gives_the_focus_back(host: Page) -> None:
    frame = opened_by_keyboard(host)
    frame.locator("#text").press("Escape")
    expect(frame.locator("#text")).to_be_hidden()
    assert host.evaluate("document.activeElement.localName") == "xiaobao-widget"


def test_escape_closes_an_open_sheet_first(host: Page) -> None:
    frame = opened_by_keyboard(host)
    frame.locator("#menu-open").click()
    frame.locator("#menu").press("Escape")
    expect(frame.locator("#menu")).to_be_hidden()
    expect(frame.locator("#text")).to_be_visible()


def test_what_comes_while_it_is_closed_is_counted_on_the_button(host: Page, stub: Stub) -> None:
    frame = opened_by_keyboard(host)
    frame.locator("#text").fill("七天")
    frame.locator("#text").press("Enter")
    expect(frame.locator(".msg--theirs")).to_have_count(1)
    frame.locator("#leave").click()
    expect(frame.locator("#text")).to_be_hidden()
    stub.tell("push", {"sender": "staff", "text": "您好，我是工作人员。"})
    expect(host.get_by_role("button", name="问小保，有 1 条新消息")).to_have_count(1)
    host.keyboard.press("Enter")
    expect(frame.locator("#text")).to_be_visible()
    expect(host.get_by_role("button", name="问小保，有 1 条新消息")).to_have_count(0)


class Elsewhere(BaseHTTPRequestHandler):
    """A site of its own that frames the page `framed` without having been named."""

    framed = ""

    def do_GET(self) -> None:
        body = f'<!doctype html><body><iframe src="{self.framed}"></iframe>'.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@pytest.fixture
def elsewhere(stub: Stub) -> Iterator[str]:
    handler = type("Framing", (Elsewhere,), {"framed": f"{stub.url}/"})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}/"
        server.shutdown()


def test_a_site_that_was_not_named_gets_no_frame(context: BrowserContext, elsewhere: str) -> None:
    page = context.new_page()
    page.goto(elsewhere)
    (frame,) = page.main_frame.child_frames
    expect(frame.locator(".entry")).to_have_count(0)
    assert frame.url.startswith("chrome-error:")
