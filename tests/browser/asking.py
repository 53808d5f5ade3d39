"""The migrant worker asks for legal aid at the portal, one question on a page, in whatever language."""

from __future__ import annotations

from collections.abc import Iterator

from playwright.sync_api import Page

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
