"""Who stood in the queue is nobody's business once the day is long over, or their matter is not held any more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from santai.capabilities.orders.models import Order
from santai.capabilities.reception.models import Ticket

KEPT = timedelta(days=365)


def forget(orders: Collection[Order]) -> None:
    """The ticket stays in the figures of its hall; whose it was, nowhere."""
    Ticket.objects.filter(order__in=orders).update(party=None)


def forget_old(*, at: datetime, dry_run: bool = False) -> int:
    """Tickets of more than a year ago; gives how many still said whose they were."""
    old = Ticket.objects.filter(taken_at__lt=at - KEPT, party__isnull=False)
    return old.count() if dry_run else old.update(party=None)
