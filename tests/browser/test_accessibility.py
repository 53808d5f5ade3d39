"""A citizen's whole way with axe beside it, on a real server; `test_every_page.py` sees all other pages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.asking import find_the_service, pages_of_the_form
from tests.browser.examination import examined
from tests.browser.hands import Finger

pytestmark = pytest.mark.django_db

Browse = Callable[..., Page]


def test_every_page_on_the_way_to_the_receipt_and_after(browse: Browse) -> None:
    page = browse()
    hand, faults = Finger(page), []
    find_the_service(hand)
    for _ in pages_of_the_form(hand):
        faults += examined(page)
    faults += examined(page)
    hand.follow(page.get_by_role("button", name="提交", exact=True))
    faults += examined(page)
    hand.follow(page.get_by_role("link", name="看进度"))
    faults += examined(page)
    hand.follow(page.get_by_role("link", name="留言"))
    assert [*faults, *examined(page)] == []


def test_a_form_that_says_what_is_wrong(browse: Browse) -> None:
    page = browse()
    hand = Finger(page)
    page.goto("/services/legal-aid/civil/apply/")
    hand.follow(page.locator('button[name="step"][value="check"]').last)
    faults = examined(page)
    page.goto("/track/")
    hand.follow(page.get_by_role("button", name="查看"))
    assert [*faults, *examined(page)] == []
