"""Which screens of the console are shown: a table of name, address, who looks, and what is done before."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import pyotp
from playwright.async_api import Page

from operations.screenshots.office import MOMENT

Prepare = Callable[[Page], Awaitable[None]]
WIDTHS = (1440, 390)
WANG, ZHAO, LI, CHEN, ZHOU = "wang.fang", "zhao.lei", "li.na", "chen.jing", "zhou.ming"


@dataclass(frozen=True)
class Shot:
    """One screen. path: below /console, with {names} of what the office holds; who: None, nobody is signed in."""

    name: str
    path: str
    who: str | None = LI
    prepare: Prepare | None = None
    whole: bool = True  # the page to its end, else what the window shows
    dark: bool = False  # once more in the dark
    widths: tuple[int, ...] = WIDTHS


async def _talk_shown(page: Page) -> None:
    await page.locator("#messages > .msg").last.wait_for()
    await page.wait_for_timeout(500)


async def _about(page: Page) -> None:
    await _talk_shown(page)
    if await page.locator("#talk-head [data-pane-to=about]").is_visible():
        await page.click("#talk-head [data-pane-to=about]")
    await page.locator("#suggestions .suggestion, #draft dl").first.wait_for()


def _asking(which: str) -> Prepare:
    """Open the dialog of that name."""

    async def prepare(page: Page) -> None:
        await _talk_shown(page)
        wanted = page.locator(f"#talk-head [data-ask$='/ask/{which}']").first
        if not await wanted.is_visible():
            await page.locator("#talk-head details summary").click()
        await wanted.click()
        await page.locator("#ask[open]").wait_for()

    return prepare


async def _filing(page: Page) -> None:
    await _about(page)
    await page.locator("#draft").get_by_text("登记案件").first.click()
    await page.locator("#ask[open]").wait_for()


async def _slash(page: Page) -> None:
    await _talk_shown(page)
    await page.locator("#text").press_sequentially("/")
    await page.locator("#slash > *").first.wait_for()


async def _help(page: Page) -> None:
    await _talk_shown(page)
    await page.keyboard.press("?")


async def _why(page: Page) -> None:
    await _talk_shown(page)
    await page.locator(".why summary").first.click()
    await page.locator(".why__body .facts").first.wait_for()


async def _bulk(page: Page) -> None:
    await page.check("[data-all]")
    await page.click("[data-bulk-go]")
    await page.wait_for_load_state()


async def _reveal(page: Page) -> None:
    await page.click("[data-opens=reveal]")


async def _still(page: Page) -> None:
    await page.wait_for_timeout(300)


async def _second_step_on(page: Page) -> None:
    """As with a telephone that has the secret."""
    secret = await page.locator(".secret").text_content() or ""
    await page.fill("[name=code]", pyotp.TOTP(secret.replace(" ", "").strip()).at(MOMENT))
    await page.keyboard.press("Enter")
    await page.locator("#codes").wait_for()


def _step(event: str, key: str) -> Shot:
    return Shot(f"case-step-{event.replace('_', '-')}", f"/cases/{{{key}}}/steps/{event}")


INBOX = (
    Shot("inbox", "/inbox", WANG, whole=False),
    Shot("inbox-conversation", "/inbox/c/{mine}", WANG, _talk_shown, whole=False, dark=True),
    Shot("inbox-details", "/inbox/c/{mine}", WANG, _about, whole=False),
    Shot("inbox-why", "/inbox/c/{mine}", WANG, _why, whole=False),
    Shot("inbox-waiting", "/inbox/c/{waiting_1}", WANG, _talk_shown, whole=False),
    Shot("inbox-served-by-a-colleague", "/inbox/c/{theirs}", LI, _talk_shown, whole=False),
    Shot("inbox-closed", "/inbox/c/{closed}", WANG, _talk_shown, whole=False),
    Shot("inbox-ask-close", "/inbox/c/{mine}", WANG, _asking("close"), whole=False),
    Shot("inbox-ask-transfer", "/inbox/c/{mine}", WANG, _asking("transfer"), whole=False),
    Shot("inbox-ask-snooze", "/inbox/c/{mine}", WANG, _asking("snooze"), whole=False),
    Shot("inbox-ask-labels", "/inbox/c/{mine}", WANG, _asking("labels"), whole=False),
    Shot("inbox-ask-numbers", "/inbox/c/{mine}", WANG, _asking("clear"), whole=False),
    Shot("inbox-filing", "/inbox/c/{mine}", WANG, _filing, whole=False),
    Shot("inbox-slash", "/inbox/c/{mine}", WANG, _slash, whole=False),
    Shot("inbox-help", "/inbox/c/{mine}", WANG, _help, whole=False),
    Shot("inbox-canned", "/inbox/canned", ZHOU),
    Shot("inbox-canned-new", "/inbox/canned/new", ZHOU),
    Shot("inbox-labels", "/inbox/labels", ZHOU),
    Shot("inbox-rules", "/inbox/rules", ZHOU),
    Shot("inbox-rule-new", "/inbox/rules/new", ZHOU),
)
CASES = (
    Shot("cases", "/cases", LI),
    *(Shot(f"cases-{bucket}", f"/cases?bucket={bucket}") for bucket in ("today", "week", "later", "none", "closed")),
    Shot("cases-none-found", "/cases?bucket=none&q=没有这一家"),
    Shot("cases-assigned", "/cases?bucket=today", LI, _bulk),
    Shot("case", "/cases/{mediating}", WANG),
    Shot("case-overdue", "/cases/{overdue}", LI),
    Shot("case-closed", "/cases/{terminated}", LI),
    Shot("case-reveal", "/cases/{mediating}", WANG, _reveal, whole=False),
    _step("accept", "fresh"), _step("reject", "overdue"), _step("ask_for_info", "week"), _step("transfer", "week"),
    _step("merge", "week"), _step("withdraw", "week"), _step("settle", "mediating"), _step("terminate", "mediating"),
    _step("start_test", "mediating"), _step("suspend", "mediating"), _step("end_test", "testing"),
    _step("supplement", "asked"), _step("reopen", "terminated"),
    Shot("case-correct", "/cases/{asked}/correct"),
    Shot("case-evidence", "{evidence}", WANG, _still, whole=False),
    Shot("case-letter", "/cases/{terminated}/documents/termination/html"),
    Shot("cases-register", "/cases/register"),
    Shot("cases-callbacks", "/cases/callbacks"),
    Shot("cases-publication", "/cases/publication"),
    Shot("cases-publication-preview", "/cases/publication/{settled}"),
    Shot("cases-transfers", "/cases/transfers"),
)  # fmt: skip
REVIEW = (
    Shot("review", "/review", CHEN),
    Shot("review-item", "/review/items/{item}", CHEN, dark=True),
    Shot("review-batches", "/review/batches", CHEN),
    Shot("review-batch", "/review/batches/1", CHEN),
    Shot("review-knowledge", "/review/knowledge", CHEN),
    Shot("review-topic", "/review/knowledge/topics/prepaid_card_refund", CHEN),
    Shot("review-new-topic", "/review/knowledge/new", CHEN),
    Shot("review-draft", "/review/knowledge/versions/{new}", CHEN),
    Shot("review-approval", "/review/knowledge/versions/{changed}", LI),
)
INSIGHT = (
    Shot("insight", "/insight", LI, dark=True),
    Shot("insight-cases", "/insight/cases", LI),
    Shot("insight-visits", "/insight/visits", LI),
    Shot("insight-questions", "{questions}", LI),
    Shot("insight-warning", "/insight/warnings/{warning}", LI),
)
REST = (
    Shot("people", "/people", ZHOU),
    Shot("people-new", "/people/new", ZHOU),
    Shot("people-one", "/people/{person}", ZHOU),
    Shot("profile", "/profile", WANG),
    Shot("profile-second-step", "/profile/second-step", WANG),
    Shot("profile-recovery-codes", "/profile/second-step", ZHAO, _second_step_on, widths=(1440,)),
    Shot("password", "/password", WANG),
    Shot("audit", "/audit", LI),
    Shot("sign-in", "/sign-in", None, dark=True),
    Shot("not-found", "/cases/XB00000000", LI),
    Shot("no-such-page", "/nowhere", LI),
    Shot("not-allowed", "/people", WANG),
)
SHOTS = (*INBOX, *CASES, *REVIEW, *INSIGHT, *REST)
EMPTY = (
    Shot("profile-recovery-codes", "/profile/second-step", ZHAO, _second_step_on, widths=(390,)),
    *(
    Shot(f"empty-{name.strip('/').replace('/', '-').split('?')[0]}", name, ZHOU, whole=False)
    for name in (
        "/inbox", "/cases", "/cases/callbacks", "/cases/publication", "/cases/register", "/cases/transfers", "/review",
        "/review/batches", "/insight", "/inbox/canned", "/inbox/labels", "/inbox/rules",
    )),
)  # fmt: skip
