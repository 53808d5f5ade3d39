"""A citizen with a phone: from a problem in their own words to an answered message.

With a finger, with the keyboard alone, and without script.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.asking import TROUBLE, fill_in, find_the_service, receipt
from tests.browser.conftest import PHONE
from tests.browser.hands import Finger, Keys, Mouse
from tests.browser.town import Town

pytestmark = pytest.mark.django_db

WAYS: dict[str, tuple[type[Mouse], dict[str, bool]]] = {
    "finger": (Finger, {}),
    "keyboard": (Keys, {}),
    "no script": (Finger, {"java_script_enabled": False}),
}


@pytest.mark.parametrize("way", WAYS)
def test_from_ones_own_words_to_a_message(
    browse: Callable[..., Page], town: Town, way: str
) -> None:
    """WEB: the whole way works on a small screen, whatever somebody has to use it with."""
    hands, how = WAYS[way]
    page = browse(**PHONE, **how)
    hand = hands(page)
    find_the_service(hand)
    fill_in(hand)
    expect(page.locator("main")).to_contain_text(TROUBLE)
    hand.follow(page.get_by_role("button", name="提交", exact=True))
    number, code = receipt(page)
    order = town.find(number)
    assert order.answers["matter"] == "劳动报酬"
    assert order.applicant.groups == ["农民工"]

    later = browse(**PHONE, **how)
    hand = hands(later)
    later.goto("/track/")
    hand.write(later.locator("#number"), number)
    hand.write(later.locator("#code"), code)
    hand.follow(later.get_by_role("button", name="查看"))
    expect(later.locator("main")).to_contain_text("审查中")
    hand.follow(later.get_by_role("link", name="留言"))
    hand.write(later.locator("main textarea").first, "工资条找到了，要不要交？")
    hand.follow(later.locator('button[name="step"][value="do"]'))
    expect(later.locator(".story")).to_contain_text("工资条找到了，要不要交？")


def test_and_the_outsider_is_asked_for_the_code(browse: Callable[..., Page], town: Town) -> None:
    order, _ = town.order()
    page = browse()
    page.goto(f"/matters/{order.number}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("查进度")
