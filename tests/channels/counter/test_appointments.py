"""The day's appointments at the counter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.models import Ticket
from tests.factories.halls import make_hall
from tests.factories.meetings import AT_NINE, make_booking, make_offer
from tests.factories.pages import Visitor, signed_in, stop_the_clock
from tests.world import LUSHAN, YE, World

EARLY = AT_NINE - timedelta(minutes=20)


@pytest.fixture
def hall(world: World) -> Venue:
    return make_hall(world)


@pytest.fixture
def offer(world: World, hall: Venue) -> Offer:
    return make_offer(world, hall)


@pytest.fixture
def page(hall: Venue) -> str:
    return f"/counter/halls/{hall.pk}/appointments/"


def clerk(world: World, region: str = YE) -> Visitor:
    return signed_in(world.accounts[("window-clerk", region)])


def test_somebody_comes_is_called_and_received(
    world: World, offer: Offer, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = make_booking(offer, note="工资没有给")
    stop_the_clock(monkeypatch, EARLY)
    here = clerk(world)
    assert page in here.read("/counter/").links
    assert "约好的人" in here.read(page).text
    here.send(page, {"step": f"arrived:{booking.number}"})
    ticket = Ticket.objects.get()
    assert (ticket.due_at, ticket.number) == (AT_NINE, "A001")
    assert "约的是 9:00" in here.read(f"/counter/tickets/{ticket.pk}/").text
    here.send(f"/counter/halls/{offer.venue_id}/window/", {"number": "1"})
    here.send("/counter/serve/", {"do": "next"})
    assert "工资没有给" in here.read("/counter/").text
    here.send("/counter/serve/", {"do": "done", "ticket": str(ticket.pk)})
    assert "接待过了" in here.read(page).text


def test_who_did_not_come_is_written_down_after_the_time_only(
    world: World, offer: Offer, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    booking = make_booking(offer)
    stop_the_clock(monkeypatch, EARLY)
    assert "还没有到约定的时间" in clerk(world).send(
        page, {"step": f"absent:{booking.number}"}, status=409
    )
    stop_the_clock(monkeypatch, AT_NINE + timedelta(minutes=30))
    here = clerk(world)
    assert "时间过了，没有记" in here.read(page).text
    here.send(page, {"step": f"absent:{booking.number}"})
    assert Booking.objects.get().state == "absent"


def test_another_day_is_one_link_away(world: World, offer: Offer, page: str) -> None:
    make_booking(offer)
    here = clerk(world)
    assert "这天没有人约" in here.read(page).text
    assert "约好的人" in here.read(f"{page}?day=2026-03-03").text
    assert here.get(f"{page}?day=never").status_code == 200


@pytest.mark.parametrize("step", ["", "arrived", "arrived:", "served:000000000", "no:such"])
def test_a_button_that_is_none_finds_nothing(
    world: World, offer: Offer, page: str, step: str
) -> None:
    make_booking(offer)
    assert clerk(world).post(page, {"step": step}).status_code == 404
    assert Ticket.objects.count() == 0


def test_the_outsider_sees_no_hall(world: World, offer: Offer, page: str) -> None:
    booking = make_booking(offer)
    other = clerk(world, LUSHAN)
    assert other.get(page).status_code == 404
    assert other.post(page, {"step": f"arrived:{booking.number}"}).status_code == 404
    assert Ticket.objects.count() == 0


def test_the_page_asks_as_often_for_many_as_for_one(
    world: World, offer: Offer, page: str, django_assert_max_num_queries: Any
) -> None:
    for place in range(8):
        at = AT_NINE + timedelta(minutes=30 * (place // 2))
        make_booking(offer, phone=f"1380000003{place}", starts_at=at)
    here = clerk(world)
    here.read(f"{page}?day=2026-03-03")
    with django_assert_max_num_queries(12):
        here.read(f"{page}?day=2026-03-03")
