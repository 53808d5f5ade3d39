"""Coming to the hall: the appointment becomes a ticket that is called at the time agreed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from santai.capabilities.meetings import access
from santai.capabilities.meetings.enums import BookingState
from santai.capabilities.meetings.models import Booking
from santai.capabilities.meetings.queries import coming
from santai.capabilities.people.access import Actor
from santai.capabilities.places.models import Venue
from santai.capabilities.reception import access as reception
from santai.capabilities.reception.actions import take_ticket
from santai.capabilities.reception.models import Ticket
from santai.catalogue.current import catalogue
from santai.catalogue.errors import NotInCatalogue
from santai.kernel.errors import Conflict, Forbidden, Missing, NotNow
from santai.kernel.workdays import ZONE

MARKS = (BookingState.SERVED, BookingState.ABSENT)


def arrive(*, hall: Venue, text: str, at: datetime) -> Ticket:
    """Somebody names their booking or telephone number at a machine of the hall. Told again, it is the
    same ticket. Missing, always in the same words, when nobody of today is called that.
    """
    booking = coming(hall, text, at=at)
    if booking is None:
        raise Missing(_("今天这个大厅没有这个预约。请核对号码；没有约的，请取号或者叫工作人员。"))
    return _ticket(booking, hall, at)


def arrive_at_counter(*, actor: Actor, booking: Booking, at: datetime) -> Ticket:
    """The same, said by a clerk of that hall."""
    hall = _hall(actor, booking)
    if booking.starts_at.astimezone(ZONE).date() != at.astimezone(ZONE).date():
        raise NotNow(_("这个预约不是今天的。来早了、来晚了的，请取号，或者改到今天。"))
    return _ticket(booking, hall, at)


def mark(*, actor: Actor, booking: Booking, state: str, at: datetime) -> Booking:
    """What became of it: received, or not come. Said by who receives; it can be put right the same way.

    Not having come bars nobody from anything.
    """
    if state not in MARKS:
        raise Conflict(_("没有这种记法。"))
    if not _receives(actor, booking):
        raise Forbidden(_("由接待的人记。"))
    with transaction.atomic():
        row = Booking.objects.select_for_update().get(pk=booking.pk)
        if row.state == BookingState.CANCELLED:
            raise NotNow(_("这个预约已经取消了。"))
        if row.starts_at > at:
            raise NotNow(_("还没有到约定的时间。"))
        row.state, row.changed_at = state, at
        row.save(update_fields=["state", "changed_at"])
    return row


def _ticket(booking: Booking, hall: Venue, at: datetime) -> Ticket:
    with transaction.atomic():
        row = Booking.objects.select_for_update().get(pk=booking.pk)
        if row.ticket is not None:
            return row.ticket
        if row.state not in (BookingState.BOOKED, BookingState.ABSENT):
            raise NotNow(_("这个预约已经取消，或者已经接待过了。"))
        # Whose time is over waits like everybody: it has gone to those who came for theirs.
        due_at = row.starts_at if at < row.ends_at else None
        row.ticket = take_ticket(hall=hall, line=_line(row, hall), due_at=due_at, at=at)
        row.state, row.changed_at = BookingState.ARRIVED, at
        row.save(update_fields=["ticket", "state", "changed_at"])
    return row.ticket


def _line(row: Booking, hall: Venue) -> str:
    """Which line the ticket is for; none for advice, and for a service that has left the catalogue."""
    if not row.service:
        return ""
    try:
        on = row.made_at.astimezone(ZONE).date()
        return catalogue().service(row.service, hall.region_id, on).line
    except NotInCatalogue:
        return ""


def _hall(actor: Actor, booking: Booking) -> Venue:
    if booking.offer.venue_id is None:
        raise NotNow(_("这是电话或者视频预约，不用到大厅。"))
    return reception.hall_for(actor, booking.offer.venue_id)


def _receives(actor: Actor, booking: Booking) -> bool:
    offer = booking.offer
    if access.is_with(actor, booking):
        return True
    homes = {offer.organisation_id}
    if offer.venue is not None:
        homes.add(offer.venue.organisation_id)
    return any(post.organisation_id in homes for post in actor.posts_with("intake"))
