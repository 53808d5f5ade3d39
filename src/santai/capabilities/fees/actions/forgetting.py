"""What a bill says of somebody goes with its matter; the sums stay for the accounts and name nobody."""

from __future__ import annotations

from collections.abc import Collection

from santai.capabilities.fees.models import Bill, Relief
from santai.capabilities.orders.models import Order

GONE = "（已删除）"  # a reason is never nothing


def forget(orders: Collection[Order]) -> None:
    bills = Bill.objects.filter(order__in=orders)
    bills.update(lines=[], reference="", reason="", voucher=None)
    Relief.objects.filter(bill__in=bills.values("pk")).update(reason=GONE)
