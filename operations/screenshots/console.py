"""The console: every screen of a made-up office at two widths, some in the dark, and an office on its first day."""

import asyncio
import contextlib
import os
import re
import tempfile
from collections.abc import AsyncIterator, Iterable
from pathlib import Path

from playwright.async_api import Browser, BrowserContext, Page, async_playwright
from sqlalchemy import select

from desk.insight.model import QuestionCluster
from desk.review.model import ReviewItem
from desk.review.states import ReviewState
from desk.staff.model import StaffAccount
from desk.warnings.model import Warning
from operations.screenshots.browser import ARGUMENTS, CHROMIUM, IMAGES
from operations.screenshots.made_up import cases, conversations, figures
from operations.screenshots.made_up.assistant import assistant
from operations.screenshots.made_up.conversations import Talks
from operations.screenshots.made_up.people import Member, employ, signed_in
from operations.screenshots.office import MOMENT, Office, opened
from operations.screenshots.shots import EMPTY, SHOTS, Shot
from operations.screenshots.shrink import TALLEST, save_small

FOLDER = IMAGES / "console"
SIZES = {1440: 900, 390: 844}
EVIDENCE = re.compile(r'href="/console(/cases/[A-Z0-9]+/files/[0-9a-f-]{36})"')
NAMES = ("wang.fang", "zhao.lei", "li.na", "chen.jing", "zhou.ming")
Members = dict[str, Member]


async def furnish(office: Office, members: Members, talks: Talks) -> dict[str, str]:
    """Write everything that is shown; what the addresses of the screens name."""
    wang, zhao, li, chen, zhou = (members[name] for name in NAMES)
    book = cases.Cases(office)
    await cases.past_weeks(book)
    found = await cases.running(book) | await cases.ended(book)
    await cases.work_on(wang, li, found, office)
    await cases.call_backs(office, found)
    await figures.visits(office)
    office.at("08:00")
    await conversations.settings(zhou)
    await conversations.unanswered(talks)
    await figures.reviewed(office, chen)
    versions = await figures.drafts(office)
    talked = await conversations.the_day(talks, wang, zhao)
    await figures.computed(office)
    evidence = EVIDENCE.search(await wang.get(f"/cases/{found['mediating'].case_no}"))
    assert evidence is not None
    async with office.desk.database.read() as session:
        item = await session.scalar(
            select(ReviewItem.id).where(ReviewItem.state == ReviewState.OPEN).limit(1)
        )
        group = await session.scalar(select(QuestionCluster.id).limit(1))
        warning = await session.scalar(select(Warning.id).limit(1))
        person = await session.scalar(select(StaffAccount.id).where(StaffAccount.name == "zhao.lei"))
    named = {
        "item": item, "questions": f"/insight/questions/{group}", "warning": warning, "person": person,
        "evidence": evidence[1],
    }  # fmt: skip
    numbers = {name: case.case_no for name, case in found.items()}
    return numbers | talked | versions | {name: str(value) for name, value in named.items()}


@contextlib.asynccontextmanager
async def page_of(
    browser: Browser, office: Office, member: Member | None, width: int, *, dark: bool
) -> AsyncIterator[Page]:
    """A page in a window of that width. Its clock stands at MOMENT; what waits goes on waiting in real time."""
    context: BrowserContext = await browser.new_context(
        viewport={"width": width, "height": SIZES[width]},
        color_scheme="dark" if dark else "light",
        locale="zh-CN",
        timezone_id="Asia/Shanghai",
        reduced_motion="reduce",
        has_touch=width < 500,
    )
    if member is not None:
        await context.add_cookies(
            [{"name": name, "value": value, "url": office.url} for name, value in member.http.cookies.items()]
        )
    page = await context.new_page()
    await page.clock.set_fixed_time(MOMENT)
    yield page
    await context.close()


async def shoot(page: Page, office: Office, shot: Shot, values: dict[str, str], target: Path) -> None:
    await page.goto(f"{office.url}/console{shot.path.format(**values)}")
    if shot.prepare is not None:
        await shot.prepare(page)
    await page.wait_for_timeout(350)  # charts and what is fetched settle
    if shot.whole:  # a taller window, rather than a page stitched together with the bar across its middle
        height = await page.evaluate("document.documentElement.scrollHeight")
        width = await page.evaluate("innerWidth")
        await page.set_viewport_size({"width": width, "height": max(SIZES[width], min(height, TALLEST))})
        await page.wait_for_timeout(150)
    save_small(await page.screenshot(), target)


async def shoot_all(
    browser: Browser, office: Office, members: Members, shots: Iterable[Shot], values: dict[str, str]
) -> list[str]:
    """Every screen in its dresses; names of those that could not be taken, with why."""
    failed = []
    for shot in shots:
        member = None if shot.who is None else members[shot.who]
        dresses = [(width, False) for width in shot.widths] + [
            (width, True) for width in shot.widths if shot.dark
        ]
        for width, dark in dresses:
            name = f"{shot.name}-{width}{'-dark' if dark else ''}"
            async with page_of(browser, office, member, width, dark=dark) as page:
                page.set_default_timeout(8_000)
                try:
                    await shoot(page, office, shot, values, FOLDER / f"{name}.png")
                except Exception as error:  # noqa: BLE001 one screen less is told, the others are taken
                    failed.append(f"{name}: {str(error).splitlines()[0]}")
    return failed


async def take(only: str = "") -> list[str]:
    """only: part of the names wanted."""
    failed: list[str] = []
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="xiaobao-console-")))
        driver = await stack.enter_async_context(async_playwright())
        browser = await driver.chromium.launch(
            executable_path=CHROMIUM,
            args=[*ARGUMENTS, "--lang=zh-CN"],
            env={**os.environ, "LANGUAGE": "zh_CN"},
        )
        for name, shots in (("full", SHOTS), ("fresh", EMPTY)):
            wanted = [shot for shot in shots if only in shot.name]
            if not wanted:
                continue
            (folder / name).mkdir()
            office = await stack.enter_async_context(opened(folder / name, assistant(), f"pictures_{name}"))
            await employ(office)
            members = {one: await stack.enter_async_context(signed_in(office, one)) for one in NAMES}
            talks = Talks(office)
            stack.push_async_callback(talks.close)
            values = await furnish(office, members, talks) if name == "full" else {}
            office.clock.now = MOMENT
            failed += await shoot_all(browser, office, members, wanted, values)
        await browser.close()
    return failed


def show_console(only: str = "") -> None:
    """All pictures of it. Raises SystemExit when one could not be taken."""
    if failed := asyncio.run(take(only)):
        raise SystemExit("not taken:\n" + "\n".join(failed))
