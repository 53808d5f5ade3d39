"""A citizen books on a telephone; the clerk sees them coming; at the machine they get their ticket (WEB-27)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from santai.capabilities.meetings.actions import keep_offer
from santai.capabilities.meetings.models import Booking, Offer
from santai.kernel.workdays import ZONE
from tests.browser.conftest import DESK, PHONE
from tests.browser.examination import examined
from tests.browser.hands import Finger, Keys, Mouse
from tests.browser.town import Town
from tests.factories.meetings import terms
from tests.world import YE

pytestmark = pytest.mark.django_db
KIOSK: dict[str, Any] = {"viewport": {"width": 1080, "height": 1920}, "has_touch": True}


@pytest.fixture
def offer(town: Town) -> Iterator[Offer]:
    """Open on every day of the week, so that the test does not care which day it is."""

    def make() -> Offer:
        chief = town.world.staff("centre-head", on=datetime.now(ZONE).date())
        wide = terms(town.hall, weekdays=tuple(range(7)), cutoff=0, horizon=30)
        return keep_offer(actor=chief, terms=wide, at=datetime.now(ZONE))

    offer = town.do(make)
    yield offer
    town.do(lambda: Offer.objects.filter(pk=offer.pk).update(is_active=False))


def book(hand: Mouse, phone: str) -> str:
    """From the first page to the receipt; gives the number on it."""
    page = hand.page
    page.goto("/")
    hand.follow(page.get_by_role("link", name="约个时间"))
    page.goto(f"/appointments/?region={YE}")
    hand.follow(page.get_by_role("link", name="法律咨询"))
    hand.follow(page.locator(".times a").first)
    hand.write(page.locator("#q-name"), "王小明")
    hand.write(page.locator("#q-phone"), phone)
    hand.follow(page.get_by_role("button", name="继续", exact=True).last)
    expect(page.locator("dl")).to_contain_text("王小明")
    hand.follow(page.get_by_role("button", name="就约这个时间"))
    return page.locator(".seal .number").inner_text().replace(" ", "")


def bring_to_today(town: Town, number: str) -> Booking:
    """The time agreed comes."""
    now = datetime.now(ZONE)
    start = now.replace(second=0, microsecond=0)

    def work() -> Booking:
        row = Booking.objects.get(number=number)
        row.starts_at, row.ends_at = start, start + timedelta(minutes=30)
        row.save()
        return row

    return town.do(work)


@pytest.mark.parametrize("script", [True, False])
def test_booked_on_a_telephone_and_received_at_the_hall(
    town: Town, offer: Offer, browse: Callable[..., Page], script: bool
) -> None:
    phone = "13800000051" if script else "13800000052"
    citizen = Finger(browse(**{**PHONE, "java_script_enabled": script}))
    number = book(citizen, phone)
    wide = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not citizen.page.evaluate(wide)
    bring_to_today(town, number)

    kiosk = Finger(browse(**KIOSK))
    kiosk.page.goto(f"/terminal/{town.hall.pk}/")
    kiosk.follow(kiosk.page.get_by_role("link", name="我约好了"))
    kiosk.write(kiosk.page.locator("#text"), phone)
    kiosk.follow(kiosk.page.get_by_role("button", name="取号"))
    expect(kiosk.page.locator(".ticket")).to_contain_text("约的是")
    ticket = kiosk.page.locator(".ticket .number").inner_text()

    clerk = browse(town.account("window-clerk"), **DESK)
    clerk.goto(f"/counter/halls/{town.hall.pk}/appointments/")
    row = clerk.locator("tbody tr", has_text=ticket)
    expect(row).to_contain_text("王小明")
    expect(row).to_contain_text("到了")


def test_booked_with_the_keyboard_alone(offer: Offer, browse: Callable[..., Page]) -> None:
    number = book(Keys(browse(**DESK)), "13800000053")
    assert len(number) == 9


def test_the_pages_are_for_everybody(town: Town, offer: Offer, browse: Callable[..., Page]) -> None:
    page = browse()
    own = f"/appointments/at/{offer.pk}/"
    faults = []
    for address in (f"/appointments/?region={YE}", "/appointments/find/", own):
        page.goto(address)
        faults += examined(page)
    number = book(Finger(page), "13800000054")
    for address in ("", "move/", "cancel/"):
        page.goto(f"/appointments/{number}/{address}")
        faults += examined(page)
    page.goto(f"/terminal/{town.hall.pk}/arrived/")
    assert [*faults, *examined(page)] == []


def test_the_pages_of_staff_are_for_everybody(
    town: Town, offer: Offer, browse: Callable[..., Page]
) -> None:
    book(Finger(browse()), "13800000055")
    clerk, head = (
        browse(town.account("window-clerk"), **DESK),
        browse(town.account("centre-head"), **DESK),
    )
    faults = []
    for page, address in (
        (clerk, f"/counter/halls/{town.hall.pk}/appointments/"),
        (clerk, "/desk/appointments/"),
        (clerk, f"/desk/appointments/book/?region={YE}"),
        (clerk, f"/desk/appointments/book/{offer.pk}/"),
        (head, "/desk/appointments/offers/"),
        (head, f"/desk/appointments/offers/{offer.pk}/"),
    ):
        page.goto(address)
        faults += examined(page)
    assert faults == []
