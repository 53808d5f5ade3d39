"""People who book at the same moment, on connections of their own: no time holds more than its places."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from santai.capabilities.meetings.models import Booking, Offer
from santai.kernel.errors import Conflict, Invalid
from tests import world as w
from tests.factories.halls import make_hall
from tests.factories.meetings import make_booking, make_offer
from tests.reliability.contests import gone_wrong

pytestmark = pytest.mark.django_db(transaction=True)
EVERYBODY = 12


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
    refused = gone_wrong(*people([offer]))
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
    refused = gone_wrong(*people([here, rung]))
    assert [type(failure) for failure in refused] == [Invalid] * (EVERYBODY - 1)


def test_one_person_cannot_hoard_by_asking_gone_wrong(world: w.World) -> None:
    hall = make_hall(world)
    offers = [make_offer(world, hall) for _ in range(6)]
    refused = gone_wrong(*[lambda one=one: make_booking(one) for one in offers])
    assert [type(failure) for failure in refused] == [Conflict] * 4
    assert Booking.objects.count() == 2


def test_a_form_sent_twice_at_once_books_once(world: w.World) -> None:
    offer = make_offer(world, make_hall(world))
    assert gone_wrong(*[lambda: make_booking(offer, key="one form")] * 4) == []
    assert Booking.objects.count() == 1
