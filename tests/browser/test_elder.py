"""An elderly mother is served at the counter; her daughter speaks for her (代办)."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from santai.capabilities.orders.enums import PartyRole
from santai.capabilities.orders.models import OrderParty
from tests.browser.asking import come_back, receipt
from tests.browser.conftest import DESK
from tests.browser.desks import do, fill_in, signed_in, unfold
from tests.browser.hands import Finger, Mouse
from tests.browser.test_wages import KIOSK
from tests.browser.town import Town

pytestmark = pytest.mark.django_db

MOTHER, DAUGHTER = "王秀兰", "陈小燕"
STORY = "三个儿子都不给赡养费，老人一个人住，看病没有钱。"


def test_a_mother_is_served_first_and_her_daughter_follows_the_matter(
    browse: Callable[..., Page], town: Town
) -> None:
    """GRP-04, USER-06, 法律援助法 40: who is old is called first; who speaks for her is written down, and
    reached in her place, for she has no telephone."""
    take_tickets(Finger(browse(**KIOSK)), town)
    clerk = signed_in(browse(**DESK), town, "window-clerk")
    call_the_first(clerk)
    number, code = take_in(clerk)
    order = town.find(number)
    assert (order.applicant.name, order.answers["applies_as"]) == (MOTHER, "近亲属")
    speaks = town.do(lambda: OrderParty.objects.get(order=order, role=PartyRole.AGENT).party.name)
    assert speaks == DAUGHTER

    daughter = Finger(browse())
    come_back(daughter, number, code)
    expect(daughter.page.locator("main")).to_contain_text("审查中")
    do(signed_in(browse(**DESK), town, "aid-clerk"), order.number, "register")
    daughter.page.reload()
    expect(daughter.page.get_by_role("link", name="法律援助申请受理凭证")).to_be_visible()


def test_and_the_outsider_with_the_number_alone_learns_nothing(
    browse: Callable[..., Page], town: Town
) -> None:
    order, _ = town.order()
    stranger = Finger(browse())
    come_back(stranger, order.number, "AAAAAAAAAA")
    expect(stranger.page.get_by_role("alert")).to_be_visible()
    expect(stranger.page.locator("main")).not_to_contain_text(order.applicant.name)


def take_tickets(kiosk: Finger, town: Town) -> None:
    """Somebody was there before; the old woman presses the button for her age."""
    page = kiosk.page
    for answers in ({}, {"priority": "elder"}):
        page.goto(f"/terminal/{town.hall.pk}/")
        kiosk.follow(page.get_by_role("link", name=re.compile("^取号")))
        fill_in(kiosk, answers)
        kiosk.follow(page.get_by_role("button", name="取号", exact=True))


def call_the_first(clerk: Mouse) -> None:
    page = clerk.page
    page.goto("/counter/")
    clerk.write(page.locator("#window-number"), "1")
    clerk.follow(page.get_by_role("button", name="开窗口"))
    clerk.follow(page.get_by_role("button", name="叫下一位"))
    expect(page.get_by_role("region", name="我的窗口")).to_contain_text("老年人")
    clerk.follow(page.get_by_role("link", name="给这位受理"))


def take_in(clerk: Mouse) -> tuple[str, str]:
    page = clerk.page
    clerk.write(page.locator("#q"), MOTHER)
    clerk.follow(page.locator('button[value="find"]:not([tabindex])'))
    clerk.follow(page.locator('button[name="pick_service"][value="legal-aid/civil"]'))
    answers: dict[str, str | list[str]] = {
        "answers.matter": "赡养抚养",
        "answers.facts": STORY,
        "answers.applies_as": "近亲属",
        "applicant.name": MOTHER,
        "applicant.groups": ["老年人"],
        "agent.name": DAUGHTER,
        "agent.phone": "13800000077",
        "here": ["identity", "proxy"],
    }
    for name in answers:
        unfold(clerk, name)
    fill_in(clerk, answers)
    clerk.follow(page.locator('button[value="submit"][data-send]'))
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    return receipt(page)
