"""The chat page: a conversation with the real assistant, step by step, and the page in every dress beside it."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from operations.processes import Stack, free_port
from operations.screenshots.browser import ARGUMENTS, CHROMIUM, IMAGES

STORY = "上个月15号在长春市欧亚商场买了件羽绒服花了1280，穿两次就钻绒，店里不给退，我要退款"
PATIENCE = 20_000  # milliseconds
HOST_PAGE = """<!doctype html><html lang="zh-CN"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1"><title>某市市场监督管理局</title>
<body style="margin:0;font:17px/1.8 sans-serif;color:#222">
<header style="background:#1d4f91;color:#fff;padding:18px 24px;font-size:22px">某市市场监督管理局</header>
<main style="max-width:44rem;padding:8px 24px"><h1 style="font-size:24px">消费者权益保护</h1>
<p>发生消费争议，可以先与经营者协商；协商不成，可以投诉。市场监督管理部门自收到投诉之日起七个工作日内决定是否受理。</p>
<p>不清楚该找谁、怎么写，可以问右下角的“小保”。</p></main>
<script src="{server}/webchat/widget.js" data-region="220100" data-scene="complain" async></script>"""


@dataclass(frozen=True)
class Dress:
    """One way the page can look: what is kept on the device and how large the window is, in CSS pixels."""

    name: str
    width: int
    height: int
    colours: str = "light"
    text_size: str = "standard"


DRESSES = (
    Dress("light-360", 360, 740),
    Dress("dark-390", 390, 844, colours="dark"),
    Dress("large-390", 390, 844, text_size="huge"),
    Dress("large-dark-360", 360, 740, colours="dark", text_size="huge"),
    Dress("light-1280", 1280, 800),
)


def say(page: Page, text: str, until: str) -> None:
    """Type, send, and wait until the newest bubbles hold `until`."""
    page.fill("#text", text)
    page.click("#send")
    page.locator("#log").get_by_text(until).last.wait_for(timeout=PATIENCE)


def tap(page: Page, title: str, until: str) -> None:
    page.locator("#log").get_by_role("button", name=title).last.click()
    page.locator("#log").get_by_text(until).last.wait_for(timeout=PATIENCE)


def shoot(page: Page, name: str) -> None:
    page.wait_for_timeout(600)  # scrolling settles
    page.screenshot(path=str(IMAGES / f"{name}.png"))


def walk(page: Page, url: str) -> None:
    """A question, an intake with a digression, a case and how far it has come."""
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
    tap(page, "查看进度", "办理经过")
    shoot(page, "6-progress")


def show_dressed(browser: Browser, dress: Dress, url: str, kept: Any) -> None:
    """The same conversation as `walk` left it (`kept`: the device's storage), and a fresh page, in this dress."""
    for scene, storage in (("greeting", None), ("case", kept)):
        context = browser.new_context(
            viewport={"width": dress.width, "height": dress.height}, locale="zh-CN", storage_state=storage
        )
        wear(context, dress)
        page = context.new_page()
        page.goto(url)
        page.wait_for_selector("#text")
        if storage is not None:
            page.locator(".case__no").last.wait_for(timeout=PATIENCE)
        shoot(page, f"page/{dress.name}-{scene}")
        context.close()


def wear(context: BrowserContext, dress: Dress) -> None:
    chosen = {"xiaobao.text_size": dress.text_size, "xiaobao.colours": dress.colours}
    for key, value in chosen.items():
        context.add_init_script(f"localStorage.setItem('{key}', JSON.stringify('{value}'))")


class Host(BaseHTTPRequestHandler):
    """A site of somebody else's: one page with the widget of `server`."""

    server_url = ""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(HOST_PAGE.replace("{server}", self.server_url).encode())

    def log_message(self, *_: object) -> None:
        """Nobody reads it."""


@contextmanager
def hosted(port: int, server_url: str) -> Iterator[str]:
    """The site's address; another origin than the desk's."""
    handler = type("HostOf", (Host,), {"server_url": server_url})
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as site:
        Thread(target=site.serve_forever, daemon=True).start()
        yield f"http://localhost:{port}/"
        site.shutdown()


def show_widget(browser: Browser, url: str, name: str, width: int, height: int) -> None:
    """The widget on somebody else's page, opened."""
    page = browser.new_page(viewport={"width": width, "height": height}, locale="zh-CN")
    page.goto(url)
    page.get_by_role("button", name="问小保").click()
    page.frame_locator("iframe").locator(".entry").first.wait_for(timeout=PATIENCE)
    shoot(page, f"page/{name}")
    page.close()


def show_chat() -> None:
    """All pictures of it."""
    (IMAGES / "page").mkdir(parents=True, exist_ok=True)
    port = free_port()
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-shots-") as folder,
        Stack(Path(folder), extra={"XIAOBAO_WIDGET_ORIGINS": f"http://localhost:{port}"}) as stack,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        walk(context.new_page(), stack.url)
        for dress in DRESSES:
            show_dressed(browser, dress, stack.url, context.storage_state())
        with hosted(port, stack.url) as site:
            show_widget(browser, site, "widget-1280", 1280, 800)
            show_widget(browser, site, "widget-390", 390, 844)
        browser.close()
