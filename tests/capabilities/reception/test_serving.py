"""Called, called again, absent, sent to another window, taken in, finished."""

from __future__ import annotations

import pytest

from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.capabilities.reception.actions import (
    call_again,
    call_next,
    close_window,
    finish,
    mark_absent,
    take_in,
    transfer,
)
from santai.capabilities.reception.models import Ticket
from santai.capabilities.reception.queries import calls_of, figures, first_asked, serving, window_of
from santai.kernel.errors import Conflict, Invalid, NotNow
from tests.factories.halls import later, make_hall, queue, seat, serve
from tests.world import LUSHAN, NOW, World, ask_for_aid


@pytest.fixture
def clerk(world: World, hall: Venue) -> Actor:
    actor = world.staff("window-clerk")
    seat(actor, hall)
    return actor


def test_nobody_calls_without_a_window(world: World, hall: Venue) -> None:
    queue(hall)
    with pytest.raises(NotNow):
        call_next(actor=world.staff("window-clerk"), at=NOW)


def test_pressing_twice_calls_one(clerk: Actor, hall: Venue) -> None:
    queue(hall)
    queue(hall)
    call_next(actor=clerk, at=NOW)
    with pytest.raises(NotNow):
        call_next(actor=clerk, at=NOW)
    assert Ticket.objects.filter(state="called").count() == 1


def test_somebody_absent_can_come_back(clerk: Actor, hall: Venue) -> None:
    ticket = queue(hall)
    call_next(actor=clerk, at=NOW)
    call_again(actor=clerk, ticket_id=ticket.pk, at=later(1))
    mark_absent(actor=clerk, ticket_id=ticket.pk, at=later(2))
    assert calls_of(hall, at=NOW) == []
    call_again(actor=clerk, ticket_id=ticket.pk, at=later(9))
    ticket.refresh_from_db()
    assert (ticket.state, ticket.calls, ticket.first_called_at) == ("called", 3, NOW)


@pytest.fixture
def beside(world: World, hall: Venue) -> Actor:
    """A colleague at the second window."""
    actor = world.second("window-clerk")
    seat(actor, hall, 2)
    return actor


def test_who_is_sent_to_another_window_is_next_there_and_keeps_who_asked_first(
    clerk: Actor, beside: Actor, hall: Venue
) -> None:
    """ORD-26, CEN-28: the first person asked stays responsible."""
    ticket = queue(hall)
    call_next(actor=clerk, at=NOW)
    transfer(actor=clerk, ticket_id=ticket.pk, number=2, at=later(2))
    queue(hall, priority="elder", minutes=1)
    assert call_next(actor=beside, at=later(4)) == ticket
    order = ask_for_aid().order
    take_in(actor=beside, ticket_id=ticket.pk, order=order, at=later(5))
    assert first_asked([order.pk]) == {order.pk: clerk.name}
    ticket.refresh_from_db()
    assert (ticket.party_id, ticket.clerk_id) == (order.applicant_id, beside.account_id)


@pytest.mark.parametrize("number", [1, 9])
def test_nobody_is_sent_to_a_window_where_nobody_else_sits(
    clerk: Actor, hall: Venue, number: int
) -> None:
    ticket = queue(hall)
    call_next(actor=clerk, at=NOW)
    with pytest.raises(Invalid):
        transfer(actor=clerk, ticket_id=ticket.pk, number=number, at=NOW)
    assert Ticket.objects.get().state == "called"


def test_who_was_sent_to_a_window_that_closes_is_called_by_the_others(
    clerk: Actor, beside: Actor, hall: Venue
) -> None:
    ticket = queue(hall)
    call_next(actor=clerk, at=NOW)
    transfer(actor=clerk, ticket_id=ticket.pk, number=2, at=later(1))
    assert call_next(actor=clerk, at=later(1)) is None
    window = window_of(beside, at=later(2))
    assert window is not None
    close_window(actor=beside, window_id=window.pk, at=later(2))
    assert call_next(actor=clerk, at=later(3)) == ticket


def test_the_figures_are_computed_from_the_tickets(clerk: Actor, hall: Venue) -> None:
    for minute in range(5):
        queue(hall, minutes=minute)
    serve(clerk, called=10, done=20)  # waited 10
    serve(clerk, called=21, done=31)  # waited 20
    assert figures(hall, at=later(31)).expected is None
    serve(clerk, called=32, done=42)  # waited 30
    found = figures(hall, at=later(43))
    assert (found.waiting, found.served, found.absent, found.windows) == (2, 3, 0, 1)
    assert (found.average_wait, found.longest_wait, found.longest_now) == (20, 30, 40)
    assert found.expected == 20


@pytest.mark.parametrize("deed", [call_again, mark_absent, finish])
def test_and_the_outsider_touches_no_visitor_of_this_hall(
    world: World, clerk: Actor, hall: Venue, deed: object
) -> None:
    ticket = queue(hall)
    call_next(actor=clerk, at=NOW)
    outsider = world.staff("window-clerk", LUSHAN)
    seat(outsider, make_hall(world, LUSHAN))
    with pytest.raises(Conflict):
        deed(actor=outsider, ticket_id=ticket.pk, at=NOW)  # type: ignore[operator]
    colleague = world.second("window-clerk")
    window = seat(colleague, hall, 2)
    with pytest.raises(Conflict):
        deed(actor=colleague, ticket_id=ticket.pk, at=NOW)  # type: ignore[operator]
    assert serving(window, at=NOW) is None
