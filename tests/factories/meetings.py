"""Offers and bookings for tests: 叶县's centre gives legal advice on weekdays, two people at a time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from santai.capabilities.meetings.actions import Terms, Wish, book, keep_offer
from santai.capabilities.meetings.models import Booking, Offer
from santai.capabilities.people.access import Actor, guest
from santai.capabilities.places.models import Venue
from santai.kernel.workdays import ZONE
from tests.world import NOW, World

TOMORROW = (NOW + timedelta(days=1)).date()
AT_NINE = datetime.combine(TOMORROW, time(9), ZONE)
WEEKDAYS = (0, 1, 2, 3, 4)


def terms(hall: Venue, **changes: Any) -> Terms:
    given: dict[str, Any] = {
        "organisation": hall.organisation_id,
        "venue": hall.pk,
        "title": "法律咨询",
        "manner": "in_person",
        "starts": date(2026, 1, 1),
        "weekdays": WEEKDAYS,
        "morning": (time(9), time(11)),
        "minutes": 30,
        "capacity": 2,
        "horizon": 14,
        "cutoff": 1,
    }
    return Terms(**{**given, **changes})


def make_offer(world: World, hall: Venue, *, at: datetime = NOW, **changes: Any) -> Offer:
    chief = world.staff("centre-head")
    if changes.get("practitioner"):
        chief = world.staff("bureau-chief")
    return keep_offer(actor=chief, terms=terms(hall, **changes), at=at)


def make_booking(
    offer: Offer,
    *,
    actor: Actor | None = None,
    starts_at: datetime = AT_NINE,
    at: datetime = NOW,
    key: str = "",
    **wish: Any,
) -> Booking:
    given: dict[str, Any] = {"name": "约好的人", "phone": "13800000011"}
    return book(
        actor=actor or guest("portal"),
        offer_id=offer.pk,
        starts_at=starts_at,
        wish=Wish(**{**given, **wish}),
        at=at,
        key=key,
    ).booking
