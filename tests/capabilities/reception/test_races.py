"""Clerks who call at the same moment, on connections of their own: never the same ticket."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from santai.capabilities.people.access import Actor
from santai.capabilities.reception.actions import call_next, finish, ring, take_ticket
from santai.capabilities.reception.models import Ring, Ticket
from tests import world as w
from tests.factories.halls import make_hall, queue, seat
from tests.reliability.contests import gone_wrong

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 40


@pytest.fixture
def world(transactional_db: None) -> w.World:
    return w.build()


def test_two_clerks_calling_at_once_never_get_the_same_ticket(world: w.World) -> None:
    hall = make_hall(world)
    clerks = [world.staff("window-clerk"), world.second("window-clerk")]
    for number, clerk in enumerate(clerks, start=1):
        seat(clerk, hall, number)
    for place in range(ROUNDS):
        queue(hall, minutes=place * 2)
    got: list[str] = []

    def calls(clerk: Actor) -> Callable[[], None]:
        def work() -> None:
            while ticket := call_next(actor=clerk, at=w.NOW):
                got.append(ticket.number)
                finish(actor=clerk, ticket_id=ticket.pk, at=w.NOW)

        return work

    assert gone_wrong(*map(calls, clerks)) == []
    assert Counter(got) == Counter(ticket.number for ticket in Ticket.objects.all())
    assert len(got) == ROUNDS


def test_a_ticket_a_colleague_is_just_calling_is_passed_over(world: w.World) -> None:
    """What the lock holds back would be called twice, or waited for, without SKIP LOCKED."""
    hall = make_hall(world)
    clerk = world.staff("window-clerk")
    seat(clerk, hall)
    first, second = queue(hall), queue(hall, minutes=1)
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with transaction.atomic():
            Ticket.objects.select_for_update().get(pk=first.pk)
            held.set()
            done.wait(30)
        connections.close_all()

    other = threading.Thread(target=hold)
    other.start()
    assert held.wait(30)
    got = call_next(actor=clerk, at=w.NOW)
    done.set()
    other.join(30)
    assert got == second


def test_people_at_several_machines_get_numbers_of_their_own(world: w.World) -> None:
    hall = make_hall(world)
    assert gone_wrong(*[lambda: take_ticket(hall=hall, at=w.NOW) and None] * 8) == []
    numbers = sorted(Ticket.objects.values_list("number", flat=True))
    assert numbers == [f"A00{n}" for n in range(1, 9)]


def test_a_bell_pressed_by_everybody_rings_once(world: w.World) -> None:
    hall = make_hall(world)
    assert gone_wrong(*[lambda: ring(hall=hall, at=w.NOW) and None] * 8) == []
    assert Ring.objects.count() == 1
    assert connection.vendor == "postgresql"
