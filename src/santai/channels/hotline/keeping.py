"""What the hotline holds of people goes when its time is over, or with the matter it was about (PIPL 19, 47)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from santai.capabilities.privacy.actions import on_forgetting, part
from santai.channels.hotline.models import Call

if TYPE_CHECKING:
    from santai.capabilities.orders.models import Order

KEPT = timedelta(days=365)


@on_forgetting
def forget(orders: Collection[Order]) -> None:
    """That somebody called stays in the figures; from which number, nowhere."""
    Call.objects.filter(order__in=orders).update(phone="")


@part("calls")
def forget_old(*, at: datetime, dry_run: bool = False) -> int:
    """Numbers of calls of more than a year ago; gives how many there were."""
    old = Call.objects.filter(at__lt=at - KEPT).exclude(phone="")
    return old.count() if dry_run else old.update(phone="")
