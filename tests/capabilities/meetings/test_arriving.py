"""Arriving: the appointment becomes a ticket, and the hall calls it at the time agreed."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from santai.capabilities.meetings.actions import arrive, arrive_at_counter, cancel, mark
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.meetings.queries import booked_on, own_coming
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import call_next, finish, take_ticket
from santai.capabilities.reception.queries import ahead_of
from santai.kernel.errors import Forbidden, Missing, NotNow
from tests import world as w
from tests.factories.halls import make_hall, seat
from tests.factories.meetings import AT_NINE, TOMORROW, make_booking, make_offer

EARLY = AT_NINE - timedelta(minutes=20)


def minutes(many: int) -> datetime:
    return AT_NINE + timedelta(minutes=many)


def called(world: w.World, hall: Venue, at: datetime) -> list[str]:
    """The numbers in the order in which one window calls them from that moment on."""
    clerk = world.staff("window-clerk", on=TOMORROW)
    seat(clerk, hall, at=at)
    got = []
    while ticket := call_next(actor=clerk, at=at):
        got.append(ticket.number)
        finish(actor=clerk, ticket_id=ticket.pk, at=at)
    return got


def test_number_or_telephone_brings_the_same_ticket(hall: Venue, offer: Offer) -> None:
    booking = make_booking(offer, service="legal-aid/civil")
    ticket = arrive(hall=hall, text=booking.number, at=EARLY)
    assert arrive(hall=hall, text="138 0000 0011", at=EARLY) == ticket
    assert (ticket.due_at, ticket.line) == (AT_NINE, "legal-aid")
    assert Booking.objects.get().state == "arrived"


def test_before_the_time_agreed_those_who_were_there_go_first(
    world: w.World, hall: Venue, offer: Offer
) -> None:
    make_booking(offer)
    walk_in = take_ticket(hall=hall, at=minutes(-25))
    agreed = arrive(hall=hall, text="13800000011", at=EARLY)
    assert called(world, hall, minutes(-5)) == [walk_in.number, agreed.number]


def test_from_the_time_agreed_on_who_has_it_goes_first(
    world: w.World, hall: Venue, offer: Offer
) -> None:
    make_booking(offer)
    walk_ins = [take_ticket(hall=hall, at=minutes(-25 - place)) for place in (0, 1)]
    elder = take_ticket(hall=hall, priority="elder", at=minutes(-22))
    late_elder = take_ticket(hall=hall, priority="elder", at=minutes(1))
    agreed = arrive(hall=hall, text="13800000011", at=EARLY)
    assert ahead_of(agreed, at=minutes(2)) == 1
    assert ahead_of(agreed, at=EARLY) == 4
    assert called(world, hall, minutes(2)) == [
        elder.number,
        agreed.number,
        late_elder.number,
        walk_ins[1].number,
        walk_ins[0].number,
    ]


def test_whose_time_is_over_waits_like_everybody(world: w.World, hall: Venue, offer: Offer) -> None:
    make_booking(offer)
    walk_in = take_ticket(hall=hall, at=minutes(20))
    late = arrive(hall=hall, text="13800000011", at=minutes(31))
    assert late.due_at is None
    assert called(world, hall, minutes(40)) == [walk_in.number, late.number]


@pytest.mark.parametrize("text", ["", "13899999999", "000000000", "no number"])
def test_whoever_has_no_booking_today_gets_no_ticket(hall: Venue, offer: Offer, text: str) -> None:
    make_booking(offer)
    with pytest.raises(Missing):
        arrive(hall=hall, text=text, at=EARLY)


def test_another_day_another_hall_or_cancelled_is_not_here(
    world: w.World, hall: Venue, offer: Offer
) -> None:
    booking = make_booking(offer)
    other = make_hall(world, w.LUSHAN)
    for where, at in ((hall, w.NOW), (other, EARLY)):
        with pytest.raises(Missing):
            arrive(hall=where, text=booking.number, at=at)
    cancel(actor=w.anyone(), booking=booking, at=w.NOW)
    with pytest.raises(Missing):
        arrive(hall=hall, text=booking.number, at=EARLY)


def test_the_clerk_takes_somebody_in_who_came(world: w.World, offer: Offer) -> None:
    booking, clerk = make_booking(offer), world.staff("window-clerk")
    assert arrive_at_counter(actor=clerk, booking=booking, at=EARLY).due_at == AT_NINE
    with pytest.raises(NotNow):
        arrive_at_counter(actor=clerk, booking=booking, at=w.NOW)
    with pytest.raises(Missing):
        arrive_at_counter(actor=world.staff("window-clerk", w.LUSHAN), booking=booking, at=EARLY)


def test_three_times_not_come_bars_nobody(world: w.World, offer: Offer) -> None:
    clerk = world.staff("window-clerk")
    for day in range(3):
        at = AT_NINE + timedelta(days=day)
        booking = make_booking(offer, starts_at=at)
        mark(actor=clerk, booking=booking, state="absent", at=at + timedelta(hours=1))
    assert Booking.objects.filter(state="absent").count() == 3
    make_booking(offer, starts_at=AT_NINE + timedelta(days=3))


def test_who_was_written_down_as_absent_and_comes_is_received(
    world: w.World, hall: Venue, offer: Offer
) -> None:
    booking = make_booking(offer)
    mark(actor=world.staff("window-clerk"), booking=booking, state="absent", at=minutes(10))
    arrive(hall=hall, text=booking.number, at=minutes(12))
    assert Booking.objects.get().state == "arrived"


def test_what_became_of_it_is_said_by_who_receives_and_not_before(
    world: w.World, offer: Offer
) -> None:
    booking = make_booking(offer)
    with pytest.raises(NotNow):
        mark(actor=world.staff("window-clerk"), booking=booking, state="absent", at=w.NOW)
    for outsider in (world.staff("window-clerk", w.LUSHAN), world.lawyer()):
        with pytest.raises(Forbidden):
            mark(actor=outsider, booking=booking, state="served", at=minutes(10))


def test_the_hall_and_the_lawyer_see_who_comes(world: w.World, hall: Venue, offer: Offer) -> None:
    lawyer = world.lawyers[0]
    own = make_offer(
        world, hall, organisation=lawyer.organisation_id, practitioner=lawyer.pk, capacity=1
    )
    first, second = make_booking(offer), make_booking(own, phone="13800000012")
    assert booked_on(world.staff("window-clerk"), hall, TOMORROW) == [first, second]
    assert booked_on(world.staff("window-clerk"), hall, w.TODAY) == []
    assert own_coming(world.lawyer(), at=w.NOW) == [second]
    assert own_coming(world.lawyer(1), at=w.NOW) == []
