"""The coming appointments on the page of an order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from santai.capabilities.meetings.queries import bookings_of_order

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Booking
    from santai.capabilities.orders.queries import OrderView


def appointments_of(view: OrderView, *, at: datetime) -> list[Booking]:
    """Asked for only where the story tells of one: most orders have none, and their page costs nothing more."""
    told = any("arranged" in moment.data for moment in view.timeline)
    return bookings_of_order(view.order.pk, at=at) if told else []
