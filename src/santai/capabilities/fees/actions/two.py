"""What takes two people (双人复核): above a sum of the place, or wherever nobody has set one."""

from __future__ import annotations

from decimal import Decimal

from santai.capabilities.orders.actions import Door
from santai.catalogue.current import catalogue

RELIEF = "relief_takes_two"  # the sum above which another person decides on refunds and waivers
PAYMENT = "payment_takes_two"  # … and above which another person looks whether the money came


def takes_two(door: Door, limit: str, amount: Decimal) -> bool:
    value = catalogue().parameter(limit, door.order.region_id, door.today)
    return value is None or amount > Decimal(str(value.value))
