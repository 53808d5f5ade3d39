"""WCAG 2.2 A and AA as far as axe can tell, light, dark and large, and no page scrolls sideways on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.asking import find_the_service, pages_of_the_form
from tests.browser.conftest import DESK
from tests.browser.examination import examined
from tests.browser.hands import Finger
from tests.browser.town import Town
from tests.world import CITY, YE

pytestmark = pytest.mark.django_db

Browse = Callable[..., Page]
PUBLIC = (
    "/",
    "/services/",
    "/services/?line=legal-aid",
    "/services/legal-aid/civil/",
    "/services/legal-aid/civil/begin/",
    "/services/legal-aid/civil/apply/",
    "/services/consultation/legal/",
    "/track/",
    "/return/",
    "/look/",
    "/login/",
    "/start/",
    "/no-such-page/",
)
STAFF: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "aid clerk": (
        "aid-clerk",
        YE,
        (
            "/desk/",
            "/desk/orders/{number}/",
            "/desk/orders/{number}/ask_for_more/",
            "/desk/catalogue/",
            "/desk/catalogue/legal-aid/civil/",
        ),
    ),
    "approver": ("aid-approver", YE, ("/desk/orders/{number}/grant/",)),
    "window clerk": (
        "window-clerk",
        YE,
        (
            "/counter/",
            "/counter/intake/",
            "/counter/materials/",
            "/counter/halls/{hall}/",
            "/counter/halls/{hall}/screen/",
            "/counter/halls/{hall}/duty/",
        ),
    ),
    "hotline agent": (
        "hotline-agent",
        CITY,
        ("/hotline/", "/hotline/call-backs/", "/hotline/wall/", "/hotline/figures/"),
    ),
    "bureau chief": (
        "bureau-chief",
        CITY,
        ("/desk/command/", "/desk/figures/", "/desk/supervision/", "/desk/calls/"),
    ),
}


def test_pages_for_everybody(browse: Browse) -> None:
    assert faults_of(browse(), PUBLIC) == []


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


def test_the_terminal(browse: Browse, town: Town) -> None:
    start = f"/terminal/{town.hall.pk}/"
    pages = ["", "guide/", "apply/", "apply/legal-aid/civil/", "track/"]
    assert faults_of(browse(**DESK), [start + page for page in pages]) == []


@pytest.mark.parametrize("who", STAFF)
def test_pages_of_staff(browse: Browse, town: Town, who: str) -> None:
    role, region, addresses = STAFF[who]
    order, _ = town.order()
    given = [path.format(number=order.number, hall=town.hall.pk) for path in addresses]
    assert faults_of(browse(town.account(role, region), **DESK), given) == []


def faults_of(page: Page, addresses: tuple[str, ...] | list[str]) -> list[str]:
    faults = []
    for address in addresses:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status in {200, 404}, address
        assert page.url.endswith(address), f"{address} led to {page.url}"
        faults += examined(page)
    return faults
