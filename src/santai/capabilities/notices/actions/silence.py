"""An order that is kept and not used any more says nothing; one that is erased never said anything (PIPL 47)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from santai.capabilities.notices.models import Delivery, Message, ShortMessage
from santai.capabilities.orders.models import Order

KEPT_TEXTS = timedelta(days=90)  # a text message is asked about for weeks, not for years


def silence(orders: Collection[Order], *, at: datetime) -> None:
    """What waits to be told of them is told to nobody."""
    ShortMessage.objects.filter(order__in=orders, done_at=None).delete()
    waiting = Delivery.objects.filter(order__in=orders, done_at=None, dead_at=None)
    waiting.update(done_at=at, error="restricted")


def forget(orders: Collection[Order]) -> None:
    """What was told of them is gone as well; a webhook that was sent stays as a line without content."""
    Message.objects.filter(order__in=orders).delete()
    ShortMessage.objects.filter(order__in=orders).delete()
    Delivery.objects.filter(order__in=orders).update(event={})


def forget_texts(*, at: datetime, dry_run: bool = False) -> int:
    """Text messages that were sent or given up long ago, with the numbers they went to."""
    old = ShortMessage.objects.filter(at__lt=at - KEPT_TEXTS)
    return old.count() if dry_run else old.delete()[0]
