"""When a slow phone shows the first letters: Chromium with a slow line and a slow processor, a cold cache.

Needs what the tests need (playwright and Debian's Chromium); where that is missing, nothing is measured.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from santai.project.bench.chromium import NoChromium, launched
from santai.project.bench.seed import SERVICE

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TIMES = 5
PAGES = {
    "home": "/",
    "whole form": f"/services/{SERVICE}/apply/",
    "begin": f"/services/{SERVICE}/begin/",
}
# Round trip in ms, bits a second, how many times slower the processor is. The first is Lighthouse's phone.
PROFILES = {"slow 4G": (150, 1_600_000, 4), "3G": (400, 400_000, 6)}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 780}, "is_mobile": True}
PAINTED = """() => new Promise(done => {
  const seen = list => list.filter(one => one.name === 'first-contentful-paint')
    .forEach(one => done(one.startTime))
  new PerformanceObserver(found => seen(found.getEntries())).observe({type: 'paint', buffered: true})
})"""


def measure(port: int) -> dict[str, dict[str, float]]:
    """Milliseconds from the tap to the first letters, by profile and page; {} without Chromium."""
    if find_spec("playwright") is None:
        return {}
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        try:
            browser = launched(playwright)
        except NoChromium:
            return {}
        found = {
            profile: {
                name: _median(browser, profile, port, address) for name, address in PAGES.items()
            }
            for profile in PROFILES
        }
        browser.close()
    return found


def told(found: dict[str, dict[str, float]]) -> Iterator[str]:
    for profile, pages in found.items():
        latency, bits, slower = PROFILES[profile]
        figures = "   ".join(f"{name} {ms:.0f} ms" for name, ms in pages.items())
        yield f"  {profile} ({latency} ms, {bits / 1e6:.1f} Mbit/s, CPU ÷ {slower}): {figures}"


def _median(browser: Browser, profile: str, port: int, address: str) -> float:
    times = [_once(browser, profile, f"http://127.0.0.1:{port}{address}") for _ in range(TIMES)]
    return round(statistics.median(times), 0)


def _once(browser: Browser, profile: str, address: str) -> float:
    latency, bits, slower = PROFILES[profile]
    context = browser.new_context(**PHONE)
    page = context.new_page()
    line = context.new_cdp_session(page)
    line.send("Network.enable")
    conditions = {
        "offline": False,
        "latency": latency,
        "downloadThroughput": bits / 8,
        "uploadThroughput": bits / 16,
    }
    line.send("Network.emulateNetworkConditions", conditions)
    line.send("Emulation.setCPUThrottlingRate", {"rate": slower})
    page.goto(address)
    painted = float(page.evaluate(PAINTED))
    context.close()
    return painted
