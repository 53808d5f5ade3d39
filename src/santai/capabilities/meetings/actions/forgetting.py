"""Who came to an appointment is nobody's business once it is long over, or its matter is not used any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from santai.capabilities.meetings.actions.sessions import forget_names
from santai.capabilities.meetings.models import Booking
from santai.capabilities.orders.models import Order

KEPT = timedelta(days=365)
NAMELESS = "（已删除）"  # a name is never nothing


def forget(orders: Collection[Order]) -> None:
    """The time was kept, and stays taken; nobody is named there any more."""
    _nameless(Booking.objects.filter(order__in=orders))
    forget_names(orders)


def forget_old(*, at: datetime, dry_run: bool = False) -> int:
    """Appointments that are over for a year; gives how many still named somebody."""
    old = Booking.objects.filter(ends_at__lt=at - KEPT).exclude(phone="", note="")
    return old.count() if dry_run else _nameless(old)


def _nameless(rows: Any) -> int:
    return int(rows.update(name=NAMELESS, phone="", note=""))
