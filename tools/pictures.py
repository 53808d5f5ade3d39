"""Takes the pictures of docs/pages.md anew: of the demo that `make run` serves, in Chromium.

.venv/bin/python tools/pictures.py [http://127.0.0.1:8000]
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

OUT = Path(__file__).resolve().parents[1] / "docs" / "pictures"
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESK = {"viewport": {"width": 1440, "height": 900}}
TROUBLE = "老板跑了，三个月工资没给，一共两万四千元，请不起律师。"
ANSWERS = {
    "applicant.name": "申请人甲",
    "applicant.phone": "13900000001",
    "opposite.name": "某建筑公司",
}
PASSWORD = "santai-demo"  # of every account of the demo  # noqa: S105

Steps = Callable[[Page], object]


def at(path: str) -> Steps:
    return lambda page: page.goto(path)


def ask(page: Page) -> None:
    page.goto("/")
    page.fill("#q", TROUBLE)
    page.locator("form:has(#q) button").first.click()
    page.locator('form[action="/services/legal-aid/civil/begin/"] button').click()
    page.wait_for_url("**/ask/**")


def question(page: Page) -> None:
    ask(page)
    while page.locator('[name="applicant.groups"]').count() == 0:
        go_on(page)
    page.locator('[name="applicant.groups"]').first.wait_for()


def go_on(page: Page) -> None:
    if page.locator('[name="region.search"]').count():
        page.fill('[name="region.search"]', "叶县")
        page.locator(".search button").first.click()
    for name, text in ANSWERS.items():
        if page.locator(f'[name="{name}"]').count():
            page.fill(f'[name="{name}"]', text)
    if page.locator('[name="answers.matter"]').count():
        page.locator('[name="answers.matter"][value="劳动报酬"]').check(force=True)
    if page.locator('[name="applicant.groups"]').count():
        page.locator('[name="applicant.groups"][value="农民工"]').check(force=True)
    page.locator('button[name="step"][value="next"]').last.click()


def receipt(page: Page) -> None:
    ask(page)
    while "/ask/" in page.url:
        go_on(page)
    page.locator("main .buttons button").last.click()
    page.locator(".seal").wait_for()


def matter(page: Page) -> None:
    receipt(page)
    page.locator(".buttons a.button").first.click()
    page.locator("main h1").wait_for()


def order(page: Page) -> None:
    page.goto("/desk/?line=legal-aid")
    page.locator('main table a[href*="/desk/orders/"]').first.click()
    page.locator("main h1").wait_for()


def uyghur(page: Page) -> None:
    page.goto("/look/?language=ug")
    page.goto("/")


def elders(page: Page) -> None:
    page.goto("/look/?toggle=large")
    page.goto("/services/legal-aid/civil/")


PICTURES: dict[str, tuple[dict[str, object], str, Steps]] = {
    "home": (PHONE, "", at("/")),
    "question": (PHONE, "", question),
    "receipt": (PHONE, "", receipt),
    "matter": (PHONE, "", matter),
    "uyghur": (PHONE, "", uyghur),
    "large": (PHONE, "", elders),
    "village": (PHONE, "gw-001", at("/village/")),
    "guide": (DESK, "", at("/services/legal-aid/civil/")),
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
    dense = 2 if how is PHONE else 1
    context = browser.new_context(
        base_url=address, locale="zh-CN", reduced_motion="reduce", device_scale_factor=dense, **how
    )
    page = context.new_page()
    if account:
        page.goto("/login/")
        page.fill("#username", account)
        page.fill("#password", PASSWORD)
        page.press("#password", "Enter")
        page.wait_for_url(lambda url: "/login" not in url)
    steps(page)
    page.evaluate("scrollTo(0, 0)")
    page.screenshot(path=OUT / f"{name}.png")
    context.close()


def main(address: str = "http://127.0.0.1:8000", *names: str) -> None:
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        sys.exit("There is no Chromium. Please run: sudo apt-get install chromium")
    alone = ["--no-sandbox"] if os.geteuid() == 0 else []  # it refuses to run as root otherwise
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=alone)
        for name in names or PICTURES:
            take(browser, address, name)
            print(f"{name}: {(OUT / f'{name}.png').stat().st_size // 1000} kB")
        browser.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
