"""The chat page in a real browser against page_stub.py: what the tests of the page share."""

import shutil
import socket
from typing import Any

import httpx
from playwright.sync_api import Locator, Page, Route

BROWSER = next(filter(None, map(shutil.which, ["chromium", "chromium-browser", "google-chrome"])), None)
BROWSER_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PHONE = {"width": 390, "height": 844}


class Stub:
    """The running page_stub.py and the ways to break it."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"

    def tell(self, path: str, body: dict[str, Any] | None = None) -> None:
        httpx.post(f"{self.url}/stub/{path}", json=body or {}).raise_for_status()

    def fail(self, call: str, *statuses: int) -> None:
        self.tell("faults", {"faults": {call: list(statuses)}})

    @property
    def host(self) -> str:
        """A page of another site with the widget: localhost is another origin than 127.0.0.1."""
        return f"{self.url.replace('127.0.0.1', 'localhost')}/stub/host"

    def begun(self) -> list[dict[str, Any]]:
        """Bodies with which sessions were asked for."""
        return list(httpx.get(f"{self.url}/stub/begun").json())

    def received(self) -> list[dict[str, Any]]:
        return list(httpx.get(f"{self.url}/stub/received").json())


class Held:
    """Requests that wait until the test lets them go."""

    def __init__(self, page: Page, pattern: str) -> None:
        self._waiting: list[Route] | None = []
        self._page = page
        page.route(pattern, self._meet)

    def _meet(self, route: Route) -> None:
        if self._waiting is None:
            route.continue_()
        else:
            self._waiting.append(route)

    def let_go(self) -> None:
        while not self._waiting:
            self._page.wait_for_timeout(20)
        waiting, self._waiting = self._waiting, None
        for route in waiting:
            route.continue_()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def say(page: Page, text: str) -> None:
    page.fill("#text", text)
    page.press("#text", "Enter")


def mine(page: Page) -> Locator:
    return page.locator(".msg--mine")


def replies(page: Page) -> Locator:
    return page.locator(".msg--theirs")


def open_quick_replies(page: Page) -> Locator:
    return page.locator(".quick__button:not([disabled])")
