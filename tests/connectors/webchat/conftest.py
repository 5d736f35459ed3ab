"""A browser, the running page_stub.py, and the page opened in a phone's window."""

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from connectors.webchat.built import DIST, INDEX
from tests.connectors.webchat.browsing import BROWSER, BROWSER_FLAGS, PHONE, Stub, free_port
from tests.requirements import absent

ROOT = Path(__file__).resolve().parents[3]
START_SECONDS = 60.0  # importing the desk takes some seconds of a core that others use, too


@pytest.fixture(scope="module")
def running_stub() -> Iterator[Stub]:
    port = free_port()
    command = [sys.executable, "-m", "tests.connectors.webchat.page_stub", str(port), "--framed-by"]
    process = subprocess.Popen([*command, f"http://localhost:{port}"], cwd=ROOT)
    running = Stub(port)
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            running.tell("anew")
            break
        except httpx.TransportError:
            assert process.poll() is None, "page_stub.py stopped"
            assert time.monotonic() < deadline, "page_stub.py did not start"
            time.sleep(0.1)
    yield running
    process.terminate()
    process.wait()


@pytest.fixture
def stub(running_stub: Stub) -> Stub:
    running_stub.tell("anew")
    running_stub.tell("faults", {"pace_seconds": 0.05})
    return running_stub


@pytest.fixture(scope="session", autouse=True)
def built_page() -> None:
    """What most of these tests are about; `make test` builds it first."""
    if not (DIST / INDEX).is_file():
        absent("browser", "the chat page is not built: `make page`")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    if BROWSER is None:
        absent("browser", "there is no Chromium on this machine")
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=BROWSER, args=BROWSER_FLAGS)
        yield launched
        launched.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport=PHONE, locale="zh-CN", timezone_id="Asia/Shanghai", has_touch=True)  # type: ignore[arg-type]
    made.set_default_timeout(10_000)
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, stub: Stub) -> Iterator[Page]:
    """The opened page. Whatever a test does, no script may fail and the CSP may have nothing to stop."""
    opened = context.new_page()
    complaints: list[str] = []
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on(
        "console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None
    )
    opened.goto(stub.url)
    expect(opened.locator(".entry").first).to_be_visible()
    yield opened
    assert complaints == []
