"""Who comes when: of a hall today, of a practitioner, of an order, of a telephone number."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet

from santai.capabilities.meetings import access
from santai.capabilities.meetings.enums import BookingState
from santai.capabilities.meetings.models import Booking
from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.catalogue import identity
from santai.kernel.numbers import plain
from santai.kernel.workdays import ZONE

MANY = 200
DAY = timedelta(days=1)
EARLIER = timedelta(hours=2)  # whose time has just passed is still shown as coming


def booked_on(actor: Actor, hall: Venue, day: date) -> list[Booking]:
    """Who is expected in this hall on a day, and whom its organisation calls, in order of time."""
    here = Q(offer__venue=hall) | Q(offer__venue=None, offer__organisation=hall.organisation_id)
    rows = access.bookings_for(actor).filter(here & _on(day))
    return list(rows.exclude(state=BookingState.CANCELLED).order_by("starts_at", "pk")[:MANY])


def own_coming(actor: Actor, *, at: datetime) -> list[Booking]:
    """The coming appointments with this practitioner."""
    if actor.practitioner_id is None:
        return []
    rows = access.bookings_for(actor).filter(
        offer__practitioner=actor.practitioner_id, starts_at__gte=at - EARLIER
    )
    return list(rows.exclude(state=BookingState.CANCELLED).order_by("starts_at", "pk")[:MANY])


def find_bookings(actor: Actor, text: str, *, at: datetime) -> list[Booking]:
    """The bookings with this number or telephone number that are still to come, for staff."""
    wanted = plain(text)
    if not wanted:
        return []
    rows = access.bookings_for(actor).filter(_named(text), starts_at__gte=at - DAY)
    return list(rows.order_by("starts_at", "pk")[:20])


def coming(hall: Venue, text: str, *, at: datetime) -> Booking | None:
    """The one of today's bookings in this hall that somebody names by its number or their telephone:
    the nearest in time, not yet arrived ones first.
    """
    if not plain(text):
        return None
    today = _on(at.astimezone(ZONE).date())
    open_ = (BookingState.BOOKED, BookingState.ARRIVED, BookingState.ABSENT)
    rows = Booking.objects.filter(
        _named(text) & today, offer__venue=hall, state__in=open_
    ).select_related("ticket", "offer__venue")
    order = list(BookingState)
    nearest = sorted(
        rows[:MANY], key=lambda b: (order.index(BookingState(b.state)), abs(b.starts_at - at))
    )
    return nearest[0] if nearest else None


def bookings_of_order(order_id: int, *, at: datetime) -> list[Booking]:
    """The coming appointments of an order, for who holds the order already."""
    rows = Booking.objects.filter(
        order=order_id, state=BookingState.BOOKED, ends_at__gte=at
    ).select_related("offer__organisation", "offer__venue", "offer__practitioner")
    return list(rows.order_by("starts_at", "pk"))


def booking_of_ticket(ticket_id: int) -> Booking | None:
    """The appointment with which somebody at a window came."""
    return Booking.objects.filter(ticket=ticket_id).select_related("order", "offer").first()


def to_remind(*, at: datetime) -> QuerySet[Booking]:
    """Whose appointment is tomorrow and who made it before today; text messages wanted."""
    tomorrow = at.astimezone(ZONE).date() + DAY
    midnight = datetime.combine(at.astimezone(ZONE).date(), time(), ZONE)
    return Booking.objects.filter(
        _on(tomorrow),
        state=BookingState.BOOKED,
        reminded_at=None,
        texts=True,
        changed_at__lt=midnight,
    )


def _on(day: date) -> Q:
    begin = datetime.combine(day, time(), ZONE)
    return Q(starts_at__gte=begin, starts_at__lt=begin + DAY)


def _named(text: str) -> Q:
    named = Q(number=plain(text))
    with suppress(ValueError):
        named |= Q(phone=identity.phone(text))
    return named
