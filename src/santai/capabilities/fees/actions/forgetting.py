"""What a bill says of somebody goes with its matter; the sums stay for the accounts and name nobody."""

from __future__ import annotations

from collections.abc import Collection

from santai.capabilities.fees.models import Bill
from santai.capabilities.orders.models import Order

GONE = "（已删除）"  # a reason is never nothing


def forget(orders: Collection[Order]) -> None:
    """Row by row: what lies sealed is bound to its row, and is written with it."""
    for bill in Bill.objects.filter(order__in=orders):
        bill.lines, bill.reference, bill.reason, bill.voucher = [], "", "", None
        bill.save(update_fields=["lines", "reference", "reason", "voucher"])
        bill.reliefs.update(reason=GONE)
