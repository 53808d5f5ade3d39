"""Taking a ticket, and who is called before whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.access import ring_at, ticket_at
from santai.capabilities.reception.actions import call_next, finish, ring, take_ticket
from santai.capabilities.reception.models import Ticket
from santai.capabilities.reception.queries import ahead_of
from santai.kernel.errors import Conflict, Invalid, Missing
from tests.factories.halls import make_hall, queue, seat
from tests.world import LUSHAN, NOW, World


def call(actor: Actor) -> str:
    """The number called next, who is then finished at once; "" when nobody waits."""
    ticket = call_next(actor=actor, at=NOW)
    if ticket is None:
        return ""
    finish(actor=actor, ticket_id=ticket.pk, at=NOW)
    return ticket.number


def test_each_line_has_its_letter_and_each_day_begins_at_one(world: World, hall: Venue) -> None:
    numbers = [queue(hall, line=line).number for line in ("", "legal-aid", "", "legal-aid")]
    assert numbers == ["A001", "D001", "A002", "D002"]
    tomorrow = take_ticket(hall=hall, at=NOW + timedelta(days=1))
    assert tomorrow.number == "A001"
    assert queue(make_hall(world, LUSHAN)).number == "A001"


@pytest.mark.parametrize(("field", "value"), [("line", "wizardry"), ("priority", "rich")])
def test_what_nobody_offers_is_refused_by_name(hall: Venue, field: str, value: str) -> None:
    with pytest.raises(Invalid) as refused:
        take_ticket(hall=hall, at=NOW, **{field: value})
    assert list(refused.value.fields) == [field]


def test_a_machine_gone_wild_fills_no_queue(hall: Venue) -> None:
    for _ in range(20):
        queue(hall)
    with pytest.raises(Conflict):
        queue(hall)
    assert queue(hall, minutes=2).number == "A021"


def test_priority_goes_first_then_time(world: World, hall: Venue) -> None:
    """GRP-04: special groups are served first."""
    queue(hall)
    queue(hall, minutes=1)
    queue(hall, minutes=2, priority="elder")
    queue(hall, minutes=3, priority="soldier")
    clerk = world.staff("window-clerk")
    seat(clerk, hall)
    assert [call(clerk) for _ in range(5)] == ["A003", "A004", "A001", "A002", ""]


def test_a_window_for_one_line_calls_that_line_and_who_does_not_know(
    world: World, hall: Venue
) -> None:
    queue(hall, line="notary")
    queue(hall, line="legal-aid")
    queue(hall)
    clerk = world.staff("window-clerk")
    seat(clerk, hall, lines=["legal-aid"])
    assert [call(clerk) for _ in range(3)] == ["D001", "A001", ""]


def test_yesterday_waits_no_more(world: World, hall: Venue) -> None:
    take_ticket(hall=hall, at=NOW - timedelta(days=1))
    clerk = world.staff("window-clerk")
    seat(clerk, hall)
    assert call(clerk) == ""
    assert Ticket.objects.count() == 1


def test_a_queue_is_called_from_its_own_hall_only(world: World, hall: Venue) -> None:
    queue(make_hall(world, LUSHAN))
    clerk = world.staff("window-clerk")
    seat(clerk, hall)
    assert call(clerk) == ""


def test_a_ticket_knows_how_many_are_called_before_it(world: World, hall: Venue) -> None:
    first, second = queue(hall), queue(hall, minutes=1)
    elder = queue(hall, minutes=2, priority="elder")
    assert [ahead_of(ticket) for ticket in (first, second, elder)] == [1, 2, 0]
    clerk = world.staff("window-clerk")
    seat(clerk, hall)
    assert call(clerk) == elder.number
    elder.refresh_from_db()
    assert [ahead_of(ticket) for ticket in (first, second, elder)] == [0, 1, None]


def test_the_machine_of_one_hall_knows_nothing_of_another(world: World, hall: Venue) -> None:
    ticket, next_door = queue(hall), make_hall(world, LUSHAN)
    bell = ring(hall=hall, at=NOW)
    assert (ticket_at(hall, ticket.pk), ring_at(hall, bell.pk)) == (ticket, bell)
    with pytest.raises(Missing):
        ticket_at(next_door, ticket.pk)
    with pytest.raises(Missing):
        ring_at(next_door, bell.pk)
