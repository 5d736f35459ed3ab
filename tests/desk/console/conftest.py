"""Staff who are signed in over HTTP, as a client and in a browser."""

import dataclasses
import re
from collections.abc import AsyncIterator, Awaitable, Callable

import httpx
import pytest
from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from sanic import Sanic

from desk.console.serving import DIST, MANIFEST
from desk.staff import passwords
from desk.staff.model import StaffAccount
from desk.staff.roles import Role
from desk.store.database import Database
from tests.connectors.webchat.browsing import BROWSER, BROWSER_FLAGS
from tests.desk.console.staffing import PASSWORD, quick_hasher, staff_member
from tests.requirements import absent

CSRF = re.compile(r'<meta name="csrf" content="([0-9a-f]{64})">')
WINDOW = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclasses.dataclass(frozen=True)
class StaffClient:
    """A signed-in staff member's HTTP client. It sends the CSRF token of its session with every request."""

    http: httpx.AsyncClient
    account: StaffAccount

    @property
    def csrf(self) -> str:
        return str(self.http.headers["X-CSRF-Token"])

    async def get(self, path: str, **more: object) -> httpx.Response:
        """path: below /console."""
        return await self.http.get(f"/console{path}", **more)  # type: ignore[arg-type]

    async def post(self, path: str, data: dict[str, str] | None = None, **more: object) -> httpx.Response:
        return await self.http.post(f"/console{path}", data=data or {}, **more)  # type: ignore[arg-type]


def csrf_in(page: httpx.Response) -> str:
    """The token that the forms of a page carry."""
    found = CSRF.search(page.text)
    assert found is not None, page.text[:300]
    return found[1]


@pytest.fixture(autouse=True)
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Real argon2id with little work: a tenth of a second for each sign-in adds up. tests/desk/staff has the real one."""
    monkeypatch.setattr(passwords, "_hasher", quick_hasher)


SignIn = Callable[..., Awaitable[StaffClient]]


@pytest.fixture
async def signed_in(served: str, database: Database) -> AsyncIterator[SignIn]:
    """`await signed_in(Role.AGENT)`: a client of somebody new with that role; name=, agency_id=, display_name=."""
    opened: list[httpx.AsyncClient] = []

    async def sign_in(role: Role | str, **more: str) -> StaffClient:
        account = await staff_member(database, Role(role), **more)
        http = httpx.AsyncClient(base_url=served, trust_env=False, timeout=30)
        opened.append(http)
        form = {
            "csrf": csrf_in(await http.get("/console/sign-in")),
            "name": account.name,
            "password": PASSWORD,
        }
        answer = await http.post("/console/sign-in", data=form)
        assert answer.status_code == 303, answer.text
        http.headers["X-CSRF-Token"] = csrf_in(await http.get("/console/password"))
        return StaffClient(http, account)

    yield sign_in
    for http in opened:
        await http.aclose()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Chromium, driven in the event loop that serves the app."""
    if BROWSER is None:
        absent("browser", "there is no Chromium on this machine")
    if not (DIST / MANIFEST).is_file():
        absent("browser", "the console's script and style are not built: `make page`")
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(executable_path=BROWSER, args=BROWSER_FLAGS)
        yield launched
        await launched.close()


OpenPage = Callable[..., Awaitable[Page]]


@pytest.fixture
async def opened(browser: Browser, served: str, signed_in: SignIn) -> AsyncIterator[OpenPage]:
    """`await opened(Role.AGENT, "/inbox")`: a page of the console in a browser of its own, signed in over HTTP.

    size=PHONE and scheme="dark" dress it. Whatever a test does, no script may fail and the content security policy may
    have nothing to stop.
    """
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    async def open_page(
        who: Role | str | StaffClient,
        path: str = "/",
        *,
        size: dict[str, int] = WINDOW,
        scheme: str = "light",
    ) -> Page:
        client = who if isinstance(who, StaffClient) else await signed_in(who)
        context = await browser.new_context(
            viewport=size,  # type: ignore[arg-type]
            color_scheme=scheme,  # type: ignore[arg-type]
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        cookies = [
            {"name": name, "value": value, "url": served} for name, value in client.http.cookies.items()
        ]
        await context.add_cookies(cookies)  # type: ignore[arg-type]
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda line: complaints.append(line.text) if "Security Policy" in line.text else None
        )
        await page.goto(f"{served}/console{path}")
        return page

    yield open_page
    for context in contexts:
        await context.close()
    assert complaints == []


@pytest.fixture
def terms_changed(app: Sanic) -> Callable[..., None]:  # type: ignore[type-arg]
    """Other settings for staff than the usual: terms_changed(https=True)."""

    def change(**changes: object) -> None:
        desk = app.ctx.desk
        terms = dataclasses.replace(desk.settings.staff, **changes)
        app.ctx.desk = dataclasses.replace(desk, settings=dataclasses.replace(desk.settings, staff=terms))

    return change
