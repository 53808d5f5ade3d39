"""Offers: who may keep them, which times follow from them, and that a change takes nobody's time away."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from santai.capabilities.meetings import access
from santai.capabilities.meetings.actions import end_offer, keep_offer, set_day, unset_day
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.meetings.queries import free_days, offer_open, offers_near, preview, slots
from santai.capabilities.places.models import Venue
from santai.kernel.errors import Forbidden, Invalid, Missing
from santai.kernel.workdays import ZONE
from tests.factories.meetings import AT_NINE, TOMORROW, make_booking, make_offer, terms
from tests.world import CITY, LUSHAN, NOW, PROVINCE, TODAY, YE, World


def days_of(offer: Offer, at: datetime = NOW) -> list[date]:
    return [day for day, _ in free_days(offer, at=at)]


def test_times_run_from_the_cutoff_to_the_horizon(offer: Offer) -> None:
    """NOW is Monday at nine; what begins before ten is too near."""
    found = slots([offer], at=NOW)[offer.pk]
    assert [slot.starts_at.astimezone(ZONE).time() for slot in found[:2]] == [
        time(10),
        time(10, 30),
    ]
    assert found[-1].day == TODAY + timedelta(days=14)
    assert {slot.left for slot in found} == {2}


def test_a_holiday_has_no_times_and_a_make_up_day_has(world: World, hall: Venue) -> None:
    """清明 2026 is off from 4 to 6 April; for 劳动节 the Saturday 9 May is worked."""
    offer = make_offer(world, hall)
    april = days_of(offer, datetime(2026, 4, 2, 9, tzinfo=ZONE))
    assert april[:3] == [date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 7)]
    may = days_of(offer, datetime(2026, 5, 8, 9, tzinfo=ZONE))
    assert may[:3] == [date(2026, 5, 8), date(2026, 5, 9), date(2026, 5, 11)]


def test_a_single_day_can_be_closed_and_another_opened(world: World, offer: Offer) -> None:
    chief, saturday = world.staff("centre-head"), date(2026, 3, 7)
    assert (
        set_day(actor=chief, offer_id=offer.pk, day=TOMORROW, is_open=False, reason="培训", at=NOW)
        == 0
    )
    set_day(actor=chief, offer_id=offer.pk, day=saturday, is_open=True, reason="", at=NOW)
    assert TOMORROW not in days_of(offer)
    assert saturday in days_of(offer)
    assert [row.closed for row in preview(offer, at=NOW) if row.day == TOMORROW] == ["培训"]
    unset_day(actor=chief, offer_id=offer.pk, day=TOMORROW)
    assert TOMORROW in days_of(offer)


def test_who_holds_a_time_on_a_day_that_is_closed_keeps_it(world: World, offer: Offer) -> None:
    booking = make_booking(offer)
    held = set_day(
        actor=world.staff("centre-head"),
        offer_id=offer.pk,
        day=TOMORROW,
        is_open=False,
        reason="",
        at=NOW,
    )
    assert held == 1
    assert Booking.objects.get(pk=booking.pk).state == "booked"


def test_fewer_places_than_bookings_take_nobodys_time(world: World, hall: Venue) -> None:
    offer = make_offer(world, hall, capacity=3)
    for place in range(3):
        make_booking(offer, phone=f"1380000001{place}")
    keep_offer(
        actor=world.staff("centre-head"), terms=terms(hall, capacity=1), at=NOW, offer_id=offer.pk
    )
    offer.refresh_from_db()
    nine = next(slot for slot in slots([offer], at=NOW)[offer.pk] if slot.starts_at == AT_NINE)
    assert (nine.left, nine.capacity) == (0, 1)
    assert Booking.objects.filter(state="booked").count() == 3


def test_other_lengths_leave_room_for_who_is_there_already(world: World, hall: Venue) -> None:
    """Somebody sits there from nine to half past nine: the pieces of twenty minutes beside it are full."""
    offer = make_offer(world, hall, capacity=1)
    make_booking(offer)
    chief = world.staff("centre-head")
    keep_offer(actor=chief, terms=terms(hall, capacity=1, minutes=20), at=NOW, offer_id=offer.pk)
    offer.refresh_from_db()
    found = [slot for slot in slots([offer], at=NOW)[offer.pk] if slot.day == TOMORROW]
    assert [slot.left for slot in found] == [0, 0, 1, 1, 1, 1]


def test_an_offer_that_ended_takes_no_more_and_its_people_keep_their_times(
    world: World, offer: Offer
) -> None:
    booking = make_booking(offer)
    assert end_offer(actor=world.staff("centre-head"), offer_id=offer.pk, at=NOW) == 1
    with pytest.raises(Missing):
        offer_open(offer.pk, on=TODAY)
    with pytest.raises(Missing):
        make_booking(offer, phone="13800000012")
    assert Booking.objects.get(pk=booking.pk).state == "booked"


def test_an_offer_ends_on_its_last_day(world: World, hall: Venue) -> None:
    offer = make_offer(world, hall, ends=TOMORROW)
    assert days_of(offer)[-1] == TOMORROW
    with pytest.raises(Missing):
        offer_open(offer.pk, on=TOMORROW + timedelta(days=1))


def test_a_practitioner_who_is_suspended_receives_nobody(world: World, hall: Venue) -> None:
    lawyer = world.lawyers[0]
    offer = make_offer(
        world, hall, organisation=lawyer.organisation_id, practitioner=lawyer.pk, capacity=1
    )
    assert offer_open(offer.pk, on=TODAY) == offer
    lawyer.suspended_until = TODAY + timedelta(days=30)
    lawyer.save()
    with pytest.raises(Missing):
        offer_open(offer.pk, on=TODAY)


def test_offers_come_nearest_first(world: World, hall: Venue) -> None:
    """Those of the place, then those of the city around it; never those of the next county."""
    far = Venue.objects.create(
        organisation=world.office("centre", CITY), name="市大厅", region_id=CITY, address="1 号"
    )
    beside = Venue.objects.create(
        organisation=world.office("centre", LUSHAN), name="邻县", region_id=LUSHAN, address="1 号"
    )
    chief = world.staff("bureau-chief", CITY)
    for venue in (far, beside, hall):
        keep_offer(actor=chief, terms=terms(venue), at=NOW)
    assert [o.organisation.region_id for o in offers_near(YE, on=TODAY)] == [YE, CITY]


def test_offers_of_some_services_come_for_those(world: World, hall: Venue) -> None:
    make_offer(world, hall, title="法律援助", services=("legal-aid/civil",))
    make_offer(world, hall)
    assert [o.title for o in offers_near(YE, on=TODAY)] == ["法律咨询"]
    titles = [o.title for o in offers_near(YE, service="legal-aid/civil", on=TODAY)]
    assert titles == ["法律援助", "法律咨询"]


@pytest.mark.parametrize(
    ("role", "region", "may"),
    [
        ("centre-head", YE, True),
        ("bureau-chief", YE, True),
        ("bureau-chief", CITY, True),
        ("window-clerk", YE, False),
        ("bureau-officer", YE, False),
        ("hotline-agent", CITY, False),
    ],
)
def test_heads_and_bureaus_keep_offers(
    world: World, hall: Venue, role: str, region: str, may: bool
) -> None:
    actor = world.staff(role, region)
    if may:
        offer = keep_offer(actor=actor, terms=terms(hall), at=NOW)
        assert access.offer_kept(actor, offer.pk) == offer
        return
    with pytest.raises(Forbidden):
        keep_offer(actor=actor, terms=terms(hall), at=NOW)


def test_the_outsider_keeps_nothing(world: World, offer: Offer) -> None:
    for actor in (world.staff("window-clerk", LUSHAN), world.lawyer()):
        with pytest.raises(Missing):
            end_offer(actor=actor, offer_id=offer.pk, at=NOW)


def test_a_lawyer_keeps_their_own_times_and_nobody_elses(world: World, hall: Venue) -> None:
    mine, other = world.lawyers[0], world.lawyers[1]
    own = terms(hall, organisation=mine.organisation_id, practitioner=mine.pk, capacity=1)
    offer = keep_offer(actor=world.lawyer(), terms=own, at=NOW)
    assert list(access.offers_kept(world.lawyer())) == [offer]
    with pytest.raises(Forbidden):
        keep_offer(actor=world.lawyer(), terms=replace(own, practitioner=other.pk), at=NOW)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": " "}, "title"),
        ({"weekdays": ()}, "weekdays"),
        ({"weekdays": (7,)}, "weekdays"),
        ({"morning": (time(11), time(9))}, "morning_to"),
        ({"morning": (time(9), None)}, "morning_to"),
        ({"morning": (None, None)}, "morning_from"),
        ({"afternoon": (time(10), time(12))}, "afternoon_from"),
        ({"minutes": None}, "minutes"),
        ({"capacity": 0}, "capacity"),
        ({"horizon": 90}, "horizon"),
        ({"starts": None}, "starts"),
        ({"ends": date(2025, 1, 1)}, "ends"),
        ({"venue": None}, "venue"),
        ({"manner": "letter"}, "manner"),
        ({"services": ("no/such",)}, "services"),
        ({"organisation": None}, "organisation"),
    ],
)
def test_what_does_not_fit_is_named_at_its_field(
    world: World, hall: Venue, changes: dict[str, object], field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        keep_offer(actor=world.staff("centre-head"), terms=terms(hall, **changes), at=NOW)
    assert list(refused.value.fields) == [field]


def test_a_practitioner_offers_times_where_they_practise_and_with_themselves(world: World) -> None:
    me, other, stranger = (lawyer.pk for lawyer in world.lawyers)
    firm, elsewhere = world.office("law-firm"), world.office("law-firm", LUSHAN)
    chief = world.staff("bureau-chief")

    assert list(access.organisations_offering(world.lawyer())) == [firm]
    assert [one.pk for one in access.people_to_offer(world.lawyer(), firm.pk)] == [me]
    assert list(access.people_to_offer(world.lawyer(), elsewhere.pk)) == []
    assert {one.pk for one in access.people_to_offer(chief, firm.pk)} == {me, other}
    assert [one.pk for one in access.people_to_offer(world.lawyer(2), elsewhere.pk)] == [stranger]
    assert list(access.organisations_offering(world.staff("auditor", PROVINCE))) == []
