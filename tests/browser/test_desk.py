"""One matter between two people: a clerk at a desk, the applicant with a phone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from santai.pages.moments import today
from tests.browser.conftest import DESK
from tests.browser.desks import DO, do, signed_in
from tests.browser.hands import Finger
from tests.browser.town import Town
from tests.world import LUSHAN

pytestmark = pytest.mark.django_db
MISSING = "工资条，或者能看出工资数目的转账记录"
SUPPLIED = "转账记录已经拿到窗口。"


def test_more_is_asked_for_supplied_and_aid_is_granted(
    browse: Callable[..., Page], town: Town
) -> None:
    """What the desk asks the phone shows, and what the phone answers the desk shows."""
    order, code = town.order()
    clerk = signed_in(browse(**DESK), town, "aid-clerk")
    do(clerk, order.number, "claim")
    expect(clerk.page.locator("main")).to_contain_text(town.account("aid-clerk").name)
    by = today(timezone.now()) + timedelta(days=10)
    do(clerk, order.number, "ask_for_more", missing=MISSING, reply_by=by.isoformat())

    phone = Finger(browse())
    phone.page.goto("/track/")
    phone.write(phone.page.locator("#number"), order.number)
    phone.write(phone.page.locator("#code"), code)
    phone.follow(phone.page.get_by_role("button", name="查看"))
    expect(phone.page.locator(".story")).to_contain_text(MISSING)
    phone.follow(phone.page.get_by_role("link", name="补齐或者说明"))
    phone.write(phone.page.locator("main textarea").first, SUPPLIED)
    phone.follow(phone.page.locator(DO))
    assert town.find(order.number).state == "submitted"

    approver = signed_in(browse(**DESK), town, "aid-approver")
    approver.page.goto(f"/desk/orders/{order.number}/")
    expect(approver.page.locator(".story")).to_contain_text(SUPPLIED)
    approver.follow(approver.page.locator('a[href$="/grant/"]'))
    approver.choose("form_of_aid", "劳动争议调解与仲裁代理")
    approver.follow(approver.page.locator(DO))
    granted = town.find(order.number)
    assert (granted.state, granted.outcome) == ("granted", "granted")
    phone.page.reload()
    expect(phone.page.get_by_role("link", name="给予法律援助决定书")).to_be_visible()


def test_and_the_outsider_at_another_desk_finds_nothing(
    browse: Callable[..., Page], town: Town
) -> None:
    order, _ = town.order()
    page = browse(town.account("aid-clerk", LUSHAN), **DESK)
    answer = page.goto(f"/desk/orders/{order.number}/")
    assert answer is not None
    assert answer.status == 404
