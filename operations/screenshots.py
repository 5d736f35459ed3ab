"""`make screenshots`: the pictures of the README, taken from the running page at phone width."""

import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from operations.environment import ROOT
from operations.processes import Stack

IMAGES = ROOT / "docs" / "images"
CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
STORY = "上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退，我要退款"
PATIENCE = 20_000  # milliseconds


def say(page: Page, text: str, until: str) -> None:
    """Type, send, and wait until the newest bubbles hold `until`."""
    page.fill("#text", text)
    page.click("#send")
    page.get_by_text(until).last.wait_for(timeout=PATIENCE)


def tap(page: Page, title: str, until: str) -> None:
    page.get_by_role("button", name=title).last.click()
    page.get_by_text(until).last.wait_for(timeout=PATIENCE)


def shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(600)  # scrolling settles
    page.screenshot(path=str(IMAGES / f"{name}.png"))


def walk(page: Page, url: str) -> None:
    """A question, an intake with a digression, a case."""
    page.goto(url)
    page.wait_for_selector("#text")
    shoot(page, "1-greeting")
    say(page, "商场买的羽绒服穿了两次就钻绒，能退吗，店里不给退", "帮我登记投诉")
    shoot(page, "2-answer")
    tap(page, "帮我登记投诉", "同意吗")
    tap(page, "同意，开始", "经过")
    say(page, STORY, "我听到的是")
    shoot(page, "3-heard")
    say(page, "飞跃路欧亚卖场四楼", "姓名")
    say(page, "七天无理由怎么算？", "请问您的姓名")
    say(page, "王小丽", "联系电话")
    say(page, "13812345678", "联系地址")
    say(page, "长春市朝阳区红旗街道", "请核对")
    say(page, "金额写错了，是1380", "1,380元")
    shoot(page, "4-summary")
    tap(page, "确认提交", "已登记，编号")
    shoot(page, "5-case")


def main() -> None:
    IMAGES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-shots-") as folder,
        Stack(Path(folder)) as stack,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 390, "height": 844}, locale="zh-CN")
        walk(page, stack.url)
        browser.close()


if __name__ == "__main__":
    main()
