"""People who book at the same moment, on connections of their own: no time holds more than its places."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connections

from santai.capabilities.meetings.models import Booking, Offer
from santai.kernel.errors import Conflict, Invalid
from tests import world as w
from tests.factories.halls import make_hall
from tests.factories.meetings import make_booking, make_offer

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = 12


def at_once(*works: Callable[[], object]) -> list[BaseException]:
    """Run all at the same moment, each on its own connection; gives what was refused or went wrong."""
    barrier, wrong = threading.Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        try:
            barrier.wait(30)
            work()
        except BaseException as failure:
            wrong.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return wrong


@pytest.fixture
def world(transactional_db: None) -> w.World:
    return w.build()


def people(offers: list[Offer]) -> list[Callable[[], object]]:
    def somebody(place: int) -> Callable[[], object]:
        offer, phone = offers[place % len(offers)], f"138000001{place:02}"
        return lambda: make_booking(offer, phone=phone, key=f"form-{place}")

    return [somebody(place) for place in range(EVERYBODY)]


def test_as_many_get_a_time_as_it_has_places(world: w.World) -> None:
    offer = make_offer(world, make_hall(world), capacity=2)
    refused = at_once(*people([offer]))
    assert [type(failure) for failure in refused] == [Invalid] * (EVERYBODY - 2)
    assert Booking.objects.count() == 2


def test_a_practitioner_is_in_one_place_at_a_time(world: w.World) -> None:
    """Two offers of one lawyer, in person and on the telephone, share the lawyer."""
    hall, lawyer = make_hall(world), world.lawyers[0]
    own = {
        "organisation": lawyer.organisation_id,
        "practitioner": lawyer.pk,
        "capacity": 1,
    }
    here = make_offer(world, hall, **own)
    rung = make_offer(world, hall, **own, manner="telephone", venue=None, minutes=20)
    refused = at_once(*people([here, rung]))
    assert [type(failure) for failure in refused] == [Invalid] * (EVERYBODY - 1)


def test_one_person_cannot_hoard_by_asking_at_once(world: w.World) -> None:
    hall = make_hall(world)
    offers = [make_offer(world, hall) for _ in range(6)]
    refused = at_once(*[lambda one=one: make_booking(one) for one in offers])
    assert [type(failure) for failure in refused] == [Conflict] * 4
    assert Booking.objects.count() == 2


def test_a_form_sent_twice_at_once_books_once(world: w.World) -> None:
    offer = make_offer(world, make_hall(world))
    assert at_once(*[lambda: make_booking(offer, key="one form")] * 4) == []
    assert Booking.objects.count() == 1
