"""The coming appointments on the page of an order."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from santai.capabilities.meetings.queries import bookings_of_order, sessions_of

if TYPE_CHECKING:
    from santai.capabilities.meetings.models import Booking, Session
    from santai.capabilities.orders.queries import OrderView


def sessions_at(view: OrderView) -> list[Session]:
    """The sessions of the matter to which this reader's side was invited; asked for as the appointments are."""
    told = any("arranged" in moment.data for moment in view.timeline)
    return list(sessions_of(view.order)) if told else []


def appointments_of(view: OrderView, *, at: datetime) -> list[Booking]:
    """Asked for only where the story tells of one: most orders have none, and their page costs nothing more."""
    told = any("arranged" in moment.data for moment in view.timeline)
    return bookings_of_order(view.order.pk, at=at) if told else []
