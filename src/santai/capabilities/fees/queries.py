"""What is owed for an order, where it is paid, and what an office took on a day."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from santai.capabilities.fees import access
from santai.capabilities.fees.enums import GONE, OWED, TOOK_MONEY, BillState, ReliefKind
from santai.capabilities.fees.models import Bill, Payee, Relief
from santai.capabilities.orders.models import Order
from santai.capabilities.people.access import Actor
from santai.catalogue.schema import Service
from santai.kernel.workdays import ZONE

LONGEST = 400  # bills on one page


def living(order: Order) -> Bill | None:
    """The bill that counts."""
    return Bill.objects.filter(order=order.pk).exclude(state__in=GONE).first()


def latest(order: Order) -> Bill | None:
    """The bill that counts or, where none does, the last one there was."""
    return Bill.objects.filter(order=order.pk).select_related("seen_by").order_by("-serial").first()


def waiting_relief(bill: Bill) -> Relief | None:
    return bill.reliefs.filter(allowed=None).select_related("asked_by").first()


def payee_of(organisation_id: int) -> Payee | None:
    """Where the office takes money: the newest that two people stand for."""
    confirmed = Payee.objects.filter(organisation=organisation_id, confirmed_at__isnull=False)
    return confirmed.order_by("-pk").first()


def payees_of(organisations: Collection[int]) -> dict[int, Payee]:
    """The same of several offices, by their keys."""
    confirmed = Payee.objects.filter(organisation__in=organisations, confirmed_at__isnull=False)
    newest = confirmed.order_by("organisation_id", "-pk").distinct("organisation_id")
    return {payee.organisation_id: payee for payee in newest}


def payees_waiting(organisations: Collection[int]) -> QuerySet[Payee]:
    found = Payee.objects.filter(organisation__in=organisations, confirmed_at=None, dropped_at=None)
    return found.select_related("organisation", "asked_by").order_by("pk")


def payees_ever(organisations: Collection[int]) -> QuerySet[Payee]:
    """Every account that was entered for these offices, newest first, with who and when."""
    found = Payee.objects.filter(organisation__in=organisations).order_by("-pk")
    return found.select_related("organisation", "asked_by", "confirmed_by", "dropped_by")


# --- reconciliation (对账) -------------------------------------------------------------------------


@dataclass
class Day:
    """What one office took, gave back and let off on one day."""

    on: date
    office: str
    paid: int = 0
    sum: Decimal = field(default_factory=Decimal)
    by_hand: Decimal = field(default_factory=Decimal)
    refunded: Decimal = field(default_factory=Decimal)
    waived: Decimal = field(default_factory=Decimal)

    @property
    def net(self) -> Decimal:
        return self.sum - self.refunded


def days(actor: Actor, since: date, until: date, *, office: int | None = None) -> list[Day]:
    """By day and office, newest first: money by the day it arrived, what was given back by the day of that."""
    seen = access.bills_for(actor)
    if office is not None:
        seen = seen.filter(organisation=office)
    found: dict[tuple[date, str], Day] = {}

    def day(on: date, name: str) -> Day:
        return found.setdefault((on, name), Day(on, name))

    took = seen.filter(state__in=TOOK_MONEY, received_on__range=(since, until)).order_by()
    for row in took.values("received_on", "organisation__name").annotate(
        n=Count("pk"), sum=Sum("total"), hand=Sum("by_hand")
    ):
        one = day(row["received_on"], row["organisation__name"])
        one.paid, one.sum, one.by_hand = row["n"], row["sum"], row["hand"]
    for on, name, kind, amount in _reliefs(seen, since, until):
        one = day(on, name)
        if kind == ReliefKind.REFUND:
            one.refunded += amount
        else:
            one.waived += amount
    return sorted(found.values(), key=lambda one: (-one.on.toordinal(), one.office))


def _reliefs(
    seen: QuerySet[Bill], since: date, until: date
) -> list[tuple[date, str, str, Decimal]]:
    given = Relief.objects.filter(allowed=True, bill__in=seen.order_by().values("pk"))
    by_day = given.annotate(on=TruncDate("decided_at", tzinfo=ZONE)).filter(
        on__range=(since, until)
    )
    rows = by_day.values_list("on", "bill__organisation__name", "kind").annotate(sum=Sum("amount"))
    return list(rows.order_by())


def bills_of(
    actor: Actor, since: date, until: date, *, office: int | None = None, action: str = "see"
) -> QuerySet[Bill]:
    """The bills behind the totals, and those that are still open."""
    seen = access.bills_for(actor, action)
    if office is not None:
        seen = seen.filter(organisation=office)
    arrived = Q(received_on__range=(since, until))
    found = seen.filter(arrived | Q(state__in=OWED)).select_related("order", "organisation")
    return found.order_by("-received_on", "pk")


def is_owed(bill: Bill | None) -> bool:
    return bill is not None and bill.state == BillState.DUE


def charges(service: Service) -> bool:
    """Whether bills are made in this service at all: others cost no look at the table."""
    return any(
        action.effect == "charge"
        for state in service.states.values()
        for action in state.actions.values()
    )
