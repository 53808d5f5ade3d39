"""The way to a receipt in every language there is, on a phone: as sound as in Chinese, from right to left too."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from santai.pages.languages import Language, languages
from tests.browser.asking import find_the_service, pages_of_the_form, receipt
from tests.browser.examination import examined
from tests.browser.hands import Finger

pytestmark = pytest.mark.django_db

OTHERS = [one for one in languages().values() if not one.default]
READ = "() => [document.documentElement.lang, getComputedStyle(document.body).direction]"
# Where a page begins to be read: the mark of the house stands on that side.
BEGINS = """() => {
  const mark = document.querySelector('header .mark').getBoundingClientRect()
  return mark.left + mark.width / 2 < innerWidth / 2 ? 'ltr' : 'rtl'
}"""


@pytest.mark.parametrize("language", OTHERS, ids=lambda one: str(one.code))
def test_a_form_in_another_language(browse: Callable[..., Page], language: Language) -> None:
    """WEB: English complete; Uyghur (right to left), Tibetan and Mongolian in draft."""
    page = browse()
    page.goto("/")
    hand, faults = Finger(page), []
    chosen = page.locator(f'a[hreflang="{language.tag}"]')
    if language.draft:
        hand.press(page.locator("details.languages summary"))
    hand.follow(chosen)
    faults += examined(page)
    assert page.evaluate(READ) == [language.tag, language.direction]
    assert page.evaluate(BEGINS) == language.direction
    find_the_service(hand)
    for _ in pages_of_the_form(hand):
        faults += examined(page)
    faults += examined(page)
    hand.follow(page.locator("main .buttons button").last)
    faults += examined(page)
    number, _ = receipt(page)
    hand.follow(page.locator(".buttons a.button").first)
    assert number in page.locator("main .crumbs").inner_text()
    assert page.evaluate(READ) == [language.tag, language.direction]
    assert [*faults, *examined(page)] == []
