"""Takes the pictures of docs/pages.md anew, of the demonstration that `make run` serves:

.venv/bin/python -m tests.browser.pictures [http://127.0.0.1:8000 [name …]]
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from santai.project.bench.chromium import launched
from tests.browser.asking import fill_in, find_the_service, pages_of_the_form
from tests.browser.hands import Mouse

OUT = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844},
    "is_mobile": True,
    "has_touch": True,
    "device_scale_factor": 2,
}
DESK: dict[str, Any] = {"viewport": {"width": 1440, "height": 900}}
PASSWORD = "santai-demo"

Steps = Callable[[Mouse], object]


def at(path: str, *before: str) -> Steps:
    """The page at `path`; those before it set how it looks."""

    def steps(hand: Mouse) -> None:
        for address in (*before, path):
            hand.page.goto(address)

    return steps


def question(hand: Mouse) -> None:
    find_the_service(hand)
    for _ in pages_of_the_form(hand):
        if hand.page.locator('[name="applicant.groups"]').count():
            return


def receipt(hand: Mouse) -> None:
    find_the_service(hand)
    fill_in(hand)
    hand.follow(hand.page.locator("main .buttons button").last)


def matter(hand: Mouse) -> None:
    receipt(hand)
    hand.follow(hand.page.locator("main .buttons a.button").first)


def order(hand: Mouse) -> None:
    hand.page.goto("/desk/?line=legal-aid")
    hand.follow(hand.page.locator('main table a[href*="/desk/orders/"]').last)


AID = "/services/legal-aid/civil/"
PICTURES: dict[str, tuple[dict[str, Any], str, Steps]] = {
    "home": (PHONE, "", at("/")),
    "question": (PHONE, "", question),
    "receipt": (PHONE, "", receipt),
    "matter": (PHONE, "", matter),
    "uyghur": (PHONE, "", at("/", "/look/?language=ug")),
    "large": (PHONE, "", at(AID, "/look/?toggle=large")),
    "village": (PHONE, "gw-001", at("/village/")),
    "guide": (DESK, "", at(AID)),
    "terminal": (DESK, "", at("/terminal/1/")),
    "counter": (DESK, "22-ck", at("/counter/intake/")),
    "hotline": (DESK, "shi-rx1", at("/hotline/")),
    "inbox": (DESK, "22-sl", at("/desk/")),
    "order": (DESK, "22-sl", order),
    "supervision": (DESK, "22-zr", at("/desk/supervision/")),
    "command": (DESK, "shi-jz", at("/desk/command/")),
}


def take(browser: Browser, address: str, name: str) -> None:
    how, account, steps = PICTURES[name]
    context = browser.new_context(base_url=address, locale="zh-CN", reduced_motion="reduce", **how)
    hand = Mouse(context.new_page())
    if account:
        sign_in(hand, account)
    steps(hand)
    hand.page.evaluate("scrollTo(0, 0)")
    hand.page.screenshot(path=OUT / f"{name}.png")
    context.close()


def sign_in(hand: Mouse, account: str) -> None:
    page: Page = hand.page
    page.goto("/login/")
    hand.write(page.locator("#username"), account)
    hand.write(page.locator("#password"), PASSWORD)
    hand.follow(page.get_by_role("button", name="登录"))


def main(address: str = "http://127.0.0.1:8000", *names: str) -> None:
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = launched(playwright)
        for name in names or PICTURES:
            take(browser, address, name)
            print(f"{name}: {(OUT / f'{name}.png').stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
