"""Appointments as the pages write them."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django import template
from django.utils import timezone

from santai.capabilities.meetings.actions import wording
from santai.kernel.numbers import in_threes
from santai.pages import moments
from santai.pages.forms.booking import service_title, slot_value

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Booking, Offer

register = template.Library()

register.filter("threes", in_threes)
register.filter("clock", moments.clock_words)
register.filter("slot_value", slot_value)


@register.filter
def when(value: datetime) -> str:
    """ "11 月 26 日（周四）上午 9:00"."""
    return moments.day_words(moments.today(value), timezone.now()) + moments.clock_words(value)


@register.filter
def where(offer: Offer) -> str:
    """The place and what has to be known to get there."""
    return wording.where(offer)


@register.filter
def booked_for(booking: Booking) -> str:
    """For what somebody comes: the service, else what the offer is called."""
    if not booking.service:
        return booking.offer.title
    day = moments.today(booking.made_at)
    return service_title(booking.service, booking.offer.organisation.region_id, day)
