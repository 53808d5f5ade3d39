"""Somebody with an appointment at the machine."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.meetings.models import Booking
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.models import Ticket
from tests.factories.halls import make_hall
from tests.factories.meetings import AT_NINE, make_booking, make_offer
from tests.factories.pages import Visitor, stop_the_clock
from tests.world import World


@pytest.fixture
def hall(world: World, monkeypatch: pytest.MonkeyPatch) -> Venue:
    hall = make_hall(world)
    make_booking(make_offer(world, hall))
    stop_the_clock(monkeypatch, AT_NINE - timedelta(minutes=10))
    return hall


def test_a_telephone_number_gives_the_ticket_for_the_time_agreed(
    visitor: Visitor, hall: Venue
) -> None:
    assert f"/terminal/{hall.pk}/arrived/" in visitor.read(f"/terminal/{hall.pk}/").links
    leads = visitor.send(f"/terminal/{hall.pk}/arrived/", {"text": "13800000011"})
    assert leads == f"/terminal/{hall.pk}/ticket/"
    text = visitor.read(leads).text
    assert "约的是 9:00" in text
    assert "约好的人" not in text
    assert Ticket.objects.get().due_at == AT_NINE


def test_pressed_twice_and_after_leaving_it_is_the_same_ticket(
    visitor: Visitor, hall: Venue
) -> None:
    number = Booking.objects.get().number
    for _ in range(2):
        visitor.send(f"/terminal/{hall.pk}/arrived/", {"text": number})
    visitor.send(f"/terminal/{hall.pk}/leave/")
    visitor.send(f"/terminal/{hall.pk}/arrived/", {"text": number})
    assert Ticket.objects.count() == 1


def test_a_wrong_number_is_kept_to_be_put_right(visitor: Visitor, hall: Venue) -> None:
    visitor.send(f"/terminal/{hall.pk}/arrived/", {"text": "13800000019"}, status=422)
    assert visitor.page.fields["text"] == ["13800000019"]
    assert Ticket.objects.count() == 0


def test_trying_numbers_stops_after_five(visitor: Visitor, hall: Venue) -> None:
    for place in range(5):
        visitor.send(f"/terminal/{hall.pk}/arrived/", {"text": f"1380000002{place}"}, status=422)
    text = visitor.send(f"/terminal/{hall.pk}/arrived/", {"text": "13800000011"}, status=429)
    assert "试的次数太多了" in text
