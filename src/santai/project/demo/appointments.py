"""Times to book in the demonstration, and people who did: every centre, the legal-aid agencies, some lawyers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from santai.capabilities.meetings.actions import Terms, Wish, book, keep_offer
from santai.capabilities.meetings.enums import Manner
from santai.capabilities.meetings.models import Offer
from santai.capabilities.meetings.queries import free_slots
from santai.capabilities.people.access import Actor, guest
from santai.capabilities.people.models import Party, Practitioner
from santai.capabilities.places.models import Venue
from santai.kernel.errors import Refusal
from santai.kernel.workdays import ZONE
from santai.project.demo.cast import Cast
from santai.project.demo.ground import CITY, Ground

MORNING, AFTERNOON = (time(9), time(11, 30)), (time(14, 30), time(17, 30))
WORKDAYS = (0, 1, 2, 3, 4)
AID = "legal-aid/civil"
BOOKED_EACH = 5
NOTES = ("工资没有给", "想问遗嘱怎么写", "离婚后抚养费", "房租押金不退", "")


def arrange(ground: Ground, cast: Cast, rng: Random, now: datetime) -> None:
    """Once, where nobody has offered anything yet."""
    if Offer.objects.exists():
        return
    day = now.astimezone(ZONE).date()
    for actor, terms in _offers(ground, cast, day):
        offer = keep_offer(actor=actor, terms=terms, at=now - timedelta(days=30))
        _book(offer, cast.citizens, rng, now)


def _offers(ground: Ground, cast: Cast, day: date) -> Iterator[tuple[Actor, Terms]]:
    starts = day - timedelta(days=30)
    for region in (CITY, *(county.code for county in ground.counties)):
        chief = cast.staff[("bureau-chief", region)][0]
        hall = Venue.objects.filter(organisation=ground.of("centre", region)).order_by("pk")[0]
        yield chief, _terms(hall.organisation_id, "法律咨询", starts, hall, capacity=2)
        agency = ground.of("legal-aid-agency", region)
        # the agency receives at the hall of the centre, so the centre offers it
        yield (
            chief,
            _terms(
                hall.organisation_id, "申请法律援助", starts, hall, services=(AID,), how=agency.name
            ),
        )
    lawyers = Practitioner.objects.filter(demo=True, kind="lawyer").order_by("region", "pk")
    for lawyer in lawyers.distinct("region"):  # one in every county
        if lawyer.pk in cast.lawyers:
            own = cast.lawyers[lawyer.pk]
            yield (
                own,
                _terms(
                    lawyer.organisation_id,
                    "律师电话咨询",
                    starts,
                    None,
                    manner=Manner.TELEPHONE.value,
                    practitioner=lawyer.pk,
                ),
            )


def _terms(
    organisation: int,
    title: str,
    starts: date,
    hall: Venue | None,
    *,
    manner: str = Manner.IN_PERSON.value,
    capacity: int = 1,
    services: tuple[str, ...] = (),
    practitioner: int | None = None,
    how: str = "",
) -> Terms:
    return Terms(
        organisation=organisation,
        title=title,
        manner=manner,
        starts=starts,
        weekdays=WORKDAYS,
        morning=MORNING,
        afternoon=AFTERNOON,
        minutes=30,
        capacity=capacity,
        horizon=14,
        cutoff=1,
        venue=hall.pk if hall else None,
        practitioner=practitioner,
        services=services,
        how=how,
    )


def _book(offer: Offer, citizens: list[Party], rng: Random, now: datetime) -> None:
    """Some of today's times, taken as of yesterday, and some of the coming days."""
    before = now - timedelta(days=1)
    free = free_slots(offer, at=before)
    soon = [slot for slot in free if slot.day <= (now + timedelta(days=2)).astimezone(ZONE).date()]
    for slot in rng.sample(soon, min(3, len(soon))) + rng.sample(free, min(BOOKED_EACH, len(free))):
        person = rng.choice(citizens)
        wish = Wish(
            name=person.name,
            phone=person.phone,
            service=offer.services[0] if offer.services else "",
            note=rng.choice(NOTES),
            texts=False,  # the numbers are invented, and could be somebody's
        )
        try:
            book(
                actor=guest("portal"),
                offer_id=offer.pk,
                starts_at=slot.starts_at,
                wish=wish,
                at=before,
            )
        except Refusal:
            continue  # full meanwhile, or the same person for a third time
