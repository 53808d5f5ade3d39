"""Matters that cost money, in the small world: the invented permit of `root/`."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from santai.capabilities.fees.models import Bill
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor, actor_for
from santai.capabilities.people.models import Account, Post
from tests import world as w

ROOT = Path(__file__).parent / "root"
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000d49444154789c636000000000050001a5f645400000000049454e44ae426082"
)
PERSON = {"name": "提灯人", "phone": "13800000004"}


def asked(value: str = "1500.00", *, groups: tuple[str, ...] = (), **answers: Any) -> Order:
    """A permit asked for in 叶县: 8.00 for the paper and 15.00 by value."""
    given = {"value": value, "copies": 0, "aided": False, **answers}
    person = {**PERSON, "groups": list(groups)}
    order = w.ask_for_aid(
        service="consultation/permit", answers=given, applicant=person, opposite=None
    ).order
    return Order.objects.get(pk=order.pk)


def billed(world: w.World, value: str = "1500.00", **facts: Any) -> Order:
    return w.take(clerk(world), asked(value), "bill", **facts)


def paid(world: w.World, value: str = "1500.00") -> Order:
    order = billed(world, value)
    return confirmed(world, order)


def confirmed(world: w.World, order: Order, **facts: Any) -> Order:
    sum_ = f"{bill_of(order).total:.2f}"
    given = {"method": "银行转账", "amount": sum_, "received_on": f"{w.TODAY}", **facts}
    return w.take(clerk(world), order, "confirm_payment", **given)


def clerk(world: w.World, region: str = w.YE) -> Actor:
    return world.staff("window-clerk", region)


def colleague(world: w.World, *, name: str = "同事") -> Actor:
    """Another clerk of the same window."""
    account = Account.objects.create(username=name, name=name, kind="staff", password="!")
    Post.objects.create(
        account=account,
        role="window-clerk",
        organisation=world.office("centre"),
        region=w.YE,
        starts=w.TODAY,
    )
    return actor_for(account, channel="desk", on=w.TODAY)


def bill_of(order: Order) -> Bill:
    return Bill.objects.filter(order=order.pk).latest("serial")


def state_of(order: Order) -> str:
    return str(bill_of(order).state)


def total_of(order: Order) -> Decimal:
    return Decimal(bill_of(order).total)
