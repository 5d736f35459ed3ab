"""`make bench-page`: what opening the chat page costs on a slow phone: bytes, first paint, ready to be used.

A desk process of its own serves it; Chromium is held down as a cheap phone on a weak network is (PROFILES). Cold: nothing
cached. Warm: a second visit. Writes results/page.json.
"""

import json
import statistics
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from operations.environment import ROOT
from operations.processes import Stack
from operations.screenshots.browser import ARGUMENTS, CHROMIUM

RESULTS = ROOT / "results"
TRIES = 5
PATIENCE = 60_000  # milliseconds
# When the first pixels with content stood there, and what came over the wire.
PAINTED = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
LOADED = "() => performance.getEntriesByType('resource').concat(performance.getEntriesByType('navigation')).map(e => e.transferSize)"
# Runs before anything of the page: the moment at which the sheets stand there, which only the running script adds.
WATCH = """
new MutationObserver(() => {
  if (document.querySelector('#menu') && window.readyAt === undefined) window.readyAt = performance.now();
}).observe(document, {childList: true, subtree: true});
"""


@dataclass(frozen=True)
class Profile:
    """slowdown: of the processor; kilobits a second down and up; latency: milliseconds there and back."""

    name: str
    slowdown: int
    down_kbit: int
    up_kbit: int
    latency_ms: int


PROFILES = (
    Profile("desktop", 1, 50_000, 10_000, 10),
    Profile("phone, 4G", 4, 9_000, 4_000, 60),
    Profile("cheap phone, weak 3G", 6, 400, 400, 400),
)


def hold_down(page: Page, profile: Profile) -> None:
    devtools = page.context.new_cdp_session(page)
    devtools.send("Network.enable")
    devtools.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": profile.latency_ms,
            "downloadThroughput": profile.down_kbit * 125,
            "uploadThroughput": profile.up_kbit * 125,
        },
    )
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": profile.slowdown})


def visit(page: Page, url: str) -> dict[str, float]:
    page.goto(url, timeout=PATIENCE)
    page.wait_for_function("() => window.readyAt !== undefined", timeout=PATIENCE)
    page.wait_for_function(f"() => ({PAINTED})() !== undefined", timeout=PATIENCE)
    return {
        "bytes": sum(page.evaluate(LOADED)),
        "first_paint_ms": page.evaluate(PAINTED),
        "usable_ms": page.evaluate("window.readyAt"),
    }


def measure(browser: Browser, url: str, profile: Profile) -> dict[str, Any]:
    """Medians of TRIES fresh devices, each visiting twice."""
    visits: dict[str, list[dict[str, float]]] = {"cold": [], "warm": []}
    for _ in range(TRIES):
        context = browser.new_context(viewport={"width": 360, "height": 740}, locale="zh-CN")
        page = context.new_page()
        page.add_init_script(WATCH)
        hold_down(page, profile)
        for which in visits:
            visits[which].append(visit(page, url))
        context.close()
    medians = {
        which: {key: round(statistics.median(one[key] for one in all_of)) for key in all_of[0]}
        for which, all_of in visits.items()
    }
    return {"profile": asdict(profile), **medians}


def main() -> None:
    with (
        tempfile.TemporaryDirectory(prefix="xiaobao-bench-") as folder,
        Stack(Path(folder), names=("desk",)) as stack,
        sync_playwright() as driver,
    ):
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        found = [measure(browser, stack.url, profile) for profile in PROFILES]
        browser.close()
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "page.json").write_text(json.dumps(found, ensure_ascii=False, indent=2) + "\n", "utf-8")
    for one in found:
        print(one["profile"]["name"], "cold", one["cold"], "warm", one["warm"])


if __name__ == "__main__":
    main()
