"""Asking at the portal, one question on a page: the migrant worker for legal aid, in whatever language; anybody for
anything else."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

from tests.browser import desks
from tests.browser.hands import Mouse

TROUBLE = "老板拖欠劳动报酬，一共两万四千元，请不起律师。"
TYPED = {
    "applicant.name": "申请人甲",
    "applicant.phone": "13800000001",
    "opposite.name": "某建筑公司",
}
CHOSEN = {"answers.matter": "劳动报酬", "applicant.groups": "农民工"}


def find_the_service(hand: Mouse) -> None:
    page = hand.page
    page.goto("/")
    hand.write(page.locator("#q"), TROUBLE)
    hand.follow(page.locator("form:has(#q) button").first)
    while (answers := page.locator('button[name="q"]')).count():  # yes, no, not sure
        hand.follow(answers.last)
    hand.follow(page.locator('button[name="service"][value="legal-aid/civil"]'))


def pages_of_the_form(hand: Mouse) -> Iterator[str]:
    """Answers page after page up to the last; gives the address of each before it is answered."""
    page = hand.page
    while "/ask/" in page.url:
        here = page.url
        yield here
        _answer(hand)
        hand.follow(page.locator('button[name="step"][value="next"]').last)
        assert page.url != here, page.locator("main").inner_text()


def fill_in(hand: Mouse) -> None:
    for _ in pages_of_the_form(hand):
        pass


def ask_for(hand: Mouse, service: str, **given: str | list[str]) -> tuple[str, str]:
    """Any service from 叶县, answered as given and sent; the number and the query code."""
    page = hand.page
    names = {name.replace("__", "."): value for name, value in given.items()}
    page.goto(f"/services/{service}/begin/")
    hand.follow(page.get_by_role("button", name="开始"))
    while "/ask/" in page.url:
        here = page.url
        desks.choose_county(hand)
        asked = {name for name in names if page.locator(f'[name="{name}"]').count()}
        desks.fill_in(hand, {name: names[name] for name in asked})
        hand.follow(page.locator('button[name="step"][value="next"]').last)
        assert page.url != here, page.locator("main").inner_text()
    hand.follow(page.locator("main .buttons button").last)
    number, code = receipt(page)
    return number.replace(" ", ""), code


def come_back(hand: Mouse, number: str, code: str) -> None:
    """To one's matter, on any device."""
    page = hand.page
    page.goto("/track/")
    hand.write(page.locator("#number"), number)
    hand.write(page.locator("#code"), code)
    hand.follow(page.get_by_role("button", name="查看"))


def hand_in(hand: Mouse, material: str, name: str, content: bytes) -> None:
    """A photograph of a paper, from the page of the matter."""
    page = hand.page
    form = page.locator("form", has=page.locator(f'input[name="material"][value="{material}"]'))
    photo = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    form.locator('input[type="file"]').last.set_input_files([photo])  # type: ignore[list-item]
    hand.follow(form.get_by_role("button", name="上传"))


def receipt(page: Page) -> tuple[str, str]:
    """The number and the query code on the receipt."""
    number = page.locator(".seal .number").inner_text()
    return number, page.locator(".seal .code").inner_text()


def _answer(hand: Mouse) -> None:
    page = hand.page

    def there(name: str) -> bool:
        return page.locator(f'[name="{name}"]').count() > 0

    if there("region.search"):
        hand.write(page.locator('[name="region.search"]'), "叶县")
        hand.follow(page.locator(".search button").first)
    for name, text in TYPED.items():
        if there(name):
            hand.write(page.locator(f'[name="{name}"]'), text)
    for name, value in CHOSEN.items():
        if there(name):
            hand.choose(name, value)
